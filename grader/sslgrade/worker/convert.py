"""Turns what a learner's function returned into plain arrays, numbers, tuples and dicts.

Runs in the child. Objects are taken apart by the exact machinery of their base class (saved before
the learner's code ran), never by methods that they could have overridden: a subclass of ndarray is
its own buffer, whatever its ``__eq__`` or ``__array__`` would like to say.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.worker.errors import name_of, printable
from sslgrade.worker.tree import (
    MAX_DEPTH,
    MAX_DICTS,
    MAX_INT,
    MAX_ITEMS,
    MAX_KEYS,
    MAX_NDIM,
    tag_of,
)

MAX_RESULT = 64 << 20
"""Most bytes of arrays that one call may return."""
MAX_KEY = 200
"""Longest key of a dict that a call may return."""

_ndarray = np.ndarray
_generic = np.generic
_view = np.ndarray.view
_dtype = np.ndarray.dtype.__get__
_shape = np.ndarray.shape.__get__
_nbytes = np.ndarray.nbytes.__get__
_astype = np.ndarray.astype
_copy = np.ndarray.copy
_asarray = np.asarray
_longdouble, _float64 = np.longdouble, np.float64


class ReturnTypeError(Exception):
    """The function returned something that is not made of arrays and numbers."""


class Converter:
    """Converts results; ``jax`` is the imported module in the JAX track, else None."""

    def __init__(self, jax: Any = None) -> None:
        self._jax_array: Any = None
        self._tracer: Any = None
        if jax is not None:
            self._jax_array = jax.Array
            self._tracer = jax.core.Tracer
        self._bytes = self._items = 0

    def plain(self, value: Any) -> Any:
        """Return ``value`` as plain data, or raise :class:`ReturnTypeError`."""
        self._bytes = self._items = 0
        return self._plain(value, 0, 0)

    def _plain(self, value: Any, depth: int, dicts: int) -> Any:
        kind = type(value)
        self._items += 1
        if self._items > MAX_ITEMS:
            raise ReturnTypeError(f"returned more than {MAX_ITEMS} numbers outside of arrays")
        if value is None or kind is bool:
            return value
        if issubclass(kind, _ndarray):
            return self._array(_view(value, _ndarray))
        if issubclass(kind, _generic):
            return self._array(_asarray(value))
        if issubclass(kind, float):
            return float.__pos__(value)
        if issubclass(kind, int):
            return _plain_int(value)
        if self._tracer is not None and issubclass(kind, self._tracer):
            raise ReturnTypeError(
                "returned a JAX tracer that outlived its function, expected an array"
            )
        if self._jax_array is not None and issubclass(kind, self._jax_array):
            return self._array(_asarray(value))
        if depth >= MAX_DEPTH:
            raise ReturnTypeError(f"returned containers nested more than {MAX_DEPTH} deep")
        if issubclass(kind, tuple):
            return self._sequence(tuple.__iter__(value), depth, dicts)
        if issubclass(kind, list):
            return self._sequence(list.__iter__(value), depth, dicts)
        if issubclass(kind, dict):
            return self._dict(value, depth, dicts)
        raise ReturnTypeError(
            f"returned {_a(name_of(kind))}, expected an array, a number, or a tuple or dict of them"
        )

    def _array(self, array: Any) -> Any:
        dtype = _dtype(array)
        if dtype.type is _longdouble:
            array = _astype(array, _float64)
        elif tag_of(dtype) is None:
            what = "Python objects" if dtype.kind == "O" else str(dtype)[:40]
            raise ReturnTypeError(f"returned an array of {what}, expected real numbers")
        if len(_shape(array)) > MAX_NDIM:
            raise ReturnTypeError(f"returned an array with more than {MAX_NDIM} axes")
        self._bytes += _nbytes(array)
        if self._bytes > MAX_RESULT:
            raise ReturnTypeError(
                f"returned {self._bytes >> 20} MB of arrays; the limit is {MAX_RESULT >> 20} MB"
            )
        # A copy, because the function may change its array in a later call of the same frame.
        return _copy(array)

    def _sequence(self, items: Any, depth: int, dicts: int) -> Any:
        return tuple([self._plain(item, depth + 1, dicts) for item in items])

    def _dict(self, value: Any, depth: int, dicts: int) -> Any:
        if dicts >= MAX_DICTS:
            raise ReturnTypeError(f"returned dicts nested more than {MAX_DICTS} deep")
        if dict.__len__(value) > MAX_KEYS:
            raise ReturnTypeError(f"returned a dict with more than {MAX_KEYS} keys")
        out = {}
        for key, item in dict.items(value):
            if type(key) is not str:
                raise ReturnTypeError(
                    f"returned a dict with {_a(name_of(type(key)))} as a key, expected text"
                )
            if len(key) > MAX_KEY or key != printable(key):
                raise ReturnTypeError("returned a dict with a key that cannot be shown")
            out[key] = self._plain(item, depth + 1, dicts + 1)
        return out


def _plain_int(value: Any) -> int:
    number = int.__pos__(value)
    if not -MAX_INT <= number < MAX_INT:
        raise ReturnTypeError("returned an int that does not fit in 64 bits")
    return number


def _a(name: str) -> str:
    article = "an" if name[:1].lower() in "aeiou" else "a"
    return f"{article} {name}"
