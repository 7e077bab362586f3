"""Layouts and the comparison of arguments before and after; calls are tested in test_launch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sslgrade.worker.calling import arranged, mapped, same

SHAPES = [(), (3,), (0,), (2, 3), (2, 0, 4), (2, 3, 4)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("layout", ["writable", "readonly", "strided"])
def test_every_layout_holds_the_same_numbers_in_memory_of_its_own(
    shape: tuple[int, ...], layout: Any
) -> None:
    source = np.arange(np.prod(shape, dtype=int), dtype=np.float32).reshape(shape)
    got = arranged(source, layout)
    assert (got.shape, got.dtype) == (source.shape, source.dtype)
    np.testing.assert_array_equal(got, source)
    assert not np.shares_memory(got, source)
    assert got.flags.writeable == (layout != "readonly")
    if layout == "strided" and source.size > 1:
        assert not got.flags.c_contiguous
        assert not got.flags.f_contiguous
    else:
        assert got.flags.c_contiguous


def test_arrays_are_found_in_containers() -> None:
    got = mapped((np.ones(1), {"a": (np.ones(1), 2)}, None), lambda array: array + 1)
    assert got == (2.0, {"a": (2.0, 2)}, None)


X = np.array([1.0, np.nan, -0.0])
PAIRS: list[tuple[Any, Any, bool]] = [
    (X, X.copy(), True),
    (X, np.array([1.0, np.nan, 0.0]), False),
    (X, X.astype(np.float32), False),
    (X, X.reshape(1, 3), False),
    (X, [1.0], False),
    ((X, 1), (X.copy(), 1), True),
    ({"a": X}, {"a": X.copy()}, True),
    ({"a": X}, {"a": X, "b": 1}, False),
    ({"a": X}, None, False),
    (3, 3, True),
]


@pytest.mark.parametrize(("before", "after", "equal"), PAIRS, ids=range(len(PAIRS)))
def test_same_means_bit_for_bit(before: Any, after: Any, equal: bool) -> None:
    assert same(before, after) is equal
