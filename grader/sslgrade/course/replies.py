"""Marks the quiz answers that stand in notebooks, as a notebook of the learner would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import bank
from sslgrade.content.quiz_draw import draw
from sslgrade.course.graded import Answered
from sslgrade.course.submissions import Reply
from sslgrade.notebook.quiz import FULL, SEED
from sslgrade.notebook.quiz import marked as mark

LONGEST = 1000
"""Characters of an answer; a derivation has a tenth of it."""


def marked(replies: Iterable[Reply], say: Callable[[str], None]) -> Iterator[Answered]:
    """Yield every answer with its score between 0 and 1, and the beliefs that it shows.

    What cannot be marked is said once an item, and left out.
    """
    replies = list(replies)
    if not replies:
        return
    try:
        items = bank(catalogue().root).items
    except ContentError as error:
        say(f"The quiz was not marked: {error}")
        return
    for name in sorted({r.item for r in replies} - set(items)):
        say(f"This installation has no quiz item {name}: its answers were not marked.")
    for reply in replies:
        if reply.item in items and reply.answer.strip():
            answer = reply.answer[:LONGEST]
            try:
                told = mark(draw(items[reply.item], SEED), answer)
            except (ArithmeticError, RecursionError, MemoryError, ValueError):
                say(f"{reply.student}, {reply.item}: the answer cannot be marked; mark it by hand.")
                continue
            yield Answered(
                reply.assignment,
                reply.student,
                reply.item,
                answer.encode("utf-8", "replace").decode(),
                min(max(float(told) / FULL, 0.0), 1.0),
                tuple(told.misconceptions),
            )
