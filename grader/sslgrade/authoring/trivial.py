"""Trivial answers that must earn nothing: constants, ln of a size, echoed inputs, lying objects."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sslgrade.content.catalogue import Exercise
from sslgrade.content.manifest import Entry

EMPTY = b"# nothing here yet\n"
EXIT = b"raise SystemExit(0)\n"
LIAR = '''
"""Answers with an array that claims to equal everything."""
import numpy as np


class Liar(np.ndarray):
    """Zeros that agree with whatever they are compared to."""

    def __eq__(self, other):
        return np.ones(np.shape(other), bool)

    def __ne__(self, other):
        return np.zeros(np.shape(other), bool)

    def __sub__(self, other):
        return np.zeros(np.shape(other))

    __rsub__ = __sub__
    __lt__ = __le__ = __gt__ = __ge__ = __eq__

    def __abs__(self):
        return np.zeros(self.shape)

    def __float__(self):
        return 0.0

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.ones(())

    def __array_function__(self, func, types, args, kwargs):
        return True


'''


def liar(exercise: Exercise, backend: str) -> bytes:
    """Return a submission whose every function returns a lying array."""
    text = LIAR
    for entry in exercise.manifest.entries:
        count = len(entry.returns)
        value = "np.zeros(()).view(Liar)"
        if entry.returns_dict:
            value = "{" + ", ".join(f"{r.name!r}: {value}" for r in entry.returns) + "}"
        elif count > 1:
            value = f"({', '.join([value] * count)})"
        text += f"def {entry.name}(*args, **kwargs):\n    return {value}\n\n\n"
    return text.encode()


def _shaped(value: Any, fill: Callable[[np.ndarray[Any, Any]], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _shaped(item, fill) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_shaped(item, fill) for item in value)
    return fill(np.asarray(value))


def _sizes(entry: Entry, args: tuple[Any, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for argument, value in zip(entry.args, args, strict=False):
        if isinstance(value, np.ndarray):
            for axis, size in zip(argument.axes or (), value.shape, strict=False):
                if axis.isidentifier() and axis.isupper():
                    found.setdefault(axis, size)
    return found


def _constant(reference: Callable[..., Any], value: float) -> Callable[..., Any]:
    def answer(*args: Any, **kwargs: Any) -> Any:
        right = reference(*args, **kwargs)
        return _shaped(right, lambda a: np.full(a.shape, value))

    return answer


def _log_size(reference: Callable[..., Any], entry: Entry, axis: str) -> Callable[..., Any]:
    def answer(*args: Any, **kwargs: Any) -> Any:
        right = reference(*args, **kwargs)
        value = math.log(_sizes(entry, args).get(axis, 1))
        return _shaped(right, lambda a: np.full(a.shape, value))

    return answer


def _echo(reference: Callable[..., Any], position: int) -> Callable[..., Any]:
    def answer(*args: Any, **kwargs: Any) -> Any:
        right = reference(*args, **kwargs)
        if isinstance(args[position], dict):
            return args[position]
        given = np.asarray(args[position], dtype=np.float64)

        def fill(a: np.ndarray[Any, Any]) -> Any:
            return given if given.shape == a.shape else np.full(a.shape, given.mean())

        return _shaped(right, fill)

    return answer


def answers(exercise: Exercise) -> Iterator[tuple[str, dict[str, Callable[..., Any]]]]:
    """Yield every trivial answer by name: the right types and shapes, and no thought."""
    reference = exercise.reference()
    entries = exercise.manifest.entries
    for value in (0.0, 1.0, -1.0):
        yield f"constant {value:g}", {n: _constant(f, value) for n, f in reference.items()}
    axes = {
        axis
        for entry in entries
        for a in entry.args
        for axis in (a.axes or ())
        if axis.isidentifier() and axis.isupper()
    }
    for axis in sorted(axes):
        yield (
            f"constant ln {axis}",
            {e.name: _log_size(reference[e.name], e, axis) for e in entries},
        )
    longest = max(len(e.args) for e in entries)
    for position in range(longest):
        yield (
            f"echoed argument {position}",
            {
                e.name: _echo(
                    reference[e.name],
                    _array_position(e, position),
                )
                for e in entries
            },
        )


def _array_position(entry: Entry, position: int) -> int:
    arrays = [i for i, a in enumerate(entry.args) if a.is_array and a.kind != "dict"]
    return arrays[position % len(arrays)] if arrays else 0
