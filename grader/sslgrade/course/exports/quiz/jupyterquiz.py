"""jupyterquiz: questions in a notebook, marked in the browser (so the keys are in the file).

Numbers are given as ``range``: its ``precision`` rounds, which is no tolerance.
https://github.com/jmshea/jupyterquiz
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from sslgrade.course.exports import markup
from sslgrade.course.exports.files import Export
from sslgrade.course.exports.questions import Asked, Form, Given, account

SUFFIX = ".json"
HOLDS: frozenset[Form] = frozenset({"one", "many", "number", "text"})
# Its texts pass through a converter of $...$ and [text](link) before they are HTML.
_SPECIAL = str.maketrans({"$": "&#36;", "[": "&#91;", "]": "&#93;"})


def write(asked: Sequence[Asked], title: str, seed: int) -> Export:
    """Write the questions as the list that ``display_quiz`` takes."""
    export = Export()
    account(export, asked, HOLDS, seed)
    kept = [a for a in asked if a.form in HOLDS]
    export.note(
        "a close number counts as wrong: there is no partial credit",
        (a.id for a in kept if any(g.worth == 50 for g in a.given)),
    )
    export.note("printed texts must be typed as they are printed", _ids(kept, "text"))
    hidden = (a.id for a in kept if a.form in ("one", "many"))
    export.note("the explanation is left out; each option's feedback is kept", hidden)
    fixed = (a.id for a in kept if a.form in ("one", "many") and not a.item.shuffle)
    export.note("options are shuffled unless shuffle_answers=False", fixed)
    kept_json = [_question(a) for a in kept]
    export.files["quiz.json"] = (json.dumps(kept_json, indent=1) + "\n").encode()
    return export


def _ids(asked: Sequence[Asked], form: Form) -> list[str]:
    return [a.id for a in asked if a.form == form]


def _html(text: str) -> str:
    return markup.line(text).translate(_SPECIAL)


def _question(asked: Asked) -> dict[str, Any]:
    kinds = {
        "one": "multiple_choice",
        "many": "many_choice",
        "number": "numeric",
        "text": "string",
    }
    made: dict[str, Any] = {
        "type": kinds[asked.form],
        "question": markup.paragraphs(asked.stem).translate(_SPECIAL),
    }
    if asked.code:
        made["code"] = (
            markup.code(asked.code).removeprefix("<pre><code>").removesuffix("</code></pre>")
        )
    if asked.options:
        made["answers"] = [
            {"answer": _html(o.text), "correct": o.correct, "feedback": _html(o.feedback)}
            for o in asked.options
        ]
        return made
    told = _html(asked.explanation)
    answers = [_answer(given, told) for given in asked.given if given.worth != 50]
    made["answers"] = [*answers, {"type": "default", "feedback": "Not yet. Try again."}]
    return made


def _answer(given: Given, told: str) -> dict[str, Any]:
    correct = given.worth == 100
    feedback = told if correct else _html(given.feedback)
    if isinstance(given.value, str):
        return {"answer": given.value, "correct": correct, "feedback": feedback}
    low, high = given.value - given.tolerance, given.value + given.tolerance
    # Its upper end is left out of the range; ours belongs to it.
    ends = [low, math.nextafter(high, math.inf)]
    return {"range": ends, "correct": correct, "feedback": feedback}
