"""Which exercise a word means, without click."""

from __future__ import annotations

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.study.errors import StudyError


def named(word: str) -> Exercise:
    """Find an exercise by its id, or by its file; a wrong one is answered with the nearest."""
    ladder = catalogue()
    name = word.removesuffix(".py").rsplit("/", 1)[-1]
    try:
        return ladder.get(name if name in ladder.ids else word)
    except ContentError as error:
        raise StudyError(str(error)) from None
