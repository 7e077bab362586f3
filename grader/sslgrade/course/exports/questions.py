"""Quiz items as any quiz system could ask them: numbers drawn, two-part questions taken apart.

A format says which forms it holds; what it cannot hold becomes a note, never silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from sslgrade.content.quiz import Item, Option
from sslgrade.content.quiz_draw import Question, combinations, draw, number
from sslgrade.course.exports.files import Export
from sslgrade.course.exports.markup import numbered
from sslgrade.grading.quiz import CLOSE, expected

Form = Literal["one", "many", "number", "text", "order", "formula"]
FORMS: dict[Form, str] = {
    "one": "one option is right",
    "many": "several options are right",
    "number": "a number with a tolerance",
    "text": "a text that is compared",
    "order": "steps to put in order",
    "formula": "a formula that is compared by its values",
}


@dataclass(frozen=True)
class Given:
    """An answer that is known: right (worth 100), nearly (50), or a known slip (0)."""

    value: float | str
    worth: int
    feedback: str = ""
    tolerance: float = 0.0  # absolute; numbers only


@dataclass(frozen=True)
class Asked:
    """One question in neutral form."""

    id: str
    item: Item
    form: Form
    stem: str
    code: str
    explanation: str
    right: str  # the answer in words
    options: tuple[Option, ...] = ()
    given: tuple[Given, ...] = ()
    steps: tuple[str, ...] = ()  # in the right order

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The beliefs that its wrong answers show."""
        names = [o.misconception for o in self.item.options] + [
            w.misconception for w in self.item.wrong
        ]
        return tuple(dict.fromkeys(name for name in names if name))


def ask(items: Iterable[Item], seed: int) -> list[Asked]:
    """Turn items into questions; the same seed draws the same numbers and orders."""
    return [asked for item in items for asked in _ask(draw(item, seed))]


def _ask(question: Question) -> list[Asked]:
    item = question.item
    if item.kind == "spot_the_bug":
        return _bug(question)
    form: Form
    options, steps = question.options, item.steps
    given: tuple[Given, ...] = ()
    stem, right = question.text, expected(question)
    if item.kind in ("single_choice", "multiple_choice"):
        form = "one" if item.kind == "single_choice" else "many"
        right = "\n".join(option.text for option in options if option.correct)
    elif item.kind == "ordering":
        form, right = "order", "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    elif item.kind == "derivation":
        form = "formula"
        stem += f"\n\nAnswer with a formula in {', '.join(item.variables)}."
    elif item.kind == "numeric":
        form, given = "number", _numbers(question)
        stem += f"\n\nAnswer in {item.unit}." if item.unit else ""
    else:
        form, given = "text", _texts(item)
    return [
        Asked(
            item.id,
            item,
            form,
            stem,
            item.code,
            question.explanation,
            right,
            options=options if form in ("one", "many") else (),
            given=given,
            steps=steps,
        )
    ]


def _numbers(question: Question) -> tuple[Given, ...]:
    """Return the answers in the order in which a marker must try them, as grading/quiz.py does."""
    item = question.item
    given = [Given(question.answer, 100, "", _slack(question.answer, item.tolerance))]
    given += [Given(v, 0, w.feedback, _slack(v, item.tolerance)) for v, w in question.traps]
    if 0 < item.tolerance < CLOSE:
        told = f"Close, but rounded on the way: within {number(100 * item.tolerance)} % was asked."
        given.append(Given(question.answer, 50, told, _slack(question.answer, CLOSE)))
    return tuple(given)


def _slack(value: float, relative: float) -> float:
    return max(abs(value) * relative, 1e-9)


def _texts(item: Item) -> tuple[Given, ...]:
    slips = (Given(str(w.answer), 0, w.feedback) for w in item.wrong)
    return (Given(item.output, 100), *slips)


def _bug(question: Question) -> list[Asked]:
    """Ask for the line, then for the belief: no format has both in one question."""
    item = question.item
    code = numbered(item.code)
    lines = " or ".join(str(line) for line in item.lines)
    mended = f"It is line {lines}; mended: `{item.fixed}`."
    right = next(option.text for option in question.options if option.correct)
    line = Asked(
        f"{item.id}-line",
        item,
        "number",
        f"{question.text}\n\nAnswer with the number of the wrong line.",
        code,
        mended,
        lines,
        given=tuple(Given(float(line), 100, "", 1e-9) for line in item.lines),
    )
    belief = Asked(
        f"{item.id}-belief",
        item,
        "one",
        f"{question.text}\n\nWhat did its author believe?",
        code,
        f"{mended}\n\n{question.explanation}",
        right,
        options=question.options,
    )
    return [line, belief]


def account(export: Export, asked: Iterable[Asked], holds: Collection[Form], seed: int) -> None:
    """Note what every format loses, and the forms that this one cannot hold."""
    asked = list(asked)
    for form, what in FORMS.items():
        if form not in holds:
            export.note(f"left out ({what})", (a.id for a in asked if a.form == form))
    kept = [a for a in asked if a.form in holds]
    drawn = (a.id for a in kept if a.form == "number" and combinations(a.item) > 1)
    export.note(f"numbers fixed to one of many draws (--seed {seed})", drawn)
    bugs = (a.item.id for a in kept if a.item.kind == "spot_the_bug")
    export.note("asked as two questions, for the line and for the belief", bugs)
