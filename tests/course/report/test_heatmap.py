"""The heatmap: the commonest first, shades by number, code behind every cell."""

from __future__ import annotations

import random
from collections.abc import Callable

from lxml import html

from sslgrade.course.graded import Answered, Graded
from sslgrade.course.report import heatmap as heating
from sslgrade.course.report.gather import gather
from sslgrade.course.report.heatmap import heatmap, ordered, people
from sslgrade.course.report.names import Names

Row = Callable[..., Graded]


def drawn(rows: list[Graded], answers: list[Answered] | None = None) -> html.HtmlElement:
    found = gather(rows, answers or [])
    names = Names(found.people, anonymous=False, rng=random.Random(0))
    return html.fromstring(f"<div>{heatmap(found, names)}</div>")


def believers(row: Row, name: str, count: int, exercise: str = "mlm_loss") -> list[Graded]:
    return [
        row(f"{name}{n}", 0, exercise=exercise, misconceptions=(name,), source=f"# {name}")
        for n in range(count)
    ]


def test_the_commonest_comes_first(row: Row) -> None:
    rows = [*believers(row, "rare", 1), *believers(row, "often", 5), *believers(row, "some", 2)]
    assert ordered(gather(rows, [])) == ["often", "some", "rare"]
    table = drawn(rows)
    assert [h.text_content() for h in table.xpath("//tbody//th")] == ["T often", "T some", "T rare"]


def test_shades_grow_with_the_number(row: Row) -> None:
    rows = [*believers(row, "rare", 1), *believers(row, "often", 50), *believers(row, "some", 9)]
    shades = [int(c[1:]) for c in drawn(rows).xpath("//tbody//a/@class")]
    assert shades == sorted(shades, reverse=True)
    assert shades[0] == heating.SHADES
    assert shades[-1] >= 1


def test_one_learner_in_two_exercises_is_one_learner(row: Row) -> None:
    rows = [*believers(row, "m", 2, "e1"), *believers(row, "m", 2, "e2")]
    assert people(gather(rows, []), "m") == {"m0", "m1"}
    cells = [c.text_content() for c in drawn(rows).xpath("//tbody/tr/td")]
    assert cells == ["2", "2", "2"]


def test_the_quiz_has_a_column_where_it_shows_the_same_belief(row: Row) -> None:
    rows = believers(row, "m", 2)
    heads = "//thead//th"
    other = [Answered("w", "x", "q", "", 0.0, ("other",))]
    assert [h.text_content() for h in drawn(rows, other).xpath(heads)][-2:] == [
        "mlm_loss",
        "learners",
    ]
    same = [Answered("w", "x", "q", "", 0.0, ("m",))]
    assert [h.text_content() for h in drawn(rows, same).xpath(heads)][-2:] == ["quiz", "learners"]


def test_code_is_shown_with_how_common_it_is(row: Row) -> None:
    table = drawn(believers(row, "m", 3))
    (summary,) = table.xpath("//summary")
    assert summary.text_content() == "T m mlm_loss · 3 learners, 3 with this very text"
    assert table.xpath("string(//pre)") == "# m"
    (alone,) = drawn(believers(row, "m", 1)).xpath("//summary")
    assert alone.text_content() == "T m mlm_loss · 1 learner"


def test_a_long_text_is_cut(row: Row) -> None:
    rows = [row("a", 0, misconceptions=("m",), source="x" * 9000)]
    assert drawn(rows).xpath("string(//pre)").endswith("x\n…")


def test_rare_ones_are_counted(row: Row) -> None:
    rows = [one for n in range(heating.MOST_ROWS + 2) for one in believers(row, f"m{n:03}", 1)]
    table = drawn(rows)
    assert len(table.xpath("//tbody/tr")) == heating.MOST_ROWS
    assert "2 rarer misconceptions are in the table beside this page." in table.text_content()


def test_nobody_believes_anything(row: Row) -> None:
    assert drawn([row("a", 2)]).text_content().startswith("No misconception was named")
