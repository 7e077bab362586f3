"""Deciding that numbers agree: one tolerance, made of measured conditioning and a declared floor.

    tolerance = K · (|f(x·(1+ε·ξ)) − f(x)| + ε · magnitude),   ξ uniform in [−1, 1]

with ε of float32 for points (a correct solution may be float32 inside) and of float64 for the
diagnosis. Conditioning alone would reject correct code at saturation, where f is flat and its
rounding is not; the declared magnitude of the exercise is the floor for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sslgrade.content.manifest import Entry
from sslgrade.records import dataclass

Array = NDArray[Any]
Outputs = tuple[Array, ...]
Leaves = Mapping[str, tuple[int, ...]]

EPS32 = float(np.finfo(np.float32).eps)
EPS64 = float(np.finfo(np.float64).eps)
FACTOR = 8.0
"""K: room for another order of operations; calibrated on the correct styles of all exercises."""
DRAWS = 3
"""Random relative perturbations that measure the conditioning."""


def perturbed(value: Any, rng: np.random.Generator, eps: float = EPS32) -> Any:
    """Return ``value`` with every float moved by a relative amount of at most ``eps``."""
    if isinstance(value, dict):
        return {key: perturbed(item, rng, eps) for key, item in value.items()}
    if isinstance(value, float):
        return value * (1.0 + eps * rng.uniform(-1, 1))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        with np.errstate(all="ignore"):
            return value * (1.0 + eps * rng.uniform(-1, 1, value.shape))
    return value


def as_float32(value: Any) -> Any:
    """Return ``value`` with float arrays rounded to float32 (scalars stay: they are static)."""
    if isinstance(value, dict):
        return {key: as_float32(item) for key, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value.astype(np.float32)
    return value


def as_float64(value: Any) -> Any:
    """Return ``value`` with float arrays widened to float64, for the reference."""
    if isinstance(value, dict):
        return {key: as_float64(item) for key, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.float64)
    return value


def call(function: Callable[..., Any], entry: Entry, inputs: Mapping[str, Any]) -> Any:
    """Call a trusted function the way the contract calls it: positionally, then by keyword."""
    args = [inputs[a.name] for a in entry.args if a.name in inputs]
    kwargs = {a.name: inputs[a.name] for a in entry.keyword if a.name in inputs}
    with np.errstate(all="ignore"):
        return function(*args, **kwargs)


def leaves_of(entry: Entry, value: Any) -> tuple[Leaves | None, ...]:
    """Return the names and shapes in each dict output; nothing where no output is a dict."""
    if not any(returned.kind == "dict" for returned in entry.returns):
        return ()
    values = [value] if len(entry.returns) == 1 else value
    return tuple(
        {key: np.shape(leaf) for key, leaf in item.items()} if returned.kind == "dict" else None
        for returned, item in zip(entry.returns, values, strict=True)
    )


def outputs_of(entry: Entry, value: Any) -> Outputs:
    """Return a trusted function's result as one float64 (or int, bool) array per output."""
    if entry.returns_dict:
        values: Sequence[Any] = [value[r.name] for r in entry.returns]
    elif len(entry.returns) > 1:
        values = value
    else:
        values = [value]
    found = []
    for returned, item in zip(entry.returns, values, strict=True):
        if returned.kind == "dict":
            item = np.concatenate([np.ravel(item[key]) for key in sorted(item)])
        array = np.asarray(item)
        found.append(array.astype(np.float64) if array.dtype.kind == "f" else array)
    return tuple(found)


@dataclass(frozen=True)
class Expected:
    """What the reference computes on one probe, and how exactly anybody could compute it."""

    outputs: Outputs
    conditioning: Outputs
    leaves: tuple[Leaves | None, ...] = ()
    """Names and shapes of the leaves of each dict output; None for every other output."""

    def tolerance(self, index: int, magnitude: float, eps: float = EPS32) -> Array:
        """Element-wise tolerance of one output at the accuracy ``eps``."""
        measured = self.conditioning[index] * (eps / EPS32)
        with np.errstate(all="ignore"):
            own = np.nan_to_num(np.abs(self.outputs[index]), nan=0.0, posinf=0.0)
        return np.asarray(FACTOR * (measured + eps * np.maximum(magnitude, own)))


def _row_maximum(change: Array) -> Array:
    """Give each row its worst entry: one lucky entry must not get a tolerance of zero."""
    if change.ndim == 0 or change.size == 0:
        return change
    return np.broadcast_to(change.max(axis=-1, keepdims=True), change.shape)


def expected(
    function: Callable[..., Any], entry: Entry, inputs: Mapping[str, Any], draws: int = DRAWS
) -> Expected:
    """Evaluate the reference in float64 and measure its conditioning."""
    inputs = as_float64(dict(inputs))
    value = call(function, entry, inputs)
    base, leaves = outputs_of(entry, value), leaves_of(entry, value)
    worst = [np.zeros(output.shape) for output in base]
    rng = np.random.default_rng(0)
    for _ in range(draws):
        moved = outputs_of(entry, call(function, entry, perturbed(inputs, rng)))
        for index, (output, other) in enumerate(zip(base, moved, strict=True)):
            with np.errstate(all="ignore"):
                if output.dtype.kind != "f":
                    continue  # ids, labels and masks are exact: a threshold has no conditioning
                change = np.abs(other.astype(np.float64) - output.astype(np.float64))
            change = np.nan_to_num(change, nan=0.0, posinf=0.0)
            worst[index] = np.maximum(worst[index], change)
    return Expected(base, tuple(_row_maximum(change) for change in worst), leaves)


def agrees(got: Array, want: Array, tolerance: Array | float) -> NDArray[np.bool_]:
    """Element-wise agreement; infinities agree with the same infinity, NaN with NaN."""
    g, w = got.astype(np.float64), want.astype(np.float64)
    with np.errstate(all="ignore"):
        close = np.abs(g - w) <= tolerance
    return np.asarray(close | (g == w) | (np.isnan(g) & np.isnan(w)))
