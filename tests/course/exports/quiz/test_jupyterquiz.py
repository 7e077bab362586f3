"""jupyterquiz: its own loader reads the file, and its rules of marking are repeated here."""

from __future__ import annotations

import json
import math
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jupyterquiz
import pytest
from tests.course.exports.conftest import NASTY

from sslgrade.course.exports.questions import Asked
from sslgrade.course.exports.quiz.jupyterquiz import write


def read(asked: list[Asked]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(write(asked, "t", 0).files["quiz.json"])
    return found


def shown(text: str) -> str:
    """Return what stands on the page once innerHTML is set."""
    parts: list[str] = []
    reader = HTMLParser()
    reader.handle_data = parts.append  # type: ignore[method-assign, assignment]
    reader.feed(text)
    reader.close()
    return "".join(parts)


def marked(answers: list[dict[str, Any]], typed: float) -> bool:
    """Mark a number as its numeric.js does: the first range [low, high) that holds it."""
    for answer in answers:
        if "range" in answer and answer["range"][0] <= typed < answer["range"][1]:
            return bool(answer["correct"])
    return False


def test_its_own_package_takes_the_file(
    whole_bank: list[Asked], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "quiz.json"
    path.write_bytes(write(whole_bank, "t", 0).files["quiz.json"])
    jupyterquiz.display_quiz(str(path))
    assert "Error" not in capsys.readouterr().out


def test_kinds(nasty: list[Asked]) -> None:
    kinds = [q["type"] for q in read(nasty)]
    assert kinds == [
        "multiple_choice",
        "many_choice",
        "numeric",
        "string",
        "numeric",
        "multiple_choice",
    ]


def test_numbers_are_ranges_that_hold_both_ends(whole_bank: list[Asked]) -> None:
    by_id = dict(
        zip(
            [a.id for a in whole_bank if a.form not in ("order", "formula")],
            read(whole_bank),
            strict=True,
        )
    )
    for asked in (a for a in whole_bank if a.form == "number"):
        answers = by_id[asked.id]["answers"]
        assert not any("precision" in a or "value" in a for a in answers)
        right = next(g for g in asked.given if g.worth == 100)
        value = float(right.value)
        for typed in (value, value - right.tolerance, value + right.tolerance):
            assert marked(answers, typed), asked.id
        assert not marked(answers, value + 1.01 * right.tolerance + 1e-9)
        for slip in (g for g in asked.given if g.worth == 0):
            assert not marked(answers, float(slip.value)), asked.id
        assert answers[-1] == {"type": "default", "feedback": "Not yet. Try again."}


def test_texts_survive_its_own_markup(nasty: list[Asked]) -> None:
    for question in read(nasty):
        for told in (question["question"], *(a.get("feedback", "") for a in question["answers"])):
            assert "$" not in told, "it would become a formula"
            assert "](" not in told, "it would become a link"
        text = NASTY.replace("{ }", "") if "number?" in question["question"] else NASTY
        assert text in shown(question["question"])
    code = next(q["code"] for q in read(nasty) if q["type"] == "string")
    assert shown(code) == "if a < b:\n    print('*', {1: 2})\n\nprint(3)"


def test_what_it_cannot_hold(nasty: list[Asked]) -> None:
    assert write(nasty, "t", 0).notes == [
        "left out (steps to put in order): order",
        "left out (a formula that is compared by its values): formula",
        "numbers fixed to one of many draws (--seed 0): number",
        "asked as two questions, for the line and for the belief: bug",
        "a close number counts as wrong: there is no partial credit: number",
        "printed texts must be typed as they are printed: printed",
        "the explanation is left out; each option's feedback is kept: one, many, bug-belief",
        "options are shuffled unless shuffle_answers=False: many",
    ]


def test_no_number_is_lost_to_json(whole_bank: list[Asked]) -> None:
    ends = [e for q in read(whole_bank) for a in q["answers"] for e in a.get("range", ())]
    assert ends
    assert all(math.isfinite(e) for e in ends)
