"""How each learner stands, and who needs help and why: facts that a conversation can start from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sslgrade.course.report.gather import Class, Person

LOW = 0.5
"""Below this share of the points a learner is listed."""
SEVERAL = 2
"""So many exercises missing, stopped or untouched also list a learner."""


@dataclass(frozen=True)
class Standing:
    """One learner's result over everything that was asked."""

    name: str
    score: float
    max_score: int
    passed: int
    handed_in: int
    reasons: tuple[str, ...]
    misconceptions: tuple[str, ...]

    @property
    def share(self) -> float:
        """The part of the points that was earned; what was not handed in counts as 0."""
        return min(1.0, self.score / self.max_score) if self.max_score else 0.0


def standings(found: Class) -> list[Standing]:
    """Return all learners who handed in code, by name."""
    asked = found.asked()
    people = sorted(found.people.values(), key=lambda p: p.name)
    return [_standing(found, person, asked) for person in people if person.works]


def needing_help(everybody: list[Standing]) -> list[Standing]:
    """Return those with a reason, the lowest score first."""
    return sorted((s for s in everybody if s.reasons), key=lambda s: (s.share, s.name))


def _standing(found: Class, person: Person, asked: dict[str, int]) -> Standing:
    own = {work.exercise: work.max_score for work in person.works}
    score = sum(work.score for work in person.works)
    most = sum({**asked, **own}.values())
    names = [name for work in person.works for name in work.misconceptions]
    return Standing(
        person.name,
        score,
        most,
        sum(work.status == "passed" for work in person.works),
        len(person.works),
        tuple(_reasons(found, person, asked, score / most if most else 0.0)),
        tuple(dict.fromkeys(names)),
    )


def _reasons(found: Class, person: Person, asked: dict[str, int], share: float) -> list[str]:
    """Return all reasons, or none: a single slip of somebody who does well is not one."""
    missing = [e for e in asked if e not in {work.exercise for work in person.works}]
    stopped = [f"{w.exercise} ({w.reason})" for w in person.works if w.status == "error"]
    begun = [w.exercise for w in person.works if w.status == "not_started"]
    twice = list(_twice(found, person))
    if share >= LOW and not twice and len(missing + stopped + begun) < SEVERAL:
        return []
    told = [f"{share:.0%} of the points"] if share < LOW else []
    for what, names in (
        ("not handed in", missing),
        ("could not be graded to the end", stopped),
        ("handed in as it was given", begun),
    ):
        told += [f"{what}: {_some(names)}"] if names else []
    return told + twice


def _twice(found: Class, person: Person) -> Iterator[str]:
    """Yield the misconceptions that show in two places: those are believed."""
    in_code = Counter(name for work in person.works for name in set(work.misconceptions))
    for name, count in in_code.most_common():
        title = found.titles.get(name, name.replace("-", " "))
        if person.quiz_misconceptions[name]:
            yield f"“{title}” in code and in the quiz"
        elif count > 1:
            yield f"“{title}” in {count} exercises"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 4 else ""
    return ", ".join(names[:3] if more else names) + more
