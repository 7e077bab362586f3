"""From findings to points: each check's status, and what a trivial answer may not earn."""

from __future__ import annotations

from dataclasses import replace

from sslgrade.content.manifest import CheckSpec
from sslgrade.content.pieces import Probe
from sslgrade.grading import memory
from sslgrade.grading.context import Context
from sslgrade.grading.gradients import Gradients
from sslgrade.grading.laws import Laws
from sslgrade.grading.tracing import Tracing
from sslgrade.grading.values import Values
from sslgrade.report.model import CheckKind, CheckResult
from sslgrade.worker.messages import Runner

KINDS: dict[str, CheckKind] = {
    "value": "value",
    "edge": "value",
    "stability": "stability",
    "property": "property",
    "gradient": "gradient",
    "repeat": "repeat",
    "trace": "trace",
    "memory": "memory",
}
EARNED_ALONE = ("value", "gradient")
"""Kinds that a constant cannot pass; all others earn points only beside a passed value check."""
UNTRIED = "tried once all values are right"
GATED = "holds, but earns points only once a value check of {entry} passes"


def _titled(check: CheckSpec, title: str, message: str) -> str:
    return message if title == check.title else f"{title}: {message}"


def _result(check: CheckSpec, backend: str, probe: str | None, message: str) -> CheckResult:
    points = check.points[backend]
    passed = not message
    return CheckResult(
        check.id,
        check.entry,
        KINDS[check.kind],
        "passed" if passed else "failed",
        points if passed else 0,
        points,
        probe,
        message,
        check.title,
    )


def _probed(check: CheckSpec, context: Context, values: Values) -> tuple[str | None, str]:
    for name in check.probes:
        if name not in context.probes:
            continue
        finding = values.find(name)
        if not finding.passed:
            return name, _titled(check, finding.probe.title, finding.message)
    return None, ""


def _lawful(check: CheckSpec, laws: Laws) -> tuple[str | None, str]:
    for name in check.laws:
        message = laws.find(name) if name in laws.runs else ""
        if message:
            return name, _titled(check, laws.runs[name].law.title, message)
    return None, ""


def results(
    context: Context,
    values: Values,
    gradients: Gradients,
    laws: Laws,
    tracing: Tracing,
    runner: Runner,
) -> tuple[CheckResult, ...]:
    """Judge every check of a full run."""
    found: list[CheckResult] = []
    for check in context.checks:
        probe: Probe | None = None
        name: str | None = None
        if check.kind in ("value", "edge", "stability"):
            name, message = _probed(check, context, values)
        elif check.kind == "property":
            name, message = _lawful(check, laws)
        elif check.kind == "gradient":
            probe, message = gradients.find(check)
            if probe is not None:
                message = _titled(check, probe.title, message)
        elif check.kind == "repeat":
            finding = values.repeat(check.entry)
            name, message = (None, "") if finding is None else (finding.probe.id, finding.message)
        elif check.kind == "trace":
            probe, message = tracing.find(check)
        else:
            honest = all(
                c.status == "passed" for c in found if c.entry == check.entry and c.kind == "value"
            )
            probe, message = memory.find(context, check, runner) if honest else (None, UNTRIED)
        found.append(
            _result(check, context.backend, probe.id if probe is not None else name, message)
        )
    return gate(context, tuple(found))


def gate(context: Context, found: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """Take back points that a constant could have earned."""
    alone = {c.id for c in context.checks if c.kind in EARNED_ALONE}
    values = {c.id for c in context.checks if c.kind == "value"}
    honest = {r.entry for r in found if r.id in values and r.status == "passed"}
    return tuple(
        r
        if r.status != "passed" or r.entry in honest or r.id in alone
        else replace(r, status="skipped", points=0, message=GATED.format(entry=r.entry))
        for r in found
    )


def public_results(context: Context, laws: Laws) -> tuple[CheckResult, ...]:
    """Judge the property checks alone, where solutions are absent."""
    found = []
    for check in context.checks:
        if check.kind == "property":
            name, message = _lawful(check, laws)
            found.append(_result(check, context.backend, name, message))
    telling = {
        run.law.entry for run in laws.runs.values() if run.law.telling and not laws.find(run.law.id)
    }
    return tuple(
        r
        if r.status != "passed" or r.entry in telling
        else replace(r, status="skipped", points=0, message=GATED.format(entry=r.entry))
        for r in found
    )
