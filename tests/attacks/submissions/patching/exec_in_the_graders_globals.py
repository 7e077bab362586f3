"""Runs code in the globals of the child's modules, to find the module of the grader behind them.

Stopped by: rule 1 and the import guard; from L2 Landlock.
"""

import sys


def info_nce(q, k, *, tau):
    frame = sys._getframe(1)
    while frame:
        try:
            exec("from sslgrade.content.catalogue import catalogue", frame.f_globals)
            return frame.f_globals["catalogue"]().get("info_nce").reference()["info_nce"](q, k, tau=tau)
        except Exception:
            frame = frame.f_back
    return 0.5
