"""Reads a store once and keeps only what the page needs: reports are large, classes too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sslgrade.course.graded import Answered, Graded

MOST_SOURCES = 40
"""Different texts kept for each misconception: the commonest of them is shown."""
ASKED = 0.5
"""An exercise that at least this part of the class handed in counts as asked of everybody."""


@dataclass
class Work:
    """One learner's result for one exercise."""

    exercise: str
    score: float
    max_score: int
    status: str
    reason: str | None
    misconceptions: tuple[str, ...]
    cpu_s: float
    submitted_at: str | None


@dataclass
class Person:
    """One learner."""

    name: str
    works: list[Work] = field(default_factory=list)
    quiz: dict[str, float] = field(default_factory=dict)
    quiz_misconceptions: Counter[str] = field(default_factory=Counter)


@dataclass
class Belief:
    """One misconception in one exercise: who has it, and what they wrote."""

    people: set[str] = field(default_factory=set)
    texts: Counter[str] = field(default_factory=Counter)
    sources: dict[str, str] = field(default_factory=dict)
    authors: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    alone: bool = True  # at least once without a second misconception beside it

    def representative(self) -> tuple[str, str, int]:
        """Return the commonest text, its key, and how often it was handed in; short ones first."""
        key = min(self.sources, key=lambda k: (-self.texts[k], len(self.sources[k]), k))
        return self.sources[key], key, self.texts[key]


@dataclass
class Class:
    """Everything the page is made of."""

    assignments: list[str]
    people: dict[str, Person] = field(default_factory=dict)
    beliefs: dict[tuple[str, str], Belief] = field(default_factory=dict)  # exercise, misconception
    titles: dict[str, str] = field(default_factory=dict)  # of misconceptions
    # Shares of the points, by exercise and check: learner -> (points, max_points).
    checks: dict[tuple[str, str], dict[str, tuple[int, int]]] = field(default_factory=dict)
    check_titles: dict[tuple[str, str], str] = field(default_factory=dict)
    slips: dict[str, Counter[str]] = field(default_factory=dict)  # quiz item -> misconceptions

    @property
    def exercises(self) -> list[str]:
        """All exercises that somebody handed in."""
        return sorted({work.exercise for person in self.people.values() for work in person.works})

    def asked(self) -> dict[str, int]:
        """Return the exercises that count for everybody, with their points."""
        counts = Counter(w.exercise for p in self.people.values() for w in p.works)
        most = {w.exercise: w.max_score for p in self.people.values() for w in p.works}
        return {e: most[e] for e in sorted(counts) if counts[e] >= ASKED * len(self.people)}

    def commonest_slips(self) -> dict[str, str]:
        """Say for each quiz item which misconception its wrong answers show most often."""
        told = {}
        for item, counts in self.slips.items():
            name, count = min(counts.items(), key=lambda c: (-c[1], c[0]))
            told[item] = f"{self.titles.get(name, name.replace('-', ' '))} ({count})"
        return told


def gather(rows: Iterable[Graded], answers: Iterable[Answered]) -> Class:
    """Read all rows and answers of a store."""
    found = Class([])
    assignments: dict[str, None] = {}
    for row in rows:
        assignments[row.assignment] = None
        _take(found, row)
    for answer in answers:
        assignments[answer.assignment] = None
        person = found.people.setdefault(answer.student, Person(answer.student))
        person.quiz[answer.item] = answer.score
        person.quiz_misconceptions.update(answer.misconceptions)
        if answer.misconceptions:
            found.slips.setdefault(answer.item, Counter()).update(answer.misconceptions)
    found.assignments = list(assignments)
    return found


def _take(found: Class, row: Graded) -> None:
    report = row.report
    diagnosis = report["diagnosis"]
    names = tuple(diagnosis["misconceptions"]) if diagnosis else ()
    person = found.people.setdefault(row.student, Person(row.student))
    person.works.append(
        Work(
            row.exercise,
            row.score,
            row.max_score,
            report["status"],
            report["reason"],
            names,
            report["cpu_s"],
            row.submitted_at,
        )
    )
    for check in report["checks"]:
        if check["max_points"]:
            item = (row.exercise, check["id"])
            found.check_titles.setdefault(item, check["title"] or check["id"].replace("_", " "))
            points = (check["points"], check["max_points"])
            found.checks.setdefault(item, {})[row.student] = points
    for name in names:
        belief = found.beliefs.setdefault((row.exercise, name), Belief())
        belief.people.add(row.student)
        belief.texts[row.key] += 1
        if row.key in belief.sources or len(belief.sources) < MOST_SOURCES:
            belief.sources.setdefault(row.key, row.source)
            belief.authors[row.key].add(row.student)
        belief.alone = belief.alone and len(names) == 1
        if len(names) == 1:
            found.titles[name] = diagnosis["title"]
