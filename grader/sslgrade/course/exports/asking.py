"""What was asked to be exported, and from where it comes."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import Item, bank
from sslgrade.course.exports.files import Export
from sslgrade.course.exports.formats import Format
from sslgrade.study.errors import StudyError


@dataclass
class Request:
    """The options of ``course export``; a format reads those that concern it."""

    store: Path
    assignment: str | None = None
    document: bytes | None = None
    student: str = ""
    exercises: Sequence[Exercise] = ()
    backend: str | None = None
    allow_weak_isolation: bool = False
    families: Sequence[str] = ()
    items: Sequence[str] = ()
    seed: int = 0
    title: str = "sslgrade"


def export(chosen: Format, request: Request) -> Export:
    """Make an export; ``request.title`` becomes a name for it."""
    if chosen.kind == "autograder":
        _unused(chosen, {"--from": request.document is not None, **_quiz_options(request)})
        return chosen.write(
            request.exercises,
            backend=request.backend,
            allow_weak_isolation=request.allow_weak_isolation,
        )
    grader = {"--exercise": request.exercises, "--backend": request.backend}
    if chosen.kind == "quiz":
        results = {"--from": request.document is not None, "--assignment": request.assignment}
        _unused(chosen, {**grader, **results})
        return _quiz(chosen, request)
    _unused(chosen, {**grader, **_quiz_options(request)})
    return _results(chosen, request)


def _quiz_options(request: Request) -> dict[str, object]:
    return {"--family": request.families, "--item": request.items, "--seed": request.seed}


def _unused(chosen: Format, options: dict[str, object]) -> None:
    """Refuse options that would have no effect: they were meant to have one."""
    given = [name for name, value in options.items() if value]
    if given:
        raise StudyError(f"{chosen.name} does not use {given[0]}. Leave it out.")


def _results(chosen: Format, request: Request) -> Export:
    from importlib import import_module

    from sslgrade.course.exports.learners import from_document, from_store

    if request.document is None:
        learners = from_store(request.store, request.assignment)
        request.title = learners[0].assignment
    else:
        learners = [from_document(request.document, request.student, request.assignment or "")]
        request.title = request.assignment or "check"
    made = chosen.write(learners)
    per_learner = getattr(import_module(chosen.module), "PER_LEARNER", False)
    made.folder = per_learner and request.document is None
    return made


def _quiz(chosen: Format, request: Request) -> Export:
    from sslgrade.course.exports.questions import ask

    items = _chosen_items(request)
    request.title = "-".join(request.families) if request.families else "sslgrade-quiz"
    return chosen.write(ask(items, request.seed), request.title, request.seed)


def _chosen_items(request: Request) -> list[Item]:
    found = bank(catalogue().root)
    if not found.items:
        raise StudyError(
            "this installation has no quiz bank. Export from the whole sslgrade, not from the "
            "wheel for a class."
        )
    try:
        families = [found.family(name).name for name in request.families]
    except ContentError as error:
        raise StudyError(str(error)) from None  # a wrong use, no fault of the content
    for name in request.items:
        if name not in found.items:
            near = difflib.get_close_matches(name, found.items, n=1)
            tip = f" Did you mean {near[0]}?" if near else ""
            raise StudyError(f"no quiz item {name!r}.{tip} Leave out --item to export all.")
    everything = not families and not request.items
    return [
        item
        for item in found.items.values()
        if everything or item.family in families or item.id in request.items
    ]
