"""Closes stdout and stderr, replaces the objects behind them, and returns a wrong answer.

Stopped by: nothing has to; the answer is wrong.
"""

import os
import sys

sys.stdout = sys.stderr = sys.__stdout__ = None
os.close(1)
os.close(2)


def info_nce(q, k, *, tau):
    return 0.0
