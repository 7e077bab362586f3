from dataclasses import replace
from typing import Any

from sslgrade.content.catalogue import Catalogue
from sslgrade.report.model import Diagnosis, Isolation, Report
from sslgrade.study.progress import store
from sslgrade.study.standing import standings
from sslgrade.study.workspace import Workspace

PASSED = Report(
    exercise="mean_loss",
    backend="numpy",
    status="passed",
    reason=None,
    mode="full",
    score=3,
    max_score=3,
    checks=(),
    diagnosis=None,
    relation=None,
    counterexample=None,
    isolation=Isolation("L1"),
    seed=7,
    cpu_s=0.1,
    wall_s=0.1,
    peak_rss_mb=50.0,
)
FAILED = replace(PASSED, status="failed", reason="wrong", score=1)
NAMED = replace(FAILED, diagnosis=Diagnosis(("sum",), "sum", ""))
BROKEN = replace(PASSED, status="error", reason="syntax", score=0)


def rows(workspace: Workspace, ladder: Catalogue, said: Any) -> list[tuple[str, str, int, str]]:
    found = standings(workspace, Catalogue(ladder.root), said)
    return [(s.exercise.id, s.state, s.points, s.note) for s in found]


def add(workspace: Workspace, ladder: Catalogue, said: Any, *reports: Report) -> None:
    with store(workspace.state, said).changing() as progress:
        for report in reports:
            content = ladder.get(report.exercise).content_hash()
            progress.get(report.exercise, "numpy", content).add(report)


def test_a_fresh_workspace(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    assert rows(workspace, ladder, said) == [
        ("mean_loss", "open", 0, ""),
        ("mean_grad", "locked", 0, "needs mean_loss"),
    ]


def test_begun_and_missing_files(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    (workspace.root / "01_first" / "mean_loss.py").write_text("x = 1")
    (workspace.root / "02_second" / "mean_grad.py").unlink()
    assert rows(workspace, ladder, said) == [
        ("mean_loss", "open", 0, "begun, not checked yet"),
        ("mean_grad", "open", 0, "no file yet: sslgrade update"),
    ]


def test_a_pass_opens_what_needed_it(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    add(workspace, ladder, said, PASSED)
    assert rows(workspace, ladder, said) == [
        ("mean_loss", "passed", 3, ""),
        ("mean_grad", "open", 0, ""),
    ]


def test_what_the_last_check_said(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    notes = []
    for reports in ((FAILED,), (NAMED,), (BROKEN,), (PASSED, FAILED)):
        add(workspace, ladder, said, *reports)
        notes.append(rows(workspace, ladder, said)[0][1:])
    assert notes == [
        ("failed", 1, "not yet right"),
        ("failed", 1, "sum"),
        ("failed", 1, "stopped with an error"),
        ("passed", 3, "passed before; the last check did not"),
    ]


def test_a_changed_exercise_says_so(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    add(workspace, ladder, said, PASSED, replace(FAILED, exercise="mean_grad"))
    for name in ("mean_loss", "mean_grad"):
        (ladder.root / "exercises" / name / "README.md").write_text("new")
    assert rows(workspace, ladder, said) == [
        ("mean_loss", "open", 0, "passed before it changed: check it again"),
        ("mean_grad", "open", 0, "changed since your last check: check it again"),
    ]


def test_giving_up_is_remembered(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    with store(workspace.state, said).changing() as progress:
        record = progress.get("mean_loss", "numpy", ladder.get("mean_loss").content_hash())
        record.gave_up = True
        record.add(PASSED)
    assert rows(workspace, ladder, said)[0][3] == "passed after the solution was shown"
