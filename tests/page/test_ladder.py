"""The exercises on the page: the task, where it comes from, where the learner stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sslgrade.page.build import Page
from sslgrade.page.ladder import Place, badge, html, progress

PLACES = {
    "a": Place("passed", 10, 10),
    "b": Place("failed", 4, 10, "a sum"),
    "c": Place("open", 0, 5),
}


def test_progress_counts_exercises_and_points() -> None:
    assert progress(PLACES) == (
        '<p class="progress"><label>Your progress: 1 of 3 exercises passed, 14 of 25 points '
        '<progress max="25" value="14"></progress></label></p>'
    )


def test_no_workspace_no_progress() -> None:
    assert progress({}) == ""
    assert badge(None) == ""


@pytest.mark.parametrize(
    ("state", "words"),
    [("passed", "✓ passed"), ("failed", "✗ not yet"), ("open", "· open"), ("locked", "○ later")],
)
def test_a_state_is_said_in_words_and_not_by_colour_alone(state: str, words: str) -> None:
    assert badge(Place(state, 0, 1)) == f' <span class="state {state}">{words}</span>'


def test_an_exercise_unfolds_to_its_task(page: Callable[..., Page]) -> None:
    built = page()
    made = html(built.catalogue.exercises, {}, built.sources)
    title = built.catalogue.get("square_loss").manifest.title
    assert made.startswith(
        '<h3>extra</h3><details class="exercise" id="exercise-square_loss"><summary>'
        f"<code>square_loss</code> {title}</summary>"
    )
    assert '<a href="#source-doe2020">Doe 2020</a>' in made
    assert "<code>sslgrade check square_loss</code>" in made
    assert "<h2>" not in made
    assert "<h1>" not in made
    assert "state" not in made


def test_where_the_learner_stands_is_beside_it(page: Callable[..., Page]) -> None:
    built = page()
    places = {"square_loss": Place("failed", 4, 10, "a <sum>")}
    made = html(built.catalogue.exercises, places, built.sources)
    assert '<span class="state failed">✗ not yet</span></summary>' in made
    assert '<p class="small">4 of 10 points · difficulty ' in made
    assert "a &lt;sum&gt;" in made


def test_what_a_locked_exercise_needs_is_said_once(page: Callable[..., Page]) -> None:
    built = page()
    places = {"square_loss": Place("locked", 0, 10, "needs cubes")}
    made = html(built.catalogue.exercises, places, built.sources)
    assert "○ later" in made
    assert "needs cubes" not in made


def test_a_work_that_is_not_listed_is_left_out(page: Callable[..., Page]) -> None:
    built = page()
    path = built.catalogue.get("square_loss").folder / "exercise.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Doe, Squares, ICLR 2020", "Roe, Cubes"), encoding="utf-8")
    assert "#source-" not in html(built.catalogue.exercises, {}, built.sources)
