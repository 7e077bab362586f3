"""One call of a learner's function: inputs in their layout, outcome as plain data.

Runs in the child. Inputs are rebuilt for every call from the bytes that were sent, so that a
function that changes its arguments cannot spoil the next call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from sslgrade.worker.convert import Converter, ReturnTypeError
from sslgrade.worker.errors import line_in, mro_names, name_of, text_of
from sslgrade.worker.messages import Layout, Outcome, Raised, Request, Returned
from sslgrade.worker.policy import refusal

_array, _empty, _array_equal = np.array, np.empty, np.array_equal
_ndarray = np.ndarray
_setflags = np.ndarray.setflags
_tobytes = np.ndarray.tobytes
_setitem = np.ndarray.__setitem__


class OutOfMemory(Exception):
    """A call used up the memory of the submission."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def arranged(array: Any, layout: Layout) -> Any:
    """Return a fresh copy of ``array``: writable, read-only, or a view with strides."""
    if layout == "strided" and array.ndim:
        # Every second element of a larger array along the last axis, from the back along the first.
        shape = list(array.shape)
        shape[-1] = 2 * shape[-1]
        holder = _empty(shape, array.dtype)
        view = holder[::-1, ..., ::2] if array.ndim > 1 else holder[::2]
        _setitem(view, Ellipsis, array)
        return view
    copy = _array(array, order="C")
    if layout == "readonly":
        _setflags(copy, write=False)
    return copy


def mapped(value: Any, function: Callable[[Any], Any]) -> Any:
    """Apply ``function`` to every array in a value."""
    if isinstance(value, _ndarray):
        return function(value)
    if type(value) is tuple:
        return tuple([mapped(item, function) for item in value])
    if type(value) is dict:
        return {key: mapped(item, function) for key, item in value.items()}
    return value


def same(before: Any, after: Any) -> bool:
    """Whether a value is bit for bit what it was."""
    if isinstance(before, _ndarray):
        return (
            type(after) is _ndarray
            and before.shape == after.shape
            and before.dtype == after.dtype
            and _tobytes(before) == _tobytes(after)
        )
    if type(before) is tuple:
        return len(before) == len(after) and all(map(same, before, after))
    if type(before) is dict:
        return (
            type(after) is dict
            and before.keys() == after.keys()
            and all(same(before[key], after[key]) for key in before)
        )
    return True


class Caller:
    """Calls functions of one loaded module; the NumPy track's way, also eager JAX's base."""

    backend = "numpy"

    def __init__(self, module: ModuleType, filename: str, converter: Converter) -> None:
        self._module = module
        self._filename = filename
        self._converter = converter

    def call(self, request: Request) -> Outcome:
        """Make one call; whatever learner code raises is an outcome."""
        try:
            function = self._find(request.function)
            if function is None:
                return Raised("NameError", f"your file has no function {request.function}")
            return self._outcome(function, request)
        except ReturnTypeError as error:
            return Raised("ReturnType", str(error))
        except MemoryError as error:
            raise OutOfMemory(line_in(error, self._filename)) from None
        except BaseException as error:
            text = text_of(error)
            if "RESOURCE_EXHAUSTED" in text:
                raise OutOfMemory(line_in(error, self._filename)) from None
            kind = type(error)
            if isinstance(error, ModuleNotFoundError):
                text = refusal(error, self.backend) or text
            return Raised(name_of(kind), text, line_in(error, self._filename), mro_names(kind))

    def _find(self, name: str) -> Any:
        """Return a function of the learner, or of a module that was sent along to call them."""
        module, dot, attribute = name.partition(".")
        if not dot:
            return self._module.__dict__.get(name)
        return partial(getattr(import_module(module), attribute), self._module)

    def _outcome(self, function: Any, request: Request) -> Outcome:
        args = self.prepare(request.args, request)
        kwargs = self.prepare(dict(request.kwargs), request)
        kept_args, kept_kwargs = tuple(args), dict(kwargs)
        value = self.invoke(function, args, kwargs, request)
        plain = self.plain(value)
        if not request.watch:
            return Returned(plain)
        changed = [i for i, arg in enumerate(request.args) if not same(arg, kept_args[i])]
        names = list(request.kwargs)
        changed += [
            len(args) + names.index(name)
            for name in names
            if not same(request.kwargs[name], kept_kwargs[name])
        ]
        return Returned(plain, tuple(changed))

    def prepare(self, value: Any, request: Request) -> Any:
        """Return the arguments as the function gets them."""
        return mapped(value, lambda array: arranged(array, request.layout))

    def invoke(
        self, function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], request: Request
    ) -> Any:
        """Call the function."""
        return function(*args, **kwargs)

    def plain(self, value: Any) -> Any:
        """Return the result as plain data."""
        try:
            return self._converter.plain(value)
        except (ReturnTypeError, MemoryError):
            raise
        except Exception as error:
            raise ReturnTypeError(
                f"returned a {name_of(type(value))} that cannot be turned into an array"
            ) from error
