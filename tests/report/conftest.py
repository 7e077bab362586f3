from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sslgrade.report.model import CheckResult, Isolation, Report

BASE = Report(
    exercise="mlm_loss",
    backend="numpy",
    status="failed",
    reason="wrong",
    mode="full",
    score=4,
    max_score=10,
    checks=(),
    diagnosis=None,
    relation=None,
    counterexample=None,
    isolation=Isolation("L2", ("rlimits", "landlock", "seccomp")),
    seed=7,
    cpu_s=0.2149,
    wall_s=0.3,
    peak_rss_mb=61.0,
)


def result(title: str, status: str = "passed", message: str = "", **more: Any) -> CheckResult:
    fields = {"entry": "mlm_loss", "kind": "value", "points": 1, "max_points": 1, **more}
    name = title.replace(" ", "_")
    return CheckResult(id=name, status=status, message=message, title=title, **fields)  # type: ignore[arg-type]


@pytest.fixture
def check() -> Callable[..., CheckResult]:
    return result


@pytest.fixture
def report() -> Callable[..., Report]:
    return lambda **changes: replace(BASE, **changes)
