"""Golden submissions: a folder per case with the submission and what its report must say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.grading.grade import grade
from sslgrade.report.model import Report, document
from sslgrade.worker.messages import Limits

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


def run(case: str) -> tuple[Report, dict[str, Any]]:
    expected = json.loads((GOLDEN / case / "expected.json").read_text(encoding="utf-8"))
    limits = Limits(**expected["limits"]) if "limits" in expected else None
    source = (GOLDEN / case / "submission.py").read_bytes()
    exercise = catalogue().get(expected["exercise"])
    return grade(source, exercise, expected["backend"], seed=5, limits=limits), expected["report"]


@pytest.mark.parametrize("case", CASES)
def test_report_is_as_expected(case: str) -> None:
    report, expected = run(case)
    found = report.to_json()
    for key, value in expected.items():
        if key == "diagnosis":
            names = sorted(report.diagnosis.misconceptions) if report.diagnosis else None
            assert names == value, (case, names, report.message)
        else:
            assert found[key] == value, (case, key, report.message)
    if report.reason == "wrong" or report.status == "passed":
        assert report.score == sum(c.points for c in report.checks)
    else:
        assert report.score == 0


def test_an_unknown_bug_shows_the_smallest_case() -> None:
    report, _ = run("wrong_unknown")
    assert report.counterexample is not None
    assert report.counterexample.yours != report.counterexample.expected


def test_a_syntax_error_names_line_and_column() -> None:
    report, _ = run("broken_syntax")
    assert "line 5" in report.message
    assert "return (q" in report.message
    assert "^" in report.message


def test_json_follows_the_schema() -> None:
    report, _ = run("wrong_tau_missing")
    found = json.loads(json.dumps(document([report])))
    assert found["schema"] == "sslgrade/check/v1"
    one = found["reports"][0]
    assert {
        "exercise", "backend", "status", "reason", "mode", "score", "max_score", "checks",
        "diagnosis", "relation", "counterexample", "isolation", "seed", "cpu_s", "wall_s",
        "peak_rss_mb",
    } <= set(one)  # fmt: skip
    assert set(one["checks"][0]) >= {
        "id", "entry", "kind", "status", "points", "max_points", "probe", "message",
    }  # fmt: skip
    assert set(one["diagnosis"]) >= {"misconceptions", "title", "hint"}
    assert set(one["isolation"]) == {"level", "layers"}
    kinds = {"value", "gradient", "property", "repeat", "stability", "memory", "trace"}
    assert {c["kind"] for c in one["checks"]} <= kinds


def test_hidden_reports_show_nothing_to_learn_inputs_from() -> None:
    source = (GOLDEN / "wrong_unknown" / "submission.py").read_bytes()
    report = grade(source, catalogue().get("info_nce"), "numpy", seed=5, hidden=True)
    assert report.mode == "hidden"
    assert report.seed is None
    assert report.counterexample is None
    assert report.relation is None
    assert not report.output
    assert not any(c.message for c in report.checks)


def test_the_same_seed_gives_the_same_report() -> None:
    first, _ = run("wrong_unknown")
    second, _ = run("wrong_unknown")
    assert first.checks == second.checks
    assert first.counterexample == second.counterexample
