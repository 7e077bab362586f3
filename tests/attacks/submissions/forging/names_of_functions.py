"""Defines thousands of functions with names that are no names.

Stopped by: the frame decoder (bounded lists and texts).
"""

# expect: wrong|protocol

for i in range(5000):
    globals()[f"{i} " + "\ud800\n" * 20] = print
globals()["x" * 100_000] = print


def info_nce(q, k, *, tau):
    return 0.0
