"""Makes the report of a store: reads it once, writes a page and a table."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import bank
from sslgrade.course.report.gather import Class, gather
from sslgrade.course.report.names import Names
from sslgrade.course.report.page import GENERATOR, Content, render
from sslgrade.course.report.sheet import FIRST, table
from sslgrade.course.report.standing import needing_help, standings
from sslgrade.course.store import Store
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.store import now, write_atomically


@dataclass(frozen=True)
class Made:
    """What was made."""

    page: str
    sheet: bytes
    learners: int
    submissions: int
    needing_help: int


def make(
    store: Path,
    assignment: str | None,
    *,
    anonymous: bool = False,
    rng: random.Random | None = None,
    when: str | None = None,
) -> Made:
    """Make the report of one assignment, or of all.

    Raises
    ------
    StudyError
        No such store or assignment, or nothing in it.
    """
    with Store.open(store, read_only=True) as opened:
        known = opened.assignments()
        if assignment is not None and assignment not in known:
            raise StudyError(
                f"{shown(store)} has no assignment {assignment!r}. "
                f"Expected one of: {', '.join(known) or 'none'}."
            )
        found = gather(opened.rows(assignment), opened.answers(assignment))
    if not found.people:
        raise StudyError(
            f"{shown(store)} holds no results yet. Grade first: `sslgrade course grade DIR`."
        )
    names = Names(found.people, anonymous=anonymous, rng=rng)
    everybody = standings(found)
    content = Content(
        found, everybody, names, _questions(), _titles(found), when or now().replace("T", " ")
    )
    return Made(
        render(content),
        table(found, everybody, names),
        len(found.people),
        sum(s.handed_in for s in everybody),
        len(needing_help(everybody)),
    )


def _questions() -> dict[str, tuple[str, str]]:
    """Return family and text of every question; a store outlives the bank it was made with."""
    try:
        items = bank(catalogue().root).items
    except ContentError:
        return {}
    return {item.id: (item.family, item.question) for item in items.values()}


def _titles(found: Class) -> dict[str, str]:
    """Return the titles of the exercises that this installation knows."""
    titles = {}
    for exercise in found.exercises:
        try:
            titles[exercise] = catalogue().get(exercise).manifest.title
        except ContentError:
            continue
    return titles


def save(made: Made, page: Path, *, force: bool = False) -> tuple[Path, Path]:
    """Write the page and the table beside it; an older report is replaced, nothing else is.

    Raises
    ------
    StudyError
        A file of that name is no report, or cannot be written.
    """
    beside = page.with_suffix(".csv")
    if beside == page:
        raise StudyError(f"{shown(page)}: found .csv, expected a page: name it .html.")
    try:
        for path, mark in ((page, GENERATOR.encode()), (beside, ",".join(FIRST).encode())):
            if path.exists() and not force and not _is_ours(path, mark):
                raise StudyError(
                    f"{shown(path)} is there already and is no report of ours. "
                    "Name another --out, or replace it with --force."
                )
        write_atomically(page, made.page.encode())
        write_atomically(beside, made.sheet)
    except OSError as error:
        raise StudyError(
            f"{shown(page)} cannot be written: {error.strerror}. Name another --out."
        ) from None
    return page, beside


def _is_ours(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return mark in file.read(2000)
