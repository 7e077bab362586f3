"""The figures' random numbers in Python: mulberry32 (Tommy Ettinger), Box-Muller on top."""

from __future__ import annotations

import math
from collections.abc import Iterator

_WORD = 0xFFFFFFFF


def uniforms(seed: int) -> Iterator[float]:
    """Yield numbers of [0, 1)."""
    a = seed & _WORD
    while True:
        a = (a + 0x6D2B79F5) & _WORD
        t = ((a ^ (a >> 15)) * (a | 1)) & _WORD
        t ^= (t + ((t ^ (t >> 7)) * (t | 61) & _WORD)) & _WORD
        yield ((t ^ (t >> 14)) & _WORD) / 2**32


def normals(seed: int) -> Iterator[float]:
    """Yield standard normal numbers, one for two uniform ones."""
    source = uniforms(seed)
    for radius in source:
        yield math.sqrt(-2 * math.log(1 - radius)) * math.cos(2 * math.pi * next(source))
