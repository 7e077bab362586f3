"""A small stand-alone script that shows one failing probe on the learner's own code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sslgrade.content.catalogue import Exercise
from sslgrade.content.manifest import Entry
from sslgrade.content.modules import ContentError
from sslgrade.content.pieces import Probe
from sslgrade.grading.context import Context

SCRIPT = '''"""{exercise}, probe “{title}”, seed {seed}: your function on that input.

Run it with: python {name}
"""

import runpy

import numpy as np
{backend_import}
yours = runpy.run_path({path!r})["{entry}"]

{assignments}

print("you:     ", yours({arguments}))
{expected}'''


def literal(value: Any) -> str:
    """Write a value as Python source that gives exactly the same numbers."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "f" and not np.all(np.isfinite(value)):
            text = repr(value.tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
        else:
            text = repr(value.tolist())
        return f"np.array({text}, dtype=np.{value.dtype.name.replace('bool', 'bool_')})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, float) and not np.isfinite(value):
        return f"float({str(value)!r})"
    return repr(value)


def find_probe(context: Context, name: str) -> Probe:
    """Return a probe by its id or title.

    Raises
    ------
    ContentError
        No such probe; the message lists those of the exercise.
    """
    for probe in context.probes.values():
        if name in (probe.id, probe.title):
            return probe
    if context.manifest.capstone:
        raise ContentError(
            f"{context.exercise.id} is a capstone: it has no probes to replay. Train on the same "
            f"numbers again: `sslgrade check {context.exercise.id} --seed {context.seed}`."
        )
    names = ", ".join(context.probes)
    raise ContentError(f"{context.exercise.id} has no probe {name!r}; use one of: {names}.")


def _arguments(entry: Entry, inputs: dict[str, Any]) -> str:
    parts = [a.name for a in entry.args if a.name in inputs]
    parts += [f"{a.name}={a.name}" for a in entry.keyword if a.name in inputs]
    return ", ".join(parts)


def script(
    source_path: Path | str,
    exercise: Exercise,
    backend: str,
    seed: int,
    probe: str,
    name: str = "repro.py",
) -> str:
    """Return the text of a script that replays one probe with one seed."""
    context = Context(exercise, backend, seed)
    found = find_probe(context, probe)
    entry, inputs = context.entry(found.entry), context.inputs(found)
    expected = ""
    if found.kind == "error":
        expected = f"# our contract asks for {' or '.join(found.raises)} here\n"
    elif exercise.has_solution:
        outputs = context.expected(found).outputs
        values = [literal(o) if o.ndim else repr(o.item()) for o in outputs]
        text = values[0] if len(values) == 1 else f"({', '.join(values)})"
        expected = f'print("expected:", {text})\n'
    jax_lines = 'import jax\n\njax.config.update("jax_enable_x64", True)\n'
    return SCRIPT.format(
        exercise=exercise.id,
        title=found.title,
        seed=seed,
        name=name,
        backend_import=jax_lines if backend == "jax" else "",
        path=str(source_path),
        entry=entry.name,
        assignments="\n".join(f"{key} = {literal(value)}" for key, value in inputs.items()),
        arguments=_arguments(entry, inputs),
        expected=expected,
    )
