"""Replaces the builtins that a checker uses: abs, all, isinstance, max, len, float, round.

Stopped by: rule 1 (the comparison is in another process).
"""

# expect: wrong|crash|protocol

import builtins

builtins.abs = lambda x: 0
builtins.all = builtins.any = builtins.callable = lambda *a: True
builtins.isinstance = builtins.issubclass = lambda *a: True
builtins.max = builtins.min = lambda *a, **k: 0
builtins.round = builtins.float = lambda *a: 0


def info_nce(q, k, *, tau):
    return 0.5
