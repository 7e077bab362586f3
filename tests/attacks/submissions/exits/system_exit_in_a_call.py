"""Raises SystemExit(0) in every call.

Stopped by: the child (what a call raises is an outcome).
"""


def info_nce(q, k, *, tau):
    raise SystemExit(0)
