"""Which questions come next: those that a failed check raises, those that are due, then new ones.

A failed check raises the items that name its diagnosis as related, until they have been answered
since, also when the code was mended meanwhile: who believed something once is asked about it. A
capstone that fails raises the items written for it too, as most of what it teaches stands in no
line of code. Nothing is written for all that: it is read from the progress file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from sslgrade.content.catalogue import Catalogue
from sslgrade.content.quiz import Bank, Item
from sslgrade.content.quiz_bugs import FAMILY as BUGS
from sslgrade.content.quiz_bugs import PREFIX, bugs
from sslgrade.study.progress import Progress
from sslgrade.study.quiz_memory import Memory
from sslgrade.study.quiz_spacing import due_at


@dataclass(frozen=True)
class Pick:
    """One item to ask, and why now."""

    item: Item
    why: str


@dataclass(frozen=True)
class Diagnosed:
    """A misconception that a check of an exercise named; "" where it failed without a name."""

    exercise: str
    misconception: str
    at: str

    @property
    def id(self) -> str:
        """The misconception as quiz items name it."""
        return f"{self.exercise}/{self.misconception}"


def diagnosed(progress: Progress) -> list[Diagnosed]:
    """Return what the failed checks of each exercise named, the latest first."""
    found: dict[tuple[str, str], Diagnosed] = {}
    for key, record in progress.records.items():
        exercise = key.split("/", 1)[0]
        moments = [*record.named.items(), *([("", record.failed_at)] if record.failed_at else [])]
        for name, at in moments:
            before = found.get((exercise, name))
            if before is None or before.at < at:
                found[exercise, name] = Diagnosed(exercise, name, at)
    return sorted(found.values(), key=lambda d: d.at, reverse=True)


def next_due(memory: Memory) -> datetime | None:
    """Return when the first item comes back."""
    return min((due_at(s.card) for s in memory.items.values() if s.card), default=None)


@dataclass(frozen=True)
class Quiz:
    """The bank, the items made from misconceptions, and what a learner remembers of them."""

    bank: Bank
    catalogue: Catalogue
    memory: Memory

    def item(self, name: str) -> Item | None:
        """Find an item by id, also one made from a misconception; None if it is gone."""
        if not name.startswith(f"{PREFIX}/"):
            return self.bank.items.get(name)
        exercise = name.split("/")[1]
        if exercise not in self.catalogue.ids:
            return None
        return bugs(self.catalogue.get(exercise)).get(name)

    def of(self, family: str | None) -> list[Item]:
        """Return the items of one family, or of the whole bank, in the order they are met."""
        if family == BUGS:
            ladders = [list(bugs(exercise).values()) for exercise in self.catalogue.exercises]
        else:
            families = self.bank.families if family is None else (self.bank.family(family),)
            ladders = [sorted(f.items, key=lambda item: item.difficulty) for f in families]
        return [item for row in zip_longest(*ladders) for item in row if item is not None]

    def raised(self, found: Sequence[Diagnosed]) -> list[Pick]:
        """Return the items that match a failed check and were not answered since."""
        picks: dict[str, Pick] = {}
        for what in sorted(found, key=lambda what: not what.misconception):  # named ones first
            for item in self._matching(what):
                seen = self.memory.items.get(item.id)
                if seen is None or seen.last_at < what.at:
                    why = f"a check of {what.exercise} raised it"
                    picks.setdefault(item.id, Pick(item, why))
        return list(picks.values())

    def _matching(self, what: Diagnosed) -> list[Item]:
        if what.misconception:
            made = self.item(f"{PREFIX}/{what.id}")
            related = [item for item in self.bank.items.values() if what.id in item.related]
            return [*related, *([made] if made else [])]
        if what.exercise not in self.catalogue.ids:
            return []
        if not self.catalogue.get(what.exercise).manifest.capstone:
            return []
        return [item for item in self.bank.items.values() if item.exercise == what.exercise]

    def due(self, now: datetime) -> list[Pick]:
        """Return the items whose time has come, the longest waiting first."""
        waiting = sorted(
            (due_at(seen.card), name) for name, seen in self.memory.items.items() if seen.card
        )
        items = [self.item(name) for moment, name in waiting if moment <= now]
        return [Pick(item, "due") for item in items if item is not None]

    def picks(
        self, found: Sequence[Diagnosed], now: datetime, *, family: str | None, due_only: bool
    ) -> list[Pick]:
        """Return everything that could be asked now, in order."""
        first: dict[str, Pick] = {}
        for pick in (*self.raised(found), *self.due(now)):
            if family in (None, pick.item.family):
                first.setdefault(pick.item.id, pick)
        picks = list(first.values())
        if due_only:
            return picks
        known = {pick.item.id for pick in picks} | set(self.memory.items)
        return picks + [Pick(item, "new") for item in self.of(family) if item.id not in known]
