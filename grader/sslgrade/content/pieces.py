"""The pieces an exercise is written with: probes, laws and misconceptions.

An exercise folder's ``probes.py`` and ``properties.py``, and its private ``misconceptions.py``,
import nothing else from sslgrade. Every piece is plain data around one small function, and is found
by looking through the module: there is no registry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np

from sslgrade.records import dataclass, field

Inputs = dict[str, Any]
"""The arguments of one call, by name: arrays, ints, floats, bools, None, dicts of arrays."""

Rng = np.random.Generator
ProbeKind = Literal["value", "edge", "stability", "error", "memory"]
Judge = Literal["equal", "finite"]
Backend = Literal["numpy", "jax"]
BACKENDS: tuple[Backend, ...] = ("numpy", "jax")


@dataclass(frozen=True)
class Probe:
    """One named input design for one entry point; its values are fresh for every seed.

    kind
        ``value``: ordinary inputs. Every trivial answer must fail; only these name a misconception.
        ``edge``: edge policy and closed forms, which a constant may satisfy.
        ``stability``: extremes (logits 1e3, offsets 1e4, tau 1e-4), run in float64.
        ``error``: the call must raise one of ``raises``.
        ``memory``: large inputs, called once in a process that may use ``megabytes`` more than it
        holds when it is ready.
    judge
        ``equal`` compares with the reference; ``finite`` asks only for finite values.
    graded
        Per output name, a boolean mask of the entries that count (default: all of them).
    """

    id: str
    title: str
    entry: str
    make: Callable[[Rng], Inputs]
    kind: ProbeKind = "value"
    reveals: str = ""
    judge: Judge = "equal"
    raises: tuple[str, ...] = ()
    graded: Callable[[Inputs], Mapping[str, Any]] | None = None
    backends: tuple[Backend, ...] = BACKENDS
    megabytes: int = 0


def probe(
    title: str,
    entry: str,
    *,
    kind: ProbeKind = "value",
    reveals: str = "",
    judge: Judge = "equal",
    raises: Sequence[str] = (),
    graded: Callable[[Inputs], Mapping[str, Any]] | None = None,
    backends: Sequence[Backend] = BACKENDS,
    megabytes: int = 0,
) -> Callable[[Callable[[Rng], Inputs]], Probe]:
    """Turn a function ``rng -> inputs`` into a :class:`Probe`; the function's name is its id."""
    if kind == "error" and not raises:
        raises = ("ValueError", "TypeError")

    def wrap(make: Callable[[Rng], Inputs]) -> Probe:
        return Probe(
            make.__name__,
            title,
            entry,
            make,
            kind,
            reveals,
            judge,
            tuple(raises),
            graded,
            tuple(backends),
            megabytes,
        )

    return wrap


@dataclass(frozen=True)
class Call:
    """One call of the learner's entry point ``entry`` with ``inputs``."""

    entry: str
    inputs: Inputs


@dataclass(frozen=True)
class Trial:
    """What a law asks of one draw of inputs: make these calls, then look at the results.

    ``holds`` gets one result per call (a float, an array, or a tuple or dict of them; floats and
    arrays are float64, ints and bools keep their kind) and returns None when the law holds, else a
    plain sentence that says what was found. ``then`` makes a second round of calls from the results
    of the first; ``holds`` then gets the results of both rounds, in order.
    """

    calls: Sequence[Call]
    holds: Callable[[list[Any]], str | None]
    then: Callable[[list[Any]], Sequence[Call]] | None = None


@dataclass(frozen=True)
class Law:
    """What must hold without any reference.

    ``telling``: a constant, zero or echoed answer breaks this law; at least one law per entry point
    must be telling, because the others earn points only beside something that passes honestly.
    """

    id: str
    title: str
    entry: str
    make: Callable[[Rng], Trial]
    telling: bool = False
    backends: tuple[Backend, ...] = BACKENDS


def law(
    title: str, entry: str, *, telling: bool = False, backends: Sequence[Backend] = BACKENDS
) -> Callable[[Callable[[Rng], Trial]], Law]:
    """Turn a function ``rng -> Trial`` into a :class:`Law`; the function's name is its id."""

    def wrap(make: Callable[[Rng], Trial]) -> Law:
        return Law(make.__name__, title, entry, make, telling, tuple(backends))

    return wrap


