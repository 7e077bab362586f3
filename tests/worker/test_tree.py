"""Values: every bit survives; bounds hold in both directions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sslgrade.worker import tree, wire
from sslgrade.worker.tree import Packer, read_arrays, read_tree
from sslgrade.worker.wire import WireError

DTYPES = [f"{order}{tag}" for tag in tree.SIZES if tag != "bf16" for order in "<>"]
ARRAYS = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(
        dtype, hnp.array_shapes(min_dims=0, max_dims=6, max_side=3, min_side=0)
    )
)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats()
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def journey(value: Any) -> Any:
    packer = Packer()
    header = {"arrays": packer.specs, "value": None}
    header["value"] = packer.tree(value)
    data = b"".join(wire.pack(header, packer.parts))
    assert packer.size == sum(len(part) for part in packer.parts)
    sizes = wire.unpack_head(data[:16])
    decoded = wire.unpack_header(data[16 : 16 + sizes[0]])
    arrays = read_arrays(decoded["arrays"], bytearray(data[16 + sizes[0] :]))
    return read_tree(decoded["value"], arrays)


def assert_same(got: Any, want: Any) -> None:
    if isinstance(want, np.ndarray):
        assert got.shape == want.shape
        assert got.dtype == want.dtype.newbyteorder("<")
        assert got.tobytes() == want.astype(got.dtype).tobytes()
    elif isinstance(want, tuple):
        assert isinstance(got, tuple)
        for a, b in zip(got, want, strict=True):
            assert_same(a, b)
    elif isinstance(want, dict):
        assert list(got) == list(want)
        for key in want:
            assert_same(got[key], want[key])
    else:
        assert type(got) is type(want)
        if isinstance(want, float):
            assert math.copysign(1, got) == math.copysign(1, want) or math.isnan(want)
            assert got == want or (math.isnan(got) and math.isnan(want))
        else:
            assert got == want


def shallow(value: Any, depth: int = 0, dicts: int = 0) -> bool:
    if isinstance(value, tuple):
        return depth < tree.MAX_DEPTH and all(shallow(v, depth + 1, dicts) for v in value)
    if isinstance(value, dict):
        return (
            depth < tree.MAX_DEPTH
            and dicts < tree.MAX_DICTS
            and all(shallow(v, depth + 1, dicts + 1) for v in value.values())
        )
    return True


@given(VALUES.filter(shallow))
def test_values_survive_the_journey(value: Any) -> None:
    assert_same(journey(value), value)


def test_numpy_scalars_become_python_scalars() -> None:
    assert_same(journey((np.float64(0.1), np.int64(3), np.bool_(True))), (0.1, 3, True))


def test_lists_become_tuples() -> None:
    assert journey([1, [2.0]]) == (1, (2.0,))


def test_the_same_array_is_sent_once() -> None:
    packer = Packer()
    x = np.arange(3.0)
    packer.tree((x, {"a": x}, x.copy()))
    assert packer.specs == [["f8", [3]], ["f8", [3]]]


def test_strides_and_zero_dimensions_survive() -> None:
    x = np.arange(12).reshape(3, 4)[::-1, ::2]
    assert_same(journey((x, np.array(2.5), x.T)), (x, np.array(2.5), np.ascontiguousarray(x.T)))


def test_bfloat16_is_widened_by_the_reader() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    got = journey(np.array([1.5, -2.0, np.inf]).astype(ml_dtypes.bfloat16))
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, [1.5, -2.0, np.inf])


UNPACKABLE = {
    "a complex": 1j,
    "a str": "text",
    "an array of complex128": np.zeros(1, complex),
    "an array of object": np.array([None]),
    "an array of <U1": np.array(["x"]),
    "an array with 7 axes; at most 6": np.zeros((1,) * 7),
    "an int outside 64 bits": 2**63,
    "containers nested more than 6 deep": ((((((((1,),),),),),),),),
    "dicts nested more than 3 deep": {"a": {"a": {"a": {"a": 1}}}},
    "a dict of more than 64 keys": {str(i): i for i in range(65)},
    "a dict with a key that is not text": {1: 2},
    "a sequence of more than 100000 items": [0] * 100_001,
}


@pytest.mark.parametrize("message", UNPACKABLE)
def test_what_does_not_travel_is_refused(message: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        Packer().tree(UNPACKABLE[message])
    assert str(caught.value) == message


BAD_ARRAYS = {
    "the list of arrays is missing or too long": (None, 0),
    "an array is described by its dtype and its shape": ([["f8"]], 0),
    "a dtype that may not travel": ([["O8", [1]]], 8),
    "a shape is a list of at most 6 lengths": ([["f8", [1] * 7]], 8),
    "a shape with a length that is not a size": ([["f8", [-1]]], 8),
    "a shape that is too large": ([["f8", [1 << 40, 0]]], 0),
    "the body is shorter than its arrays": ([["f8", [2]]], 8),
    "the body is longer than its arrays": ([["f8", [1]]], 16),
}


@pytest.mark.parametrize("message", BAD_ARRAYS)
def test_bad_array_lists_are_refused(message: str) -> None:
    specs, size = BAD_ARRAYS[message]
    with pytest.raises(WireError) as caught:
        read_arrays(specs, bytearray(size))
    assert str(caught.value) == message


def test_a_bool_is_0_or_1() -> None:
    with pytest.raises(WireError, match="neither 0 nor 1"):
        read_arrays([["b1", [1]]], bytearray(b"\x02" + bytes(7)))


BAD_TREES = [
    1.5,
    2**63,
    "one",
    "0x1p+99999",
    {"a": 1},
    {"a": -1},
    {"a": True},
    {"a": 0, "d": {}},
    {"x": 1},
    {"d": []},
    {"d": {"a": {"d": {"a": {"d": {"a": {"d": {}}}}}}}},
    {"d": {str(i): 0 for i in range(65)}},
    [[[[[[[[0]]]]]]]],
    [0] * 100_001,
]


@pytest.mark.parametrize("bad", BAD_TREES, ids=range(len(BAD_TREES)))
def test_bad_trees_are_refused(bad: Any) -> None:
    with pytest.raises(WireError):
        read_tree(bad, [np.zeros(1)])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("adx"), inner),
    max_leaves=10,
)


@given(JSON, JSON)
def test_any_json_gives_a_value_or_a_wire_error(specs: Any, value: Any) -> None:
    for read in (lambda: read_arrays(specs, bytearray(8)), lambda: read_tree(value, [np.ones(1)])):
        try:
            read()
        except WireError:
            continue
