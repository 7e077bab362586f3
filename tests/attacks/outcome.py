"""What came of one attack, and what of it may not be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.attack import Attack

OVERHEAD_S = 5.0
"""Beyond the wall-clock limit: start, diagnosis, and the end of everything left behind."""
GRADER_CPU_S = 5.0
GRADER_MB = 1024.0
"""What one submission may cost the grader itself."""


@dataclass(frozen=True)
class Outcome:
    """One attack, seen from outside the grader."""

    report: dict[str, Any] | None = None
    error: str = ""
    died: bool = False
    hung: bool = False
    elapsed_s: float = 0.0
    grader_cpu_s: float = 0.0
    grader_mb: float = 0.0
    survivors: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def full_marks(self) -> bool:
        """Whether it earned everything."""
        report = self.report
        return report is not None and (
            report["status"] == "passed" or report["score"] >= report["max_score"]
        )


def damages(attack: Attack, outcome: Outcome) -> list[str]:
    """Return what an attack must not achieve at the best level, worst first."""
    found = []
    report = outcome.report
    if outcome.full_marks and not attack.honest:
        found.append("full marks")
    if report is not None and "HOLE:" in report["output"]:
        found.append(report["output"].partition("HOLE:")[2].partition("\n")[0].strip()[:80])
    if outcome.died:
        found.append("grader killed")
    if outcome.hung:
        found.append("grader hangs")
    if outcome.leaks:
        found.append(f"secret told ({', '.join(outcome.leaks)})")
    if outcome.written:
        found.append(f"files changed ({', '.join(outcome.written[:3])})")
    if outcome.connections:
        found.append(f"network reached ({outcome.connections})")
    if outcome.survivors:
        found.append(f"survivors ({', '.join(outcome.survivors[:3])})")
    if report is None and not (outcome.died or outcome.hung):
        found.append(f"no report ({outcome.error})")
    return found


def faults(attack: Attack, outcome: Outcome, layers: Sequence[str] | None = None) -> list[str]:
    """Return everything that is not as it should be; ``layers`` are those an honest run had."""
    found = damages(attack, outcome)
    report = outcome.report
    if report is None:
        return found
    if attack.honest:
        if report["status"] != "passed" or report["score"] != report["max_score"]:
            found.append(f"{report['score']} points for an honest solution: {_why(report)}")
        return found
    reason = str(report["reason"])
    if reason not in attack.expect and not outcome.full_marks:
        found.append(f"reason {reason}, expected {' or '.join(sorted(attack.expect))}")
    if report["score"] > attack.at_most and not outcome.full_marks:
        found.append(f"{report['score']} points, at most {attack.at_most} were earned")
    if report["score"] < attack.at_least:
        found.append(f"{report['score']} points, at least {attack.at_least} were earned")
    if reason not in ("None", "wrong") and not report["message"]:
        found.append("a reason without a message")
    if outcome.elapsed_s > attack.wall_s + OVERHEAD_S:
        found.append(f"took {outcome.elapsed_s:.1f} s of {attack.wall_s:g}")
    if outcome.grader_cpu_s > GRADER_CPU_S:
        found.append(f"cost the grader {outcome.grader_cpu_s:.1f} s of CPU")
    if outcome.grader_mb > GRADER_MB:
        found.append(f"cost the grader {outcome.grader_mb:.0f} MB")
    # Nothing is promised about the layers of a child that ended before it could tell them.
    told = report["isolation"]["layers"]
    if layers is not None and told and list(told) != list(layers):
        found.append(f"the report names layers that are not there: {told}")
    return found


def _why(report: dict[str, Any]) -> str:
    failed = [c["message"] for c in report["checks"] if c["status"] != "passed"]
    return str(report["message"] or "; ".join(failed))[:300]
