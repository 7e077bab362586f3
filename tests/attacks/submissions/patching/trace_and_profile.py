"""Installs trace and profile hooks that watch the grader's code for an expected value.

Stopped by: rule 1 (no expected value ever comes into this process).
"""

import sys

found = []


def watch(frame, event, arg):
    for name in ("want", "expected", "reference", "tolerance"):
        if name in frame.f_locals:
            found.append(frame.f_locals[name])
    return watch


sys.setprofile(watch)
sys.settrace(watch)


def info_nce(q, k, *, tau):
    try:
        return float(found[-1])
    except (IndexError, TypeError, ValueError):
        return 0.5
