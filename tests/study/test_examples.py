import ast
from dataclasses import replace

import pytest

from sslgrade.report.model import Diagnosis, Isolation, Report
from sslgrade.study.examples import EXAMPLES, Example, folder

REPORT = Report(
    exercise="mlm_loss",
    backend="numpy",
    status="failed",
    reason="wrong",
    mode="full",
    score=1,
    max_score=3,
    checks=(),
    diagnosis=Diagnosis(("mean",), "mean of means", ""),
    relation=None,
    counterexample=None,
    isolation=Isolation("L1"),
    seed=7,
    cpu_s=0.1,
    wall_s=0.1,
    peak_rss_mb=50.0,
)
NAMED = Example("f.py", "mlm_loss", "says", "failed", named="mean")
PROMISES = [
    (NAMED, {}, True),
    (NAMED, {"diagnosis": None}, False),
    (NAMED, {"diagnosis": Diagnosis(("other",), "", "")}, False),
    (NAMED, {"diagnosis": None, "mode": "public"}, True),
    (NAMED, {"score": 3}, False),
    (NAMED, {"status": "error", "reason": "crash"}, False),
    (
        replace(NAMED, outcome="time"),
        {"status": "error", "reason": "time", "diagnosis": None},
        False,
    ),
    (
        replace(NAMED, outcome="time", named=""),
        {"status": "error", "reason": "time", "diagnosis": None},
        True,
    ),
    (replace(NAMED, outcome="passed", named=""), {"status": "passed", "score": 3}, True),
    (replace(NAMED, outcome="passed", named=""), {"status": "passed", "score": 2}, False),
]


@pytest.mark.parametrize(("example", "changes", "kept"), PROMISES)
def test_a_promise_is_kept_only_by_the_right_verdict(
    example: Example, changes: dict[str, object], kept: bool
) -> None:
    assert example.keeps_promise(replace(REPORT, **changes)) is kept  # type: ignore[arg-type]


def test_every_shipped_file_is_an_example_and_can_be_read() -> None:
    assert sorted(e.file for e in EXAMPLES) == sorted(p.name for p in folder().glob("*.py"))
    for example in EXAMPLES:
        names = [n.name for n in ast.parse(example.source).body if isinstance(n, ast.FunctionDef)]
        assert example.exercise in names
