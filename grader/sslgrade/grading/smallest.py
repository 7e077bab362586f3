"""The smallest failing input: ordered enumeration of tiny inputs, first difference wins."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

import numpy as np

from sslgrade.content.manifest import Argument, Entry
from sslgrade.grading.batch import Batch, raised_text
from sslgrade.grading.compare import Mismatch, compare, learner_outputs, number
from sslgrade.grading.context import Context
from sslgrade.grading.numerics import EPS32, Outputs, expected
from sslgrade.report.model import Counterexample
from sslgrade.worker.messages import Raised, Runner

MOST = {"numpy": 400, "jax": 60}
"""Inputs tried per entry point; JAX compiles for every new shape and every static scalar."""


def value_text(value: Any) -> str:
    """Write a tiny value so that it can be read and retyped."""
    if isinstance(value, np.ndarray):
        text = np.array2string(value, separator=", ", precision=5, floatmode="maxprec_equal")
        return " ".join(text.split()) if value.ndim < 2 else text
    if isinstance(value, dict):
        return ", ".join(f"{key}: {value_text(item)}" for key, item in value.items())
    if isinstance(value, float):
        return number(value)
    return str(value)


def outputs_text(entry: Entry, outputs: Outputs) -> str:
    """Write outputs by name, or one output alone."""

    def one(output: Any) -> str:
        return number(float(output)) if output.shape == () else value_text(output)

    if len(outputs) == 1:
        return one(outputs[0])
    returns: tuple[Argument, ...] = entry.returns
    return ", ".join(f"{r.name} = {one(o)}" for r, o in zip(returns, outputs, strict=True))


def smallest(context: Context, runner: Runner, entries: list[str]) -> Counterexample | None:
    """Find the first tiny input on which the learner's function differs from the reference."""
    for name in entries:
        entry = context.entry(name)
        inputs = list(islice(context.exercise.tiny(name), MOST[context.backend]))
        batch = Batch(context.backend)
        handles = [batch.call(entry, item, "the smallest inputs") for item in inputs]
        batch.run(runner, {name})
        for item, handle in zip(inputs, handles, strict=True):
            found = _difference(context, entry, item, batch, handle)
            if found is not None:
                return found
    return None


def _graded(context: Context, entry: str, inputs: dict[str, Any]) -> Mapping[str, Any] | None:
    """Entries that count, where every value probe of the entry point says which."""
    masks = [p.graded for p in context.value_probes(entry)]
    first = masks[0] if masks and all(masks) else None
    return None if first is None else first(inputs)


def _difference(
    context: Context, entry: Entry, inputs: dict[str, Any], batch: Batch, handle: int
) -> Counterexample | None:
    try:
        want = expected(context.reference[entry.name], entry, inputs)
    except ValueError:
        return None  # an input on which the contract asks for an error says little about a formula
    outcome = batch[handle]
    if isinstance(outcome, Raised):
        yours = raised_text(outcome)
    else:
        got = learner_outputs(entry, outcome.value)
        if isinstance(got, Mismatch):
            yours = got.message
        else:
            magnitude, graded = context.manifest.magnitude, _graded(context, entry.name, inputs)
            if compare(entry, got, want, magnitude, eps=EPS32, graded=graded) is None:
                return None
            yours = outputs_text(entry, got)
    texts = {name: value_text(value) for name, value in inputs.items()}
    return Counterexample(texts, yours, outputs_text(entry, want.outputs), entry.name)
