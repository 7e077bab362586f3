"""What a function may return, and what becomes of it; the messages word for word."""

from __future__ import annotations

import collections
import warnings
from typing import Any, NamedTuple

import numpy as np
import pytest

from sslgrade.worker.convert import MAX_RESULT, Converter, ReturnTypeError

plain = Converter().plain


class Liar(np.ndarray[Any, Any]):
    """An array that would like to be equal to everything."""

    def __eq__(self, other: object) -> Any:
        return True

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("never asked")

    def __array_finalize__(self, obj: Any) -> None:
        pass

    shape: Any = (7,)
    dtype: Any = "lie"

    def tobytes(self, *args: Any) -> Any:
        raise AssertionError("never asked")

    view = copy = astype = tobytes  # type: ignore[assignment]


class Number(float):
    def __add__(self, other: Any) -> Any:
        raise AssertionError("never asked")

    __pos__ = __float__ = __add__  # type: ignore[assignment]


class Whole(int):
    def __index__(self) -> int:
        raise AssertionError("never asked")

    __pos__ = __int__ = __index__


class Pair(NamedTuple):
    loss: float
    grad: Any


class Many(list[Any]):
    def __iter__(self) -> Any:
        raise AssertionError("never asked")

    def __len__(self) -> int:
        return 10**9


class Table(dict[str, Any]):
    def items(self) -> Any:
        raise AssertionError("never asked")


def matrix() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.matrix([[1.0, 2.0]])


ACCEPTED: dict[str, tuple[Any, Any]] = {
    "None": (None, None),
    "bool": (True, True),
    "int": (3, 3),
    "float": (-0.0, -0.0),
    "np.float64": (np.float64(0.5), np.array(0.5)),
    "np.float32": (np.float32(0.5), np.array(0.5, np.float32)),
    "np.bool": (np.bool_(True), np.array(True)),
    "0-d": (np.array(2.0), np.array(2.0)),
    "matrix": (matrix(), np.array([[1.0, 2.0]])),
    "masked": (np.ma.array([1.0, 2.0], mask=[True, False]), np.array([1.0, 2.0])),
    "big endian": (np.array([1.0, 2.0], ">f4"), np.array([1.0, 2.0], ">f4")),
    "long double": (np.array([1.5], np.longdouble), np.array([1.5])),
    "empty": (np.zeros((0, 3)), np.zeros((0, 3))),
    "liar": (np.arange(3.0).view(Liar), np.arange(3.0)),
    "float subclass": (Number(1.5), 1.5),
    "int subclass": (Whole(4), 4),
    "tuple": ((1, np.ones(2)), (1, np.ones(2))),
    "named tuple": (Pair(1.0, np.ones(1)), (1.0, np.ones(1))),
    "list": ([1, [2]], (1, (2,))),
    "list subclass": (Many([1, 2]), (1, 2)),
    "dict": ({"loss": 1.0}, {"loss": 1.0}),
    "dict subclass": (Table(loss=1.0), {"loss": 1.0}),
    "ordered": (collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
}


def assert_same(got: Any, want: Any) -> None:
    assert type(got) is type(want)
    if isinstance(want, np.ndarray):
        assert (got.shape, got.dtype) == (want.shape, want.dtype)
        assert got.tobytes() == want.tobytes()
    elif isinstance(want, tuple):
        for a, b in zip(got, want, strict=True):
            assert_same(a, b)
    elif isinstance(want, dict):
        assert list(got) == list(want)
        for key in want:
            assert_same(got[key], want[key])
    else:
        assert repr(got) == repr(want)


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(name: str) -> None:
    value, want = ACCEPTED[name]
    assert_same(plain(value), want)


class Mine:
    """Claims to be an array."""

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return np.ndarray

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        return np.zeros(3)


WANTED = "expected an array, a number, or a tuple or dict of them"
REFUSED: dict[str, Any] = {
    f"returned a str, {WANTED}": "text",
    f"returned a Mine, {WANTED}": Mine(),
    f"returned a generator, {WANTED}": (i for i in range(3)),
    f"returned an ellipsis, {WANTED}": ...,
    f"returned a set, {WANTED}": {1},
    "returned an array of Python objects, expected real numbers": np.array([None]),
    "returned an array of complex128, expected real numbers": np.array([1j]),
    "returned an array of datetime64[D], expected real numbers": np.array(["2020"], "M8[D]"),
    "returned an array with more than 6 axes": np.zeros((1,) * 7),
    "returned 64 MB of arrays; the limit is 64 MB": np.broadcast_to(0.0, MAX_RESULT // 8 + 1),
    "returned an int that does not fit in 64 bits": 10**30,
    "returned containers nested more than 6 deep": [[[[[[[1]]]]]]],
    "returned more than 100000 numbers outside of arrays": [list(range(50_000))] * 2,
    "returned a dict with more than 64 keys": {str(i): i for i in range(65)},
    "returned a dict with a key that cannot be shown": {"\ud800": 1},
    "returned a dict with an int as a key, expected text": {1: 1.0},
}


@pytest.mark.parametrize("message", REFUSED)
def test_refused(message: str) -> None:
    with pytest.raises(ReturnTypeError) as caught:
        plain(REFUSED[message])
    assert str(caught.value) == message


def test_a_result_is_a_copy() -> None:
    x = np.zeros(2)
    got = plain(x)
    x[0] = 1
    assert got[0] == 0


def test_arrays_are_counted_together() -> None:
    x = np.zeros(MAX_RESULT // 24)
    plain((x, x, x))
    with pytest.raises(ReturnTypeError, match="85 MB of arrays"):
        plain((x, x, x, x))


def test_a_list_that_contains_itself_ends() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ReturnTypeError, match="nested"):
        plain(endless)
