"""Comparing one result with what was expected: type, shape, finiteness, values, in this order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sslgrade.content.manifest import Argument, Entry
from sslgrade.grading.numerics import Array, Expected, Leaves, Outputs, agrees
from sslgrade.records import dataclass

SPOILED = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)
"""What looking at results may raise: their shapes, types and sizes are a learner's choice."""


@dataclass(frozen=True)
class Mismatch:
    """Why a result is not what was expected; ``message`` is one line for the learner."""

    message: str
    yours: float | None = None
    expected: float | None = None

    def __post_init__(self) -> None:
        """Refuse to be silent: an empty message would pass for "nothing wrong"."""
        if not self.message.strip():
            raise ValueError("a mismatch says what is wrong")


def number(value: float) -> str:
    """Format one number for a learner: five significant digits, no noise."""
    if value == 0:
        return "0"
    if float(value).is_integer() and abs(value) < 1e6:
        return str(int(value))
    return f"{value:.5g}"


def shape_text(shape: tuple[int, ...]) -> str:
    """Name a shape: a scalar is called a scalar."""
    return "a scalar" if shape == () else f"shape {shape}"


def kind_of(value: Any) -> str:
    """Name what a plain result is made of."""
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    if isinstance(value, dict):
        return f"a dict with {', '.join(map(repr, value)) or 'no keys'}"
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of {shape_text(value.shape)}"
    return f"a {type(value).__name__}"


def _one(returned: Argument, value: Any, leaves: Leaves | None) -> Array | Mismatch:
    if returned.kind == "dict":
        if not isinstance(value, dict) or not value:
            return Mismatch(f"{returned.name} is {kind_of(value)}, expected {returned.text}")
        if any(isinstance(item, tuple | dict) or item is None for item in value.values()):
            return Mismatch(f"{returned.name} holds something that is no real array")
        if leaves is not None and set(value) != set(leaves):
            wanted = ", ".join(map(repr, leaves))
            return Mismatch(f"{returned.name} is {kind_of(value)}, expected a dict with {wanted}")
        for key, shape in (leaves or {}).items():
            if np.shape(value[key]) != shape:
                return Mismatch(
                    f"{returned.name}[{key!r}] has {shape_text(np.shape(value[key]))}, "
                    f"expected {shape_text(shape)}"
                )
        arrays = [np.asarray(value[key]) for key in sorted(value)]
        if any(array.dtype.kind not in "fiub" for array in arrays):
            return Mismatch(f"{returned.name} holds something that is no real array")
        return np.concatenate([array.ravel().astype(np.float64) for array in arrays])
    if isinstance(value, tuple | dict) or value is None:
        return Mismatch(f"{returned.name} is {kind_of(value)}, expected {returned.text}")
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        return Mismatch(f"{returned.name} has dtype {array.dtype}, expected real numbers")
    return array


def learner_outputs(
    entry: Entry, value: Any, leaves: Sequence[Leaves | None] | None = None
) -> Outputs | Mismatch:
    """Return a learner's plain result as one array per declared output, or say what is off.

    ``leaves``: the names and shapes that a dict output must have (see :class:`Expected`).
    """
    names = ", ".join(r.name for r in entry.returns)
    if entry.returns_dict:
        if not isinstance(value, dict):
            return Mismatch(f"returned {kind_of(value)}, expected a dict with {names}")
        missing = [r.name for r in entry.returns if r.name not in value]
        if missing:
            return Mismatch(f"the returned dict lacks {missing[0]!r}; expected {names}")
        values = [value[r.name] for r in entry.returns]
    elif len(entry.returns) > 1:
        if not isinstance(value, tuple) or len(value) != len(entry.returns):
            return Mismatch(f"returned {kind_of(value)}, expected the tuple ({names})")
        values = list(value)
    else:
        values = [value]
    found = []
    known = leaves or [None] * len(values)
    for returned, item, wanted in zip(entry.returns, values, known, strict=True):
        one = _one(returned, item, wanted)
        if isinstance(one, Mismatch):
            return one
        found.append(one)
    return tuple(found)


