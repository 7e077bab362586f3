"""Values on the wire: a JSON tree that refers to raw little-endian arrays.

===============  =====================================================
value            JSON
===============  =====================================================
None, bool, int  itself (ints within 64 bits)
float            its hex text, so that inf, nan and every bit survive
array            ``{"a": index into the frame's arrays}``
tuple, list      a list
dict             ``{"d": {key: value}}``, string keys, at most 64
===============  =====================================================

A frame's ``arrays`` entry lists ``[dtype tag, shape]``; the bytes follow in that order in the body,
each array starting at a multiple of 8. The total length must be exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sslgrade.worker.errors import printable
from sslgrade.worker.wire import MAX_BODY, WireError

SIZES = {
    "f2": 2,
    "f4": 4,
    "f8": 8,
    "i1": 1,
    "i2": 2,
    "i4": 4,
    "i8": 8,
    "u1": 1,
    "u2": 2,
    "u4": 4,
    "u8": 8,
    "b1": 1,
    "bf16": 2,
}
"""Bytes per element of every dtype that may travel. bf16 comes from JAX; the reader widens it."""
MAX_NDIM = 6
MAX_ARRAYS = 100_000
MAX_KEYS = 64
MAX_DICTS = 3
"""How deep dicts may nest: parameters of a small network fit."""
MAX_DEPTH = 6
"""How deep containers of all kinds may nest."""
MAX_ITEMS = 100_000
MAX_INT = 1 << 63
ALIGN = 8

_PLAIN = frozenset(SIZES) - {"bf16"}
_ndarray = np.ndarray
_ascontiguous, _frombuffer, _empty = np.ascontiguousarray, np.frombuffer, np.empty
_generic, _bool, _floating, _integer = np.generic, np.bool_, np.floating, np.integer
_ndarray_dtype = np.ndarray.dtype.__get__
_ndarray_shape = np.ndarray.shape.__get__


def tag_of(dtype: np.dtype[Any]) -> str | None:
    """Return the tag of a dtype that may travel, whatever its byte order, else None."""
    if dtype.name == "bfloat16":
        return "bf16"
    tag = f"{dtype.kind}{dtype.itemsize}"
    return tag if tag in _PLAIN else None


class Packer:
    """Collects the arrays of one frame while values are turned into trees.

    The same array object is sent once, however many calls use it. ``size`` counts the bytes of the
    body, ``items`` the nodes of the trees.
    """

    def __init__(self) -> None:
        self.specs: list[list[Any]] = []
        self.parts: list[Any] = []
        self.size = 0
        self.items = 0
        self._seen: dict[int, tuple[int, Any]] = {}

    def tree(self, value: Any, depth: int = 0, dicts: int = 0) -> Any:
        """Return the JSON tree of ``value``; TypeError or ValueError where it has none."""
        kind = type(value)
        self.items += 1
        if value is None or kind is bool:
            return value
        if kind is float:
            return value.hex()
        if kind is int:
            if -MAX_INT <= value < MAX_INT:
                return value
            raise ValueError("an int outside 64 bits")
        if isinstance(value, _ndarray):
            return {"a": self._array(value)}
        if isinstance(value, _generic):
            return self._scalar(value)
        if depth >= MAX_DEPTH:
            raise ValueError(f"containers nested more than {MAX_DEPTH} deep")
        if kind in (tuple, list):
            if len(value) > MAX_ITEMS:
                raise ValueError(f"a sequence of more than {MAX_ITEMS} items")
            return [self.tree(item, depth + 1, dicts) for item in value]
        if kind is dict:
            if dicts >= MAX_DICTS:
                raise ValueError(f"dicts nested more than {MAX_DICTS} deep")
            if len(value) > MAX_KEYS:
                raise ValueError(f"a dict of more than {MAX_KEYS} keys")
            if not all(type(key) is str for key in value):
                raise TypeError("a dict with a key that is not text")
            return {"d": {k: self.tree(v, depth + 1, dicts + 1) for k, v in value.items()}}
        raise TypeError(f"a {kind.__name__}")

    def _scalar(self, value: np.generic) -> Any:
        if isinstance(value, _bool):
            return bool(value)
        if isinstance(value, _floating):
            return float(value).hex()
        if isinstance(value, _integer):
            return int(value)
        raise TypeError(f"a {type(value).__name__}")

    def _array(self, array: Any) -> int:
        known = self._seen.get(id(array))
        if known is not None:
            return known[0]
        dtype, shape = _ndarray_dtype(array), _ndarray_shape(array)
        tag = tag_of(dtype)
        if tag is None:
            raise TypeError(f"an array of {dtype}")
        if len(shape) > MAX_NDIM:
            raise ValueError(f"an array with {len(shape)} axes; at most {MAX_NDIM}")
        if len(self.specs) >= MAX_ARRAYS:
            raise ValueError(f"more than {MAX_ARRAYS} arrays")
        # ascontiguousarray makes 0-d arrays 1-d: the shape was read before.
        flat = _ascontiguous(array).reshape(-1)
        if tag == "bf16":
            flat = flat.view("<u2")
        elif not dtype.isnative or dtype.byteorder == ">":
            flat = flat.astype(dtype.newbyteorder("<"))
        index = len(self.specs)
        self.specs.append([tag, list(shape)])
        raw = flat.view("u1")
        self.parts.append(raw.data)
        self.size += len(raw)
        if len(raw) % ALIGN:
            self.parts.append(bytes(-len(raw) % ALIGN))
            self.size += -len(raw) % ALIGN
        # The array is kept alive so that its id stays its own.
        self._seen[id(array)] = (index, array)
        return index


def read_arrays(specs: Any, body: bytearray) -> list[Any]:
    """Rebuild the arrays of a frame as views of ``body``; :class:`WireError` unless exact."""
    if type(specs) is not list or len(specs) > MAX_ARRAYS:
        raise WireError("the list of arrays is missing or too long")
    arrays: list[Any] = []
    offset = 0
    for spec in specs:
        tag, shape, count = _checked(spec)
        size = count * SIZES[tag]
        if size > len(body) - offset:
            raise WireError("the body is shorter than its arrays")
        dtype = "<u2" if tag == "bf16" else f"<{tag}"
        try:
            flat = _frombuffer(body, dtype, count, offset) if count else _empty(0, dtype)
            array = flat.reshape(shape)
        except (ValueError, OverflowError, MemoryError) as error:
            raise WireError("an array that cannot be rebuilt") from error
        if tag == "b1" and count and flat.view("u1").max() > 1:
            raise WireError("a bool array with a byte that is neither 0 nor 1")
        if tag == "bf16":
            wide = np.zeros((*array.shape, 2), "<u2")
            wide[..., 1] = array
            array = wide.view("<f4")[..., 0]
        arrays.append(array)
        offset += size + -size % ALIGN
    if offset != len(body):
        raise WireError("the body is longer than its arrays")
    return arrays


def _checked(spec: Any) -> tuple[str, list[int], int]:
    if type(spec) is not list or len(spec) != 2:
        raise WireError("an array is described by its dtype and its shape")
    tag, shape = spec
    if type(tag) is not str or tag not in SIZES:
        raise WireError("a dtype that may not travel")
    if type(shape) is not list or len(shape) > MAX_NDIM:
        raise WireError(f"a shape is a list of at most {MAX_NDIM} lengths")
    count = volume = 1
    for length in shape:
        if type(length) is not int or length < 0:
            raise WireError("a shape with a length that is not a size")
        count *= length
        # Empty arrays too: a sum over the empty axis would have the size of the others.
        volume *= max(1, length)
        if volume > MAX_BODY:
            raise WireError("a shape that is too large")
    return tag, shape, count


def read_tree(tree: Any, arrays: Sequence[Any], depth: int = 0, dicts: int = 0) -> Any:
    """Rebuild a value from its tree and the frame's arrays; :class:`WireError` unless valid."""
    kind = type(tree)
    if tree is None or kind is bool:
        return tree
    if kind is int:
        if -MAX_INT <= tree < MAX_INT:
            return tree
        raise WireError("an int outside 64 bits")
    if kind is str:
        try:
            return float.fromhex(tree)
        except (ValueError, OverflowError) as error:
            raise WireError("text that is not a float in hex") from error
    if depth > MAX_DEPTH:
        raise WireError(f"containers nested more than {MAX_DEPTH} deep")
    if kind is list:
        if len(tree) > MAX_ITEMS:
            raise WireError(f"a sequence of more than {MAX_ITEMS} items")
        return tuple([read_tree(item, arrays, depth + 1, dicts) for item in tree])
    if kind is dict and len(tree) == 1:
        if "a" in tree:
            index = tree["a"]
            if type(index) is not int or not 0 <= index < len(arrays):
                raise WireError("a reference to an array that was not sent")
            return arrays[index]
        inner = tree.get("d")
        if type(inner) is dict and dicts < MAX_DICTS and len(inner) <= MAX_KEYS:
            if any(key != printable(key) for key in inner):
                raise WireError("a key with a lone surrogate")
            return {k: read_tree(v, arrays, depth + 1, dicts + 1) for k, v in inner.items()}
    raise WireError("a value that the wire format does not have")
