"""Item analysis as test theory has it: difficulty, and the correlation with the rest of the test.

Difficulty is the mean share of an item's points; discrimination is the point-biserial correlation
between an item and the learner's rest score, the share of all other points: with the item itself
left out, which would correlate with itself. For an item with partial credit it is the item–rest
correlation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sslgrade.course.report.gather import Class

FEWEST = 20
"""Below this many learners a correlation says little: none is judged then."""
HARD, EASY, FLAT = 0.2, 0.95, 0.1


@dataclass(frozen=True)
class ItemAnalysis:
    """One check or quiz item."""

    group: str  # exercise or quiz family
    title: str
    n: int
    difficulty: float  # mean share of the points, 0 to 1: high is easy
    discrimination: float | None  # None where either side does not vary
    remark: str


def correlation(item: Sequence[float], rest: Sequence[float]) -> float | None:
    """Return Pearson's r; None where one of the two is constant or there are under 3 pairs."""
    x, y = np.asarray(item, dtype=float), np.asarray(rest, dtype=float)
    if x.size < 3 or np.ptp(x) < 1e-12 or np.ptp(y) < 1e-12:
        return None
    return float(np.clip(np.corrcoef(x, y)[0, 1], -1.0, 1.0))


def analyse(
    group: str,
    title: str,
    own: Iterable[tuple[float, float]],
    totals: Iterable[tuple[float, float]],
) -> ItemAnalysis:
    """Analyse one item from each learner's (points, maximum), for the item and for everything."""
    item, rest_item, rest = [], [], []
    for (points, most), (score, maximum) in zip(own, totals, strict=True):
        item.append(points / most)
        if maximum > most:
            rest_item.append(points / most)
            rest.append((score - points) / (maximum - most))
    difficulty = math.fsum(item) / len(item)
    r = correlation(rest_item, rest)
    return ItemAnalysis(group, title, len(item), difficulty, r, _remark(len(item), difficulty, r))


def _remark(n: int, difficulty: float, r: float | None) -> str:
    if n < FEWEST:
        return "few learners"
    if difficulty > EASY:
        return "nearly all right"
    if r is not None and r < 0:
        return "better learners fail it: look at it"
    if difficulty < HARD:
        return "hard"
    if r is not None and r < FLAT:
        return "hardly tells learners apart"
    return ""


def of_checks(found: Class) -> list[ItemAnalysis]:
    """Analyse every check that carries points."""
    totals: dict[str, list[float]] = {}
    for people in found.checks.values():
        for name, (points, most) in people.items():
            total = totals.setdefault(name, [0.0, 0.0])
            total[0] += points
            total[1] += most
    return [
        analyse(
            exercise,
            found.check_titles[exercise, check],
            people.values(),
            ((totals[name][0], totals[name][1]) for name in people),
        )
        for (exercise, check), people in sorted(found.checks.items(), key=lambda c: c[0][0])
    ]


def of_quiz(found: Class, families: dict[str, str]) -> list[ItemAnalysis]:
    """Analyse every quiz item; ``families`` says where it belongs."""
    answered: dict[str, list[tuple[float, tuple[float, float]]]] = {}
    for person in found.people.values():
        total = (math.fsum(person.quiz.values()), float(len(person.quiz)))
        for item, score in person.quiz.items():
            answered.setdefault(item, []).append((score, total))
    return [
        analyse(families.get(item, ""), item, ((s, 1.0) for s, _ in pairs), (t for _, t in pairs))
        for item, pairs in sorted(answered.items())
    ]
