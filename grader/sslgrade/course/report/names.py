"""Names in a report: as they are, or replaced everywhere, in the code that is shown too."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable

_WORD = re.compile(r"[\w.@+-]+")
_PART = re.compile(r"[\w+-]+")
_SHORTEST = 3  # a learner called "x" would blank out every x of the code
_SHORTEST_PART = 5  # and one called "sam" every "sample", were it looked for within words


class Names:
    """Says what a learner is called in the report."""

    def __init__(
        self, students: Iterable[str], *, anonymous: bool, rng: random.Random | None = None
    ) -> None:
        self.anonymous = anonymous
        listed = sorted(set(students))
        # Numbered by lot: an alphabetical order, or a hash, would tell who is who.
        (rng or random.SystemRandom()).shuffle(listed)
        wide = len(str(len(listed)))
        self._alias = {name: f"learner {n:0{wide}}" for n, name in enumerate(listed, 1)}
        self._folded = {
            name.casefold(): alias for name, alias in self._alias.items() if len(name) >= _SHORTEST
        }

    def of(self, student: str) -> str:
        """Return the name to show."""
        return self._alias[student] if self.anonymous else student

    def code(self, text: str, authors: Iterable[str]) -> str:
        """Return code to show: anonymous, without any learner's name that stands in it.

        A name is found as a word, whatever its case; those of the text's own authors wherever
        they stand. What else a learner writes about themselves cannot be known.
        """
        if not self.anonymous:
            return text
        for author in sorted(authors, key=len, reverse=True):
            if len(author) >= _SHORTEST_PART:
                text = re.sub(re.escape(author), self._alias[author], text, flags=re.IGNORECASE)
        return _WORD.sub(lambda match: self._replace(match[0], _PART), text)

    def _replace(self, word: str, parts: re.Pattern[str] | None) -> str:
        known = self._folded.get(word.casefold())
        if known is not None:
            return known
        inner: Callable[[re.Match[str]], str] = lambda match: self._replace(match[0], None)  # noqa: E731
        return parts.sub(inner, word) if parts else word