def near(got: Any, want: Any, what: str, *, tolerance: float = 2e-5) -> str | None:
    """Say how ``got`` differs from ``want``, or None where they agree at float32 accuracy.

    The tolerance is relative to the larger of 1 and the largest magnitude of ``want``.
    """
    g, w = np.asarray(got, dtype=np.float64), np.asarray(want, dtype=np.float64)
    if g.shape != w.shape:
        return f"{what}: shape {g.shape}, expected {w.shape}"
    if g.size == 0:
        return None
    if not np.all(np.isfinite(g)):
        return f"{what}: {g.ravel()[int(np.argmax(~np.isfinite(g)))]}, expected a finite number"
    error = np.abs(g - w)
    worst = int(np.argmax(error))
    scale = max(1.0, float(np.abs(w).max()))
    if error.ravel()[worst] <= tolerance * scale:
        return None
    return f"{what}: {g.ravel()[worst]:.6g}, expected {w.ravel()[worst]:.6g}"


def first(*findings: str | None) -> str | None:
    """Return the first finding that is one, so that a law can list several conditions."""
    return next((finding for finding in findings if finding is not None), None)


@dataclass(frozen=True)
class Misconception:
    """One belief, and the code that a believer would write.

    ``code`` maps every entry point that it changes to a NumPy function with that signature.
    ``aliases`` lists ids that compute the same thing on every input the signature can express;
    ``why_alias`` says why they cannot be told apart.
    """

    id: str
    title: str
    belief: str
    hint: str
    evidence: tuple[str, ...]
    code: Mapping[str, Callable[..., Any]]
    step: str = ""
    variant: str = ""
    aliases: tuple[str, ...] = ()
    why_alias: str = ""
    source: Callable[..., Any] | None = None
    replaced: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """The right computation as named steps, so that a misconception can replace one of them.

    ``build(steps)`` returns the entry points as functions that call ``steps.<name>``. Two
    misconceptions that replace different steps can be combined, which is how pairs are diagnosed.
    """

    steps: Mapping[str, Callable[..., Any]]
    build: Callable[[SimpleNamespace], Mapping[str, Callable[..., Any]]]

    def with_steps(
        self, replaced: Mapping[str, Callable[..., Any]]
    ) -> dict[str, Callable[..., Any]]:
        """Entry points where the given steps are replaced."""
        unknown = sorted(set(replaced) - set(self.steps))
        if unknown:
            raise ValueError(f"unknown step {unknown[0]!r}; the recipe has {', '.join(self.steps)}")
        return dict(self.build(SimpleNamespace(**{**self.steps, **replaced})))


def misconception(
    id: str,
    *,
    title: str,
    belief: str,
    hint: str,
    evidence: Sequence[str],
    recipe: Recipe | None = None,
    step: str = "",
    entry: str = "",
    variant: str = "",
    aliases: Sequence[str] = (),
    why_alias: str = "",
) -> Callable[[Callable[..., Any]], Misconception]:
    """Turn wrong code into a :class:`Misconception`.

    Either ``recipe`` and ``step`` (the function replaces that one step), or ``entry`` (the function
    replaces that whole entry point).
    """
    if bool(recipe) != bool(step) or bool(step) == bool(entry):
        raise ValueError(f"misconception {id!r}: give recipe and step, or entry, not both")

    def wrap(function: Callable[..., Any]) -> Misconception:
        replaced = {step: function} if step else {}
        code = recipe.with_steps(replaced) if recipe else {entry: function}
        return Misconception(
            id,
            title,
            belief,
            hint,
            tuple(evidence),
            code,
            step,
            variant,
            tuple(aliases),
            why_alias,
            function,
            replaced,
        )

    return wrap


def sibling(file: str, name: str) -> Any:
    """Return another module of the same exercise folder: ``sibling(__file__, "probes")``."""
    from sslgrade.content.modules import load_module

    return load_module(Path(file).with_name(f"{name}.py"))


def of_type(module: object, kind: type[Any]) -> list[Any]:
    """Return the pieces of one kind in a module, in the order they are written."""
    return [value for value in vars(module).values() if isinstance(value, kind)]


def tiny_inputs(module: object) -> Callable[[str], Iterable[Inputs]] | None:
    """Return the module's ``tiny(entry)`` enumeration of small inputs, smallest first."""
    function = getattr(module, "tiny", None)
    return function if callable(function) else None
