"""Memory checks: right values under a limit that the kernel keeps, not a number the child reports.

A fresh process may use ``megabytes`` of address space more than it holds when it is ready. The
exercise chooses them below one full N × V (or N × N) array, so that a solution which holds one
cannot answer.
"""

from __future__ import annotations

from sslgrade.content.manifest import CheckSpec
from sslgrade.content.pieces import Probe
from sslgrade.grading.batch import Batch, raised_text
from sslgrade.grading.compare import Mismatch, compare
from sslgrade.grading.context import Context
from sslgrade.grading.numerics import EPS32
from sslgrade.grading.values import outputs_from
from sslgrade.worker.messages import Limits, Raised, Runner, WorkerFailure

CPU_S = 20.0


def find(context: Context, check: CheckSpec, runner: Runner) -> tuple[Probe | None, str]:
    """Judge one memory check: the first probe that fails and why, or (None, "")."""
    for name in check.probes if context.tries_memory else ():
        probe = context.probes[name]
        message = _judge(context, probe, runner)
        if message:
            return probe, message
    return None, ""


def _judge(context: Context, probe: Probe, runner: Runner) -> str:
    entry, inputs = context.entry(probe.entry), context.inputs(probe)
    batch = Batch(context.backend)
    handle = batch.call(entry, inputs, probe.title)
    limits = Limits(cpu_s=CPU_S, wall_s=10 * CPU_S, memory_mb=probe.megabytes)
    fresh = runner.again(limits)
    try:
        batch.run(fresh, fresh.load().functions)
    except WorkerFailure as failure:
        if failure.reason == "memory":
            return _too_much(probe)
        return failure.message
    finally:
        fresh.close()
    outcome = batch[handle]
    if isinstance(outcome, Raised):
        if "MemoryError" in (outcome.type, *outcome.bases):
            return _too_much(probe)
        return raised_text(outcome)
    got = outputs_from(context, outcome, probe)
    if isinstance(got, Mismatch):
        return got.message
    found = compare(entry, got, context.expected(probe), context.manifest.magnitude, eps=EPS32)
    return "" if found is None else found.message


def _too_much(probe: Probe) -> str:
    return (
        f"needs more than the {probe.megabytes} MB that a chunk at a time takes; "
        "no array may have all rows and all columns at once"
    )