def _where(returned: Argument, index: tuple[int, ...], leaves: Leaves | None = None) -> str:
    """Name an element by its axes: ``dq[N=3, D=1]``; of a dict, ``updated['bias'][1]``."""
    if not index:
        return ""
    position = index[0]
    for key in sorted(leaves or ()):
        shape = (leaves or {})[key]
        size = math.prod(shape)
        if position < size:
            place = ", ".join(str(int(i)) for i in np.unravel_index(position, shape))
            return f"{returned.name}[{key!r}]" + (f"[{place}]" if shape else "")
        position -= size
    axes = returned.axes or ()
    named = [
        f"{axis}={i}" if axis.isidentifier() else str(i)
        for axis, i in zip(axes, index, strict=False)
    ]
    if len(named) < len(index):
        named = [str(i) for i in index]
    return f"{returned.name}[{', '.join(named)}]"


def _difference(yours: float, want: float) -> str:
    if want and np.isfinite(yours) and yours and abs(want) > 1e-12:
        ratio = yours / want
        if 1e-3 < abs(ratio) < 1e3:
            return f"   (yours ÷ expected {ratio:.4g})"
    return ""


def compare_output(
    returned: Argument,
    got: Array,
    want: Array,
    tolerance: Array,
    graded: Array | None,
    leaves: Leaves | None = None,
) -> Mismatch | None:
    """Compare one output; None where it agrees on every graded entry."""
    if got.shape != want.shape:
        return Mismatch(
            f"{returned.name} has {shape_text(got.shape)}, expected {shape_text(want.shape)}"
        )
    good = agrees(got, want, tolerance)
    if graded is not None:
        good = good | ~np.broadcast_to(np.asarray(graded, dtype=bool), good.shape)
    if bool(np.all(good)):
        return None
    g, w = got.astype(np.float64), want.astype(np.float64)
    with np.errstate(all="ignore"):
        error = np.where(good, -1.0, np.abs(g - w))
    error = np.where(~good & ~np.isfinite(g), np.inf, np.nan_to_num(error, nan=np.inf))
    flat = int(np.argmax(error))
    index = tuple(int(i) for i in np.unravel_index(flat, good.shape)) if good.shape else ()
    yours, wanted = float(g[index]), float(w[index])
    where = _where(returned, index, leaves)
    prefix = f"{where}: " if where else ""
    return Mismatch(
        f"{prefix}you {number(yours)}   expected {number(wanted)}{_difference(yours, wanted)}",
        yours,
        wanted,
    )


def compare(
    entry: Entry,
    got: Outputs,
    want: Expected,
    magnitude: float,
    *,
    eps: float,
    only: tuple[str, ...] | None = None,
    graded: Mapping[str, Any] | None = None,
) -> Mismatch | None:
    """Compare all outputs (or those named in ``only``); the first mismatch, or None."""
    for index, returned in enumerate(entry.returns):
        if only is not None and returned.name not in only:
            continue
        mask = None if graded is None else graded.get(returned.name)
        tolerance = want.tolerance(index, magnitude, eps)
        leaves = want.leaves[index] if want.leaves else None
        found = compare_output(returned, got[index], want.outputs[index], tolerance, mask, leaves)
        if found is not None:
            if len(entry.returns) > 1 and not found.message.startswith(returned.name):
                return Mismatch(f"{returned.name}: {found.message}", found.yours, found.expected)
            return found
    return None


def finite(entry: Entry, got: Outputs, want: Outputs) -> Mismatch | None:
    """Ask only for the right shapes and finite numbers."""
    for returned, output, wanted in zip(entry.returns, got, want, strict=True):
        if output.shape != wanted.shape:
            return Mismatch(
                f"{returned.name} has {shape_text(output.shape)}, "
                f"expected {shape_text(wanted.shape)}"
            )
        bad = ~np.isfinite(output.astype(np.float64))
        if bool(np.any(bad)):
            value = float(output.astype(np.float64)[bad].ravel()[0])
            return Mismatch(f"{returned.name} holds {number(value)}, expected finite numbers")
    return None
