"""What is kept of a store's rows."""

from __future__ import annotations

from collections.abc import Callable

from sslgrade.course.graded import Answered, Graded
from sslgrade.course.report import gather as gathering
from sslgrade.course.report.gather import gather

Row = Callable[..., Graded]


def test_the_representative_is_the_commonest_then_the_shortest(row: Row) -> None:
    rows = [
        row("a", 0, misconceptions=("m",), source="long text"),
        row("b", 0, misconceptions=("m",), source="short"),
        row("c", 0, misconceptions=("m",), source="often"),
        row("d", 0, misconceptions=("m",), source="often"),
    ]
    belief = gather(rows, []).beliefs["mlm_loss", "m"]
    assert belief.representative() == ("often", "often", 2)
    assert belief.authors["often"] == {"c", "d"}
    assert gather(rows[:2], []).beliefs["mlm_loss", "m"].representative()[0] == "short"


def test_a_pair_counts_for_both_and_names_neither(row: Row) -> None:
    found = gather([row("a", 0, misconceptions=("m", "n"))], [])
    assert set(found.beliefs) == {("mlm_loss", "m"), ("mlm_loss", "n")}
    assert found.titles == {}
    assert not found.beliefs["mlm_loss", "m"].alone
    alone = gather([row("a", 0, misconceptions=("m",))], [])
    assert alone.titles == {"m": "T m"}


def test_only_so_many_texts_are_kept(row: Row) -> None:
    rows = [
        row(f"s{n}", 0, misconceptions=("m",), source=f"text {n}")
        for n in range(gathering.MOST_SOURCES + 5)
    ]
    belief = gather(rows, []).beliefs["mlm_loss", "m"]
    assert len(belief.people) == gathering.MOST_SOURCES + 5
    assert len(belief.sources) == gathering.MOST_SOURCES


def test_checks_without_points_are_no_items(row: Row) -> None:
    made = row("a", 2)
    made.report["checks"].append({"id": "x", "title": "", "points": 0, "max_points": 0})
    assert list(gather([made], []).checks) == [("mlm_loss", "c0")]


def test_what_half_of_the_class_handed_in_is_asked_of_all(row: Row) -> None:
    rows = [row(n, 2, 2) for n in "abcd"] + [row("a", 2, exercise="extra")]
    assert gather(rows, []).asked() == {"mlm_loss": 4}
    assert gather([*rows, row("b", 2, exercise="extra")], []).asked() == {"extra": 2, "mlm_loss": 4}


def test_the_quiz_knows_its_commonest_slip() -> None:
    answers = [Answered("w", n, "q", "", 0.0, (m,)) for n, m in (("a", "m-1"), ("b", "m-2"))]
    found = gather([], [*answers, Answered("w", "c", "q", "", 0.0, ("m-2",))])
    assert found.commonest_slips() == {"q": "m 2 (2)"}
    assert found.assignments == ["w"]
