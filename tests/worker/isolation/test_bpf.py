from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from sslgrade.worker.isolation import bpf

YES, NO = bpf.give(bpf.ALLOW), bpf.fail(1)
LOAD = bpf.load(bpf.argument(1))
HIGH = bpf.load(bpf.argument(1, high=True))

# program, second argument of the call, verdict
PROGRAMS = [
    ([LOAD, *bpf.if_equal(5, YES, NO)], 5, bpf.ALLOW),
    ([LOAD, *bpf.if_equal(5, YES, NO)], 6, 0x50001),
    ([LOAD, *bpf.unless_equal(5, NO), *YES], 5, bpf.ALLOW),
    ([LOAD, *bpf.unless_equal(5, NO), *YES], 6, 0x50001),
    ([LOAD, *bpf.if_any_bit(6, YES, NO)], 8 + 2, bpf.ALLOW),
    ([LOAD, *bpf.if_any_bit(6, YES, NO)], 8 + 1, 0x50001),
    ([LOAD, *bpf.if_in((1, 3), YES, NO)], 3, bpf.ALLOW),
    ([LOAD, *bpf.if_in((1, 3), YES, NO)], 2, 0x50001),
    ([LOAD, bpf.keep(0xF0), *bpf.if_equal(0x20, YES, NO)], 0x2F, bpf.ALLOW),
    ([LOAD, *bpf.if_equal(0, YES, NO)], 2**32, bpf.ALLOW),
    ([HIGH, *bpf.if_equal(1, YES, NO)], 2**32, bpf.ALLOW),
]


@pytest.mark.parametrize(("steps", "value", "verdict"), PROGRAMS)
def test_programs(
    run_filter: Callable[..., int], steps: list[bytes], value: int, verdict: int
) -> None:
    assert run_filter(steps, 0, (7, value), 0) == verdict


def test_a_jump_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(struct.error):
        bpf.if_equal(1, YES * 256)
