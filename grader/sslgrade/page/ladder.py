"""The exercises on the page: where the learner stands, and the task to unfold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from itertools import groupby

from sslgrade.content.catalogue import Exercise
from sslgrade.content.modules import ContentError
from sslgrade.page.markdown import plain
from sslgrade.page.sources import Source, Sources

_WORDS = {"passed": "✓ passed", "failed": "✗ not yet", "open": "· open", "locked": "○ later"}


@dataclass(frozen=True)
class Place:
    """Where a learner stands on one exercise."""

    state: str  # passed, failed, open, locked
    points: int
    most: int
    note: str = ""


Places = Mapping[str, Place]
"""By exercise; empty where there is no workspace."""


def progress(places: Places) -> str:
    """Write how far the learner is; nothing where there is no workspace."""
    if not places:
        return ""
    passed = sum(place.state == "passed" for place in places.values())
    points = sum(place.points for place in places.values())
    most = sum(place.most for place in places.values())
    return (
        f'<p class="progress"><label>Your progress: {passed} of {len(places)} exercises passed, '
        f'{points} of {most} points <progress max="{most or 1}" value="{points}"></progress>'
        "</label></p>"
    )


def badge(place: Place | None) -> str:
    """Write a state in words and a mark; nothing where none is known."""
    if place is None:
        return ""
    return f' <span class="state {place.state}">{_WORDS[place.state]}</span>'


def html(exercises: Sequence[Exercise], places: Places, sources: Sources) -> str:
    """Write the whole ladder, family by family."""
    parts = []
    for family, members in groupby(exercises, key=lambda e: e.manifest.family):
        parts.append(f"<h3>{escape(family)}</h3>")
        parts += [_exercise(member, places.get(member.id), sources) for member in members]
    return "".join(parts)


def _cited(exercise: Exercise, sources: Sources) -> list[Source]:
    """Return the confirmed works behind an exercise; a new one may cite what is not listed yet."""
    found = []
    for words in exercise.manifest.sources:
        with suppress(ContentError):
            found.append(sources.of(words))
    return list(dict.fromkeys(found))


def _exercise(exercise: Exercise, place: Place | None, sources: Sources) -> str:
    manifest = exercise.manifest
    facts = [f"difficulty {manifest.difficulty} of 5", f"about {manifest.minutes} minutes"]
    facts += ["stretch"] if manifest.tier == "stretch" else []
    facts += [" and ".join(manifest.backends)]
    if place is not None:
        facts.insert(0, f"{place.points} of {place.most} points")
        if place.note and place.state != "locked":  # what it needs is said anyway
            facts.append(place.note)
    needs = ", ".join(f'<a href="#exercise-{n}">{n}</a>' for n in manifest.prerequisites)
    seen = ", ".join(
        f'<a href="#source-{work.key}">{escape(work.surname)} {work.year}</a>'
        for work in _cited(exercise, sources)
    )
    # The heading of the README repeats the title.
    _, _, text = exercise.readme().partition("\n")
    return (
        f'<details class="exercise" id="exercise-{exercise.id}"><summary>'
        f"<code>{exercise.id}</code> "
        f"{escape(manifest.title)}{badge(place)}</summary>"
        f'<p class="small">{escape(" · ".join(facts))}'
        + (f" · builds on {needs}" if needs else "")
        + (f" · {seen}" if seen else "")
        + f"</p><p>Begin: <code>sslgrade show {exercise.id}</code>, then "
        f"<code>sslgrade check {exercise.id}</code></p>{plain(text, level=2)}</details>"
    )
