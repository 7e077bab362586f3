"""How each learner stands, and who needs help and why: facts that a conversation can start from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sslgrade.course.report.gather import Class, Person

LOW = 0.5
"""Below this share of the points a learner is listed."""


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
    names = [name for work in person.works for name in work.misconceptions]
    return Standing(
        person.name,
        score,
        sum({**asked, **own}.values()),
        sum(work.status == "passed" for work in person.works),
        len(person.works),
        tuple(_reasons(found, person, asked, score / max(1, sum({**asked, **own}.values())))),
        tuple(dict.fromkeys(names)),
    )


def _reasons(found: Class, person: Person, asked: dict[str, int], share: float) -> list[str]:
    told = []
    if share < LOW:
        told.append(f"{share:.0%} of the points")
    missing = [e for e in asked if e not in {work.exercise for work in person.works}]
    if missing:
        told.append(f"not handed in: {_some(missing)}")
    stopped = [f"{w.exercise} ({w.reason})" for w in person.works if w.status == "error"]
    if stopped:
        told.append(f"could not be graded to the end: {_some(stopped)}")
    begun = [w.exercise for w in person.works if w.status == "not_started"]
    if begun:
        told.append(f"handed in as it was given: {_some(begun)}")
    in_code = Counter(name for work in person.works for name in set(work.misconceptions))
    for name, count in in_code.most_common():
        title = found.titles.get(name, name.replace("-", " "))
        quiz = person.quiz_misconceptions[name]
        if quiz:
            told.append(f"“{title}” in code and in the quiz")
        elif count > 1:
            told.append(f"“{title}” in {count} exercises")
    return told


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 4 else ""
    return ", ".join(names[:3] if more else names) + more
