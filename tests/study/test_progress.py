from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sslgrade.report.model import CheckResult, Diagnosis, Isolation, Report
from sslgrade.study.progress import Progress, Record, store

FAILED = Report(
    exercise="mean_loss",
    backend="numpy",
    status="failed",
    reason="wrong",
    mode="full",
    score=2,
    max_score=3,
    checks=(
        CheckResult("law", "mean_loss", "property", "failed", 0, 1, probe="shift"),
        CheckResult("values", "mean_loss", "value", "failed", 0, 1, probe="ordinary"),
    ),
    diagnosis=Diagnosis(("sum",), "sum", "Divide by the count."),
    relation=None,
    counterexample=None,
    isolation=Isolation("L1"),
    seed=7,
    cpu_s=0.1,
    wall_s=0.1,
    peak_rss_mb=50.0,
)
PASSED = replace(FAILED, status="passed", reason=None, score=3, diagnosis=None, checks=(), seed=8)


def test_a_record_remembers_the_last_check_and_the_best_score() -> None:
    record = Record()
    record.add(FAILED)
    record.add(replace(FAILED, score=1))
    assert (record.score, record.best_score, record.max_score, record.checks) == (1, 2, 3, 2)
    assert (record.diagnosis, record.diagnosis_title) == (["sum"], "sum")
    assert record.diagnosis_hint == "Divide by the count."
    assert (record.seed, record.probe) == (7, "ordinary")
    assert not record.passed


def test_a_pass_is_never_lost_again() -> None:
    record = Record()
    record.add(PASSED)
    first = record.passed_at
    record.add(FAILED)
    assert record.passed
    assert (record.passed_at, record.best_score, record.status) == (first, 3, "failed")


def test_records_are_kept_per_backend_and_content() -> None:
    progress = Progress()
    progress.get("mean_loss", "numpy", "aaaa").add(PASSED)
    assert progress.find("mean_loss", "numpy", "aaaa") is not None
    assert progress.find("mean_loss", "jax", "aaaa") is None
    assert progress.find("mean_loss", "numpy", "bbbb") is None
    earlier = progress.earlier("mean_loss", "numpy", "bbbb")
    assert earlier is not None
    assert earlier.passed
    assert progress.earlier("mean_loss", "numpy", "aaaa") is None


def test_progress_survives_the_file(tmp_path: Path, said: Any) -> None:
    with store(tmp_path, said).changing() as progress:
        progress.get("mean_loss", "numpy", "aaaa").add(FAILED)
        progress.get("mean_loss", "numpy", "aaaa").hints.append("concept")
        written = progress.records["mean_loss/numpy/aaaa"]
    assert store(tmp_path, said).read().records == {"mean_loss/numpy/aaaa": written}


WRONG = [
    {"score": "3"},
    {"hints": "concept"},
    {"hints": [1]},
    {"named": ["sum"]},
    {"named": {"sum": 1}},
    {"passed_at": []},
    {"gave_up": 1},
    {"unknown": 1},
]


@pytest.mark.parametrize("data", WRONG)
def test_a_record_of_the_wrong_type_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Record.parse(data)
