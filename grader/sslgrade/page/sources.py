"""``concept/sources.toml``: every work that the page, an exercise or a quiz item cites.

Each was looked up before it was listed, and ``confirmed`` says where author, title, venue and year
were seen. Exercises and quiz items cite in words; :meth:`Sources.of` finds the entry behind the
words and refuses words that contradict it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sslgrade.content.modules import ContentError

FORMAT_VERSION = 1
_ARXIV = re.compile(r"(?:arXiv[: ])(\d{4}\.\d{4,5})")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.])")


@dataclass(frozen=True)
class Source:
    """One work, as it is cited."""

    key: str
    authors: str
    title: str
    venue: str  # "NeurIPS", "Springer"; the year stands beside it
    year: int
    url: str
    confirmed: str  # where authors, title, venue and year were seen
    short: str = ""  # how it is called in passing: "BERT"
    arxiv: str = ""
    canonical: str = ""  # for the card's list of papers to read: the question to read it with

    @property
    def surname(self) -> str:
        """The first author's family name, as citations in words begin."""
        return self.authors.split(",")[0].split(" and ")[0].strip().split(" ")[-1]

    @property
    def text(self) -> str:
        """The citation in one line, with all authors."""
        return f"{self.authors}: {self.title}. {self.venue} {self.year}"

    @property
    def brief(self) -> str:
        """The same with at most three authors."""
        names = re.split(", | and ", self.authors)
        first = self.authors if len(names) <= 3 else f"{names[0]} et al."
        return f"{first}: {self.title}. {self.venue} {self.year}"


@dataclass(frozen=True)
class Sources:
    """All works, in the order of the file."""

    path: Path
    works: tuple[Source, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Source]:
        """Works by their key."""
        return {work.key: work for work in self.works}

    def get(self, key: str) -> Source:
        """Return one work.

        Raises
        ------
        ContentError
            No such key.
        """
        if key not in self.by_key:
            raise ContentError(f"{self.path}: no source {key!r}. List it there, or cite another.")
        return self.by_key[key]

    def of(self, words: str) -> Source:
        """Find the work behind a citation in words, such as ``Caron et al., DINO, ICCV 2021``.

        Raises
        ------
        ContentError
            No work fits, or the year in the words is another.
        """
        arxiv = _ARXIV.search(words)
        found = [
            work
            for work in self.works
            if (arxiv is not None and arxiv[1] == work.arxiv)
            or (_named(work, words) and work.surname.casefold() in words.casefold())
        ]
        if len(found) != 1:
            count = "no work" if not found else " and ".join(work.key for work in found)
            raise ContentError(
                f"{self.path}: {words!r}: found {count}, expected exactly one. "
                "List the work, with where it was confirmed."
            )
        self._agree(words, found[0])
        return found[0]

    def _agree(self, words: str, work: Source) -> None:
        years = {int(year) for year in _YEAR.findall(words)}
        venues = {venue for venue in self._acronyms if f" {venue} " in f" {_words(words)} "}
        for found, own in ((years, work.year), (venues, work.venue.split()[0])):
            if found and own not in found:
                raise ContentError(
                    f"{self.path}: {words!r}: found {min(map(str, found))}, but {work.key} is "
                    f"{work.venue} {work.year}. Correct one of them."
                )

    @cached_property
    def _acronyms(self) -> frozenset[str]:
        """Venues that are written as one word, and so can be found in a citation."""
        firsts = {work.venue.split()[0] for work in self.works}
        return frozenset(name for name in firsts if sum(c.isupper() for c in name) > 1)


def _named(work: Source, words: str) -> bool:
    names = [work.title, work.title.split(":")[0], *([work.short] if work.short else [])]
    plain = _plain(words)
    return any(f" {_plain(name)} " in f" {plain} " for name in names)


def _plain(text: str) -> str:
    return _words(text.casefold())


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def read(path: Path) -> Sources:
    """Read ``sources.toml``.

    Raises
    ------
    ContentError
        Names the file, the work and the field that is missing or wrong.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(f"{path}: not found. Restore it.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: not valid TOML: {error}. Mend that line.") from None
    if data.get("format_version") != FORMAT_VERSION:
        raise ContentError(
            f"{path}: format_version: found {data.get('format_version')!r}, expected "
            f"{FORMAT_VERSION}."
        )
    works = tuple(_work(path, key, fields) for key, fields in data.get("source", {}).items())
    return Sources(path, works)


def _work(path: Path, key: str, fields: dict[str, Any]) -> Source:
    known = {name: kind for name, kind in Source.__annotations__.items() if name != "key"}
    for name in fields:
        if name not in known:
            raise ContentError(f"{path}: {key}: unknown field {name!r}. Remove it.")
    for name in ("authors", "title", "venue", "year", "url", "confirmed"):
        if not fields.get(name):
            raise ContentError(f"{path}: {key}: {name} is missing. Add it, or drop the work.")
    return Source(key=key, **fields)
