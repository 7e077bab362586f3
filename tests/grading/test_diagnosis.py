"""A name only where one misconception, alone, computes what the learner's code computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sslgrade.authoring.numeric_jax import NumericRunner
from sslgrade.content.catalogue import Catalogue, Exercise, catalogue
from sslgrade.grading.context import Context
from sslgrade.grading.grade import grade_with
from sslgrade.report.model import Report


def graded(exercise: Exercise, function: Callable[..., Any], seed: int = 3) -> Report:
    return grade_with(NumericRunner({exercise.id: function}), exercise, "numpy", seed)


def named(report: Report) -> tuple[str, ...]:
    return report.diagnosis.misconceptions if report.diagnosis else ()


def test_right_code_has_no_diagnosis(square_loss: Exercise) -> None:
    report = graded(square_loss, lambda p, t: ((p - t) ** 2).mean())
    assert (report.status, report.score, report.max_score) == ("passed", 5, 5)
    assert named(report) == ()


def test_a_believers_code_is_named_in_another_style(square_loss: Exercise) -> None:
    report = graded(square_loss, lambda p, t: sum(float(x) ** 2 for x in (p - t).ravel()))
    assert named(report) == ("square_loss-sum",)
    assert report.diagnosis is not None
    assert report.diagnosis.hint == "Repeat every row once: a mean does not change. Does yours?"


def test_two_misconceptions_at_once_are_both_named(square_loss: Exercise) -> None:
    report = graded(square_loss, lambda p, t: np.abs(p - t).sum())
    assert set(named(report)) == {"square_loss-sum", "square_loss-absolute"}


@pytest.mark.parametrize(
    "unknown",
    [
        lambda p, t: ((p - t) ** 2).mean() + 0.01,
        lambda p, t: ((p - t) ** 4).mean(),
        lambda p, t: ((p - t) ** 2).max(),
        lambda p, t: ((p - t) ** 2).sum() * (1 + 1e-3),
        lambda p, t: ((p - 2 * t) ** 2).mean(),
    ],
    ids=["offset", "fourth power", "max", "almost a sum", "target doubled"],
)
def test_unknown_bugs_get_no_name(square_loss: Exercise, unknown: Callable[..., Any]) -> None:
    report = graded(square_loss, unknown)
    assert report.status == "failed"
    assert named(report) == ()


def test_an_unknown_bug_gets_the_smallest_failing_input(square_loss: Exercise) -> None:
    report = graded(square_loss, lambda p, t: ((p - t) ** 4).mean())
    assert report.counterexample is not None
    assert report.counterexample.inputs == {"pred": "[[2.]]", "target": "[[0.]]"}
    assert (report.counterexample.yours, report.counterexample.expected) == ("16", "4")


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (lambda y: -y, "Your result has the opposite sign of the expected one."),
        (lambda y: y / np.log(2), "Your result is always the expected one divided by ln 2."),
        (lambda y: 3.7 * y, "Your result is always 3.7 times the expected one."),
        (lambda y: 4 * y, "Your result is always N times the expected one."),
        (lambda y: y - np.log(4), "Your result is always ln N less than the expected one."),
        (lambda y: y + 0.25, "Your result is always 0.25 more than the expected one."),
    ],
    ids=["sign", "bits", "constant", "N", "ln N", "offset"],
)
def test_simple_relations_in_words(
    square_loss: Exercise, wrong: Callable[[Any], Any], text: str
) -> None:
    report = graded(square_loss, lambda p, t: wrong(((p - t) ** 2).mean()))
    assert report.relation == text


def test_two_misconceptions_that_agree_everywhere_are_not_named(course: Catalogue) -> None:
    path = course.root / "solutions" / "square_loss" / "misconceptions.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("squared.sum(axis=1).mean()", "squared.sum()"), encoding="utf-8")
    report = graded(Catalogue(course.root).get("square_loss"), lambda p, t: ((p - t) ** 2).sum())
    assert named(report) == ()


def test_declared_aliases_are_named_by_the_first(course: Catalogue) -> None:
    path = course.root / "solutions" / "square_loss" / "misconceptions.py"
    text = path.read_text(encoding="utf-8")
    text = text.replace("squared.sum(axis=1).mean()", "squared.sum()")
    text = text.replace(
        '"square_loss-sum",\n',
        '"square_loss-sum",\n    aliases=["square_loss-row-sums"],\n    why_alias="test",\n',
    )
    path.write_text(text, encoding="utf-8")
    report = graded(Catalogue(course.root).get("square_loss"), lambda p, t: ((p - t) ** 2).sum())
    assert named(report) == ("square_loss-sum",)


def test_impure_functions_lose_their_values(square_loss: Exercise) -> None:
    count = [0]

    def right_only_once(p: Any, t: Any) -> Any:
        count[0] += 1
        return ((p - t) ** 2).mean() if count[0] <= 4 else 0.0

    report = graded(square_loss, right_only_once)
    assert report.score == 0


def test_changed_inputs_are_told(square_loss: Exercise) -> None:
    def in_place(p: Any, t: Any) -> Any:
        p -= t
        return (p**2).mean()

    report = graded(square_loss, in_place)
    again = next(c for c in report.checks if c.kind == "repeat")
    assert again.message == "your function changed its input pred; work on a copy"
    assert report.score == 4


@pytest.mark.parametrize("value", [0.0, 1.0, np.log(4), np.log(3)])
def test_constants_earn_nothing(square_loss: Exercise, value: float) -> None:
    assert graded(square_loss, lambda p, t: value).score == 0


SHIPPED = [
    e.id for e in catalogue().exercises if e.has_solution and not e.manifest.capstone
]  # capstones: test_capstone.py


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_misconception_is_named(name: str) -> None:
    exercise = catalogue().get(name)
    backend = exercise.manifest.backends[0]
    context = Context(exercise, backend, 11)
    context.tries_memory = False
    for m in exercise.misconceptions():
        runner = NumericRunner({**exercise.reference(), **m.code})
        report = grade_with(runner, exercise, backend, 11, context)
        assert report.status == "failed", m.id
        assert {*named(report)} & {m.id, *m.aliases}, (m.id, m.variant)
