"""A class of two dozen, graded by the real grader, and classes made up where numbers matter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.course import simulated

from sslgrade.commands._front import run
from sslgrade.course.graded import Answered, Graded
from sslgrade.course.store import Store

EXERCISES = ["cosine_similarity", "log_softmax", "mlm_loss", "info_nce"]
HOSTILE = "<img src=x onerror=alert(1)>"
"""One learner's name."""
SECRET = "mara.secret"
"""The id of a learner who signs their code."""


def commonest(rows: list[Graded], exercise: str) -> dict[str, Any]:
    """Return the diagnosis that most learners of an exercise share."""
    found = [
        r.report["diagnosis"] for r in rows if r.exercise == exercise and r.report["diagnosis"]
    ]
    return max(found, key=found.count)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of ``sslgrade course grade`` and some answers to the quiz."""
    root = tmp_path_factory.mktemp("class")
    students = [*simulated.NAMES[:22], SECRET]  # HOSTILE hands in one exercise
    simulated.hand_in(root / "week1", EXERCISES, students)
    for student in (SECRET, HOSTILE):
        text = f"# by {student.upper()}, </script><script>alert(2)</script>\n"
        (root / "week1" / student).mkdir(exist_ok=True)
        path = root / "week1" / student / "info_nce.py"
        twice = simulated.right("info_nce").replace("u @ v.T / tau", "u @ v.T / tau / tau")
        assert "tau / tau" in twice
        path.write_text(text + twice, encoding="utf-8")  # nobody else believes that
    path = root / "class.sqlite"
    assert run(["course", "grade", str(root / "week1"), "--store", str(path), "--jobs", "2"]) == 0
    with Store.open(path) as opened:
        rows = [row for row in opened.rows() if row.report["diagnosis"]]
        (believed,) = commonest(rows, "mlm_loss")["misconceptions"]
        people = sorted({row.student for row in opened.rows()})
        opened.answer(
            Answered("week1", name, item, "a", float(n % 3 != 0), () if n % 3 else (believed,))
            for n, name in enumerate(people)
            for item in ("mlm-01", "mlm-03")
        )
    return path


@pytest.fixture
def row() -> Callable[..., Graded]:
    """Make up one submission: its checks are points of two."""

    def make(
        student: str,
        *points: int,
        exercise: str = "mlm_loss",
        misconceptions: tuple[str, ...] = (),
        source: str = "x = 1",
        **changes: Any,
    ) -> Graded:
        score, most = sum(points), 2 * len(points)
        report = {
            "exercise": exercise,
            "backend": "numpy",
            "status": "passed" if score == most else "failed",
            "reason": None if score == most else "wrong",
            "checks": [
                {"id": f"c{n}", "title": f"check {n}", "points": p, "max_points": 2}
                for n, p in enumerate(points)
            ],
            "diagnosis": {"misconceptions": list(misconceptions), "title": f"T {misconceptions[0]}"}
            if misconceptions
            else None,
            "cpu_s": 0.1,
            **changes,
        }
        return Graded(
            assignment="week1",
            student=student,
            exercise=exercise,
            backend="numpy",
            key=source,
            report=report,
            score=score,
            max_score=most,
            override=None,
            source=source,
            submitted_at="2026-11-20T10:00:00Z",
            graded_at="2026-11-21T10:00:00Z",
        )

    return make
