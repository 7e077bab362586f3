"""Who may need help, and the reasons word for word."""

from __future__ import annotations

from collections.abc import Callable

from sslgrade.course.graded import Answered, Graded
from sslgrade.course.report.gather import gather
from sslgrade.course.report.standing import Standing, needing_help, standings

Row = Callable[..., Graded]


def of(rows: list[Graded], answers: list[Answered] | None = None) -> dict[str, Standing]:
    return {s.name: s for s in standings(gather(rows, answers or []))}


def test_a_low_score(row: Row) -> None:
    found = of([row("low", 0, 1), row("half", 2, 0), row("full", 2, 2)])
    assert found["low"].reasons == ("25% of the points",)
    assert found["half"].reasons == found["full"].reasons == ()


def test_what_was_left_out_counts_as_nothing(row: Row) -> None:
    rows = [row(n, 2, exercise=e) for n in "abc" for e in ("e1", "e2", "e3", "e4", "e5", "e6")]
    rows += [row("some", 2, exercise=e) for e in ("e1", "e2", "e3", "e4", "e5")]
    rows += [row("half", 2, exercise=e) for e in ("e1", "e2", "e3", "e4")]
    found = of(rows)
    assert found["some"].reasons == (), "a single one is no reason"
    assert found["half"].share == 4 / 6
    assert found["half"].reasons == ("not handed in: e5, e6",)


def test_many_are_counted(row: Row) -> None:
    rows = [row(n, 2, exercise=f"e{k}") for n in "abc" for k in range(8)]
    assert of([*rows, row("d", 2, exercise="e0")])["d"].reasons == (
        "12% of the points",
        "not handed in: e1, e2, e3 and 4 more",
    )


def test_errors_and_untouched_files(row: Row) -> None:
    rows = [
        row("a", 2, 2, exercise="e1"),
        row("a", 0, exercise="e2", status="error", reason="time"),
        row("a", 0, exercise="e3", status="not_started", reason=None),
    ]
    assert of(rows)["a"].reasons == (
        "could not be graded to the end: e2 (time)",
        "handed in as it was given: e3",
    )


def test_a_misconception_in_two_places(row: Row) -> None:
    twice = [
        row("a", 0, 2, 2, 2, exercise="e1", misconceptions=("m",)),
        row("a", 0, 2, 2, 2, exercise="e2", misconceptions=("m",)),
    ]
    assert of(twice)["a"].reasons == ("“T m” in 2 exercises",)
    once = [row("b", 0, 2, 2, exercise="e1", misconceptions=("m",))]
    assert of(once)["b"].reasons == ()
    answered = [Answered("w", "b", "q", "", 0.0, ("m",))]
    assert of(once, answered)["b"].reasons == ("“T m” in code and in the quiz",)
    assert of(once)["b"].misconceptions == ("m",)


def test_the_lowest_comes_first_and_quiz_alone_is_no_standing(row: Row) -> None:
    answers = [Answered("w", "quiz-only", "q", "", 0.0, ())]
    everybody = standings(gather([row("b", 0, 1), row("a", 0, 0), row("c", 2, 2)], answers))
    assert [s.name for s in everybody] == ["a", "b", "c"]
    assert [s.name for s in needing_help(everybody)] == ["a", "b"]
