"""JAX's way to call a learner's function: eager, under jit, its gradient, or mapped over an axis.

Arrays become ``jax.Array``. Static, that is ordinary Python values inside the function: positional
ints, bools and None (and tuples of them) and every keyword scalar. Traced: arrays, dicts of arrays
and positional floats. One compiled function is kept per function, transform and static values, so
that 256 gradient evaluations compile once.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

from sslgrade.worker.calling import Caller, mapped
from sslgrade.worker.convert import Converter
from sslgrade.worker.errors import text_of
from sslgrade.worker.messages import Request


def has_array(value: Any) -> bool:
    """Whether a value is an array or contains one."""
    if type(value) is tuple:
        return any(map(has_array, value))
    if type(value) is dict:
        return any(map(has_array, value.values()))
    return hasattr(value, "dtype")


def is_static(value: Any, *, keyword: bool) -> bool:
    """Whether an argument is an ordinary Python value inside the traced function."""
    if has_array(value):
        return False
    if keyword:
        return True
    if type(value) is tuple:
        return all(is_static(item, keyword=False) for item in value)
    return value is None or type(value) in (int, bool)


def first_output(value: Any, key: str = "") -> Any:
    """Return the first output of a function that returns one value, a tuple or a dict.

    Of a dict this is the value under ``key``, because jit does not keep the order of keys.
    """
    while isinstance(value, (tuple, list, dict)):
        if isinstance(value, dict):
            value = value[key] if key in value else next(iter(value.values()))
        else:
            value = value[0]
    return value


QUICK = {
    "xla_backend_optimization_level": 0,
    "xla_cpu_use_fusion_emitters": False,
    "xla_cpu_parallel_codegen_split_count": 1,
}
"""XLA's options for code that runs a few hundred times on small arrays: compiling is what costs."""


UNKNOWN_OPTION = "No such compile option"
"""How an XLA that does not know one of them answers, when it compiles."""


def quick_jit(jit: Any) -> Any:
    """Return ``jit`` that compiles in a fraction of the time, where this JAX can be told so."""
    if "compiler_options" not in inspect.signature(jit).parameters:
        return jit  # before jax 0.4.36
    return partial(jit, compiler_options=QUICK)


class Tools:
    """What JAX calls are made with; taken from ``jax`` before learner code can replace it there."""

    def __init__(self, jax: Any) -> None:
        self.plain_jit, self.jit = jax.jit, quick_jit(jax.jit)
        self.grad, self.vmap = jax.grad, jax.vmap
        self.to_jax, self.sum = jax.device_put, jax.numpy.sum


class JaxCaller(Caller):
    """Calls the functions of a JAX submission."""

    backend = "jax"

    def __init__(
        self, module: ModuleType, filename: str, converter: Converter, tools: Tools
    ) -> None:
        super().__init__(module, filename, converter)
        self._tools, self._jit = tools, tools.jit
        self._compiled: dict[Any, Callable[..., Any]] = {}

    def prepare(self, value: Any, request: Request) -> Any:
        """Return the arguments as they are: JAX arrays cannot be written to."""
        return value

    def invoke(
        self, function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], request: Request
    ) -> Any:
        """Call the function through the transform that is asked for."""
        live = [mapped(arg, self._tools.to_jax) for arg in args]
        named = {name: mapped(arg, self._tools.to_jax) for name, arg in kwargs.items()}
        if request.transform == "eager":
            return function(*live, **named)
        places = [i for i, arg in enumerate(args) if not is_static(arg, keyword=False)]
        names = [name for name, arg in kwargs.items() if not is_static(arg, keyword=True)]
        traced, traced_named = [live[i] for i in places], {name: named[name] for name in names}
        try:
            return self._built(function, request, places, names)(*traced, **traced_named)
        except RuntimeError as error:
            if self._jit is self._tools.plain_jit or UNKNOWN_OPTION not in text_of(error):
                raise
        self._jit = self._tools.plain_jit
        self._compiled.clear()
        return self._built(function, request, places, names)(*traced, **traced_named)

    def _built(
        self, function: Any, request: Request, places: list[int], names: list[str]
    ) -> Callable[..., Any]:
        """Return the compiled function of a request, made when it is first asked for."""
        args, kwargs = request.args, request.kwargs
        static = [arg for i, arg in enumerate(args) if i not in places]
        fixed = {name: arg for name, arg in kwargs.items() if name not in names}
        key = (
            request.function,
            request.transform,
            request.wrt,
            request.output,
            tuple(places),
            tuple(names),
            # repr tells 1 from 1.0 and True, and nan is itself.
            repr((static, fixed)),
        )
        if key not in self._compiled:
            bound = bind(function, static, fixed, places)
            axes = [0 if has_array(args[i]) else None for i in places]
            self._compiled[key] = self._transform(bound, request, places, axes)
        return self._compiled[key]

    def _transform(
        self, bound: Any, request: Request, places: list[int], axes: list[int | None]
    ) -> Callable[..., Any]:
        if request.transform == "jit":
            return self._jit(bound)  # type: ignore[no-any-return]
        if request.transform == "vmap":
            # Keyword arrays are always mapped over their leading axis.
            return self._jit(self._tools.vmap(bound, in_axes=tuple(axes)))  # type: ignore[no-any-return]

        def first(*traced: Any, **named: Any) -> Any:
            value = first_output(bound(*traced, **named), request.output)
            return self._tools.sum(value) if request.transform == "gradsum" else value

        _dress(first, bound)
        wrt = tuple(places.index(i) for i in request.wrt)
        return self._jit(self._tools.grad(first, argnums=wrt))  # type: ignore[no-any-return]


def bind(
    function: Any, static: list[Any], fixed: Mapping[str, Any], places: list[int]
) -> Callable[..., Any]:
    """Return ``function`` with its static arguments filled in; ``places`` are those left open."""
    count = len(static) + len(places)

    def bound(*traced: Any, **named: Any) -> Any:
        given, rest = iter(traced), iter(static)
        args = [next(given if i in places else rest) for i in range(count)]
        return function(*args, **fixed, **named)

    _dress(bound, function)
    try:
        # JAX's messages name the arguments: let them be the learner's names.
        parameters = list(inspect.signature(function).parameters.values())
        open_ones = [p for i, p in enumerate(parameters) if i in places or i >= count]
        bound.__dict__["__signature__"] = inspect.Signature(
            [p for p in open_ones if p.name not in fixed]
        )
    except (TypeError, ValueError):
        pass
    return bound


def _dress(function: Any, like: Any) -> None:
    """Give a function the name of another one, for JAX's messages."""
    function.__name__ = function.__qualname__ = str(getattr(like, "__name__", "function"))
    signature = getattr(like, "__dict__", {}).get("__signature__")
    if signature is not None:
        function.__signature__ = signature
