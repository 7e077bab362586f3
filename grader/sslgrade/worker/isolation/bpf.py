"""The little machine code that seccomp filters are written in (classic BPF).

A filter sees ``struct seccomp_data``: number (32 bits), architecture (32), instruction pointer
(64), six arguments (64 each). It loads one 32-bit word at a time into its accumulator.
A *block* below is a list of instructions that always returns a verdict.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

Block = list[bytes]

ALLOW = 0x7FFF0000
KILL = 0x80000000  # the whole process
_ERRNO = 0x00050000

_LOAD, _AND, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x45, 0x06
NUMBER, ARCHITECTURE = 0, 4


def argument(index: int, *, high: bool = False) -> int:
    """Offset of an argument's low (or high) half, little-endian."""
    return 16 + 8 * index + 4 * high


def load(offset: int) -> bytes:
    """Put a word of the call into the accumulator."""
    return _instruction(_LOAD, offset)


def keep(mask: int) -> bytes:
    """And the accumulator with ``mask``."""
    return _instruction(_AND, mask)


def give(verdict: int) -> Block:
    """End with a verdict."""
    return [_instruction(_RETURN, verdict)]


def fail(errno: int) -> Block:
    """End with the call failing, so that Python raises OSError instead of dying."""
    return give(_ERRNO | errno)


def if_equal(value: int, then: Block, otherwise: Block | None = None) -> Block:
    """``then`` if the accumulator equals ``value``, else go on behind it with ``otherwise``."""
    return [_instruction(_EQUAL, value, skip_if_false=len(then)), *then, *(otherwise or [])]


def unless_equal(value: int, then: Block) -> Block:
    """``then`` if the accumulator differs from ``value``, else go on behind it."""
    return [_instruction(_EQUAL, value, skip_if_true=len(then)), *then]


def if_any_bit(mask: int, then: Block, otherwise: Block) -> Block:
    """``then`` if the accumulator has a bit of ``mask``, else ``otherwise``."""
    return [_instruction(_ANY_BIT, mask, skip_if_false=len(then)), *then, *otherwise]


def if_in(values: Iterable[int], then: Block, otherwise: Block) -> Block:
    """``then`` if the accumulator is one of ``values``, else ``otherwise``."""
    tests = [step for value in values for step in if_equal(value, then)]
    return [*tests, *otherwise]


def _instruction(code: int, value: int, *, skip_if_true: int = 0, skip_if_false: int = 0) -> bytes:
    """``struct sock_filter``. Jumps are relative and 8 bits wide; struct refuses longer ones."""
    return struct.pack("<HBBI", code, skip_if_true, skip_if_false, value & 0xFFFFFFFF)
