"""The Report: one frozen record of one graded submission, and its JSON contract."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, Literal

from sslgrade.records import dataclass

SCHEMA = "sslgrade/check/v1"

Status = Literal["passed", "failed", "error", "not_started"]
Reason = Literal["syntax", "import", "time", "memory", "crash", "protocol", "wrong", "policy"]
Mode = Literal["full", "public", "hidden"]
CheckKind = Literal["value", "gradient", "property", "repeat", "stability", "memory", "trace"]
CheckStatus = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True)
class CheckResult:
    """One check: what it asked, what it earned, and in one line why not more."""

    id: str
    entry: str
    kind: CheckKind
    status: CheckStatus
    points: int
    max_points: int
    probe: str | None = None
    message: str = ""
    title: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """The misconceptions (one, or a pair) that alone compute what the learner's code computed."""

    misconceptions: tuple[str, ...]
    title: str
    hint: str
    belief: str = ""


@dataclass(frozen=True)
class Counterexample:
    """The smallest failing input found, as text that can be checked by hand."""

    inputs: dict[str, str]
    yours: str
    expected: str
    entry: str = ""


@dataclass(frozen=True)
class Isolation:
    """The isolation level reached (L0 to L3) and the layers that were really applied."""

    level: str
    layers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything one grading run found. Renderers only read it."""

    exercise: str
    backend: str
    status: Status
    reason: Reason | None
    mode: Mode
    score: int
    max_score: int
    checks: tuple[CheckResult, ...]
    diagnosis: Diagnosis | None
    relation: str | None
    counterexample: Counterexample | None
    isolation: Isolation
    seed: int | None
    cpu_s: float
    wall_s: float
    peak_rss_mb: float
    message: str = ""
    output: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the contract's plain dict."""
        return asdict(self)

    def hidden(self) -> Report:
        """Drop what a hidden run may not show: inputs, expected values, seed, learner output."""
        checks = tuple(replace(c, message="", probe=None) for c in self.checks)
        return replace(
            self,
            mode="hidden",
            checks=checks,
            counterexample=None,
            relation=None,
            seed=None,
            output="",
        )


def document(reports: list[Report]) -> dict[str, Any]:
    """Return what ``sslgrade check --json`` prints."""
    return {"schema": SCHEMA, "reports": [report.to_json() for report in reports]}
