"""Learners and questions that exports are made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import content_root
from sslgrade.content.quiz import Item, Option, Wrong, bank
from sslgrade.course.exports.learners import Learner
from sslgrade.course.exports.questions import Asked, ask
from sslgrade.course.graded import Graded, Override

NASTY = 'a < b & "c" ~ = # { } : \\ $x$ [l](u) -> %50% //'
"""What is syntax in one format or another."""


def check(name: str, points: int, most: int, message: str = "", status: str = "") -> dict[str, Any]:
    return {
        "id": name,
        "entry": "mlm_loss",
        "kind": "value",
        "status": status or ("passed" if points == most else "failed"),
        "points": points,
        "max_points": most,
        "probe": None,
        "message": message,
        "title": name.replace("_", " "),
    }


def report(*checks: dict[str, Any], **changes: Any) -> dict[str, Any]:
    score = sum(c["points"] for c in checks)
    most = sum(c["max_points"] for c in checks)
    passed = score == most
    return {
        "exercise": "mlm_loss",
        "backend": "numpy",
        "status": "passed" if passed else "failed",
        "reason": None if passed else "wrong",
        "mode": "full",
        "score": score,
        "max_score": most,
        "checks": list(checks),
        "diagnosis": None,
        "relation": None,
        "counterexample": None,
        "isolation": {"level": "L2", "layers": []},
        "seed": 7,
        "cpu_s": 0.1,
        "wall_s": 0.25,
        "peak_rss_mb": 60.0,
        "message": "",
        "output": "",
        **changes,
    }


DIAGNOSIS = {
    "misconceptions": ["mlm-sum"],
    "title": "the sum over selected tokens, not divided",
    "hint": "How large is it for twice the data?",
    "belief": "",
}
RIGHT = report(check("uneven_masks", 2, 2), check("laws", 3, 3))
WRONG = report(
    check("uneven_masks", 0, 2, "you 2   expected 1"), check("laws", 3, 3), diagnosis=DIAGNOSIS
)
SYNTAX = report(
    check("uneven_masks", 0, 2, status="skipped"),
    check("laws", 0, 3, status="skipped"),
    status="error",
    reason="syntax",
    message="line 1: never closed",
)


def graded(student: str, document: dict[str, Any], override: Override | None = None) -> Graded:
    return Graded(
        assignment="week1",
        student=student,
        exercise=document["exercise"],
        backend=document["backend"],
        key="0" * 64,
        report=document,
        score=document["score"] if override is None else override.score or 0,
        max_score=document["max_score"],
        override=override,
        source="",
        submitted_at="2026-11-20T10:00:00Z",
        graded_at="2026-11-21T10:00:00Z",
    )


@pytest.fixture
def learner() -> Callable[..., Learner]:
    """Make a learner from documents; ``override`` is an instructor's score of the first."""

    def make(student: str, *documents: dict[str, Any], override: float | None = None) -> Learner:
        made = None if override is None else Override(override, "spoke to her", "prof", "2026")
        rows = [graded(student, d, made if n == 0 else None) for n, d in enumerate(documents)]
        return Learner(student, "week1", tuple(rows))

    return make


@pytest.fixture
def reports() -> dict[str, dict[str, Any]]:
    return {"right": RIGHT, "wrong": WRONG, "syntax": SYNTAX}


def _item(name: str, **fields: Any) -> Item:
    # Braces of a numeric item are formulas.
    nasty = NASTY.replace("{ }", "") if fields["kind"] == "numeric" else NASTY
    return Item(
        id=name,
        family="test",
        difficulty=1,
        exercise="mlm_loss",
        question=f"Why {name}? `{nasty}`",
        explanation=f"Because. {nasty}",
        **fields,
    )


OPTIONS = (
    Option("the right one", "Yes.", correct=True),
    Option(NASTY, NASTY, misconception="mlm-sum"),
    Option("a third\nline", "No.", misconception="mlm-shifted"),
)
ITEMS = (
    _item("one", kind="single_choice", options=OPTIONS),
    _item(
        "many",
        kind="multiple_choice",
        options=(*OPTIONS, Option("also right", "Yes, too.", correct=True)),
        shuffle=False,
    ),
    _item(
        "number",
        kind="numeric",
        answer="n/3",
        params={"n": (1.0, 2.0)},
        unit="nats",
        wrong=(Wrong("n", "no-mean", "{yours} is the sum."),),
    ),
    _item("order", kind="ordering", steps=("first", NASTY, "third")),
    _item(
        "printed",
        kind="predict_output",
        code="if a < b:\n    print('*', {1: 2})\n\nprint(3)",
        output="* [1 2]",
        wrong=(Wrong("* [1, 2]", "mlm-sum", NASTY),),
    ),
    _item("formula", kind="derivation", answer="p-1", variables={"p": (0.2, 0.8)}),
    _item(
        "bug",
        kind="spot_the_bug",
        code="def f(x):\n    return sum(x)",
        lines=(2,),
        fixed="return sum(x) / len(x)",
        options=OPTIONS,
    ),
)


@pytest.fixture
def nasty() -> list[Asked]:
    """One question of every form, full of every format's syntax."""
    return ask(ITEMS, 0)


@pytest.fixture(scope="session")
def whole_bank() -> list[Asked]:
    """All questions of the real bank."""
    return ask(bank(content_root()).items.values(), 0)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
