"""What the store holds, as plain records: results, answers, overrides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STORE_NAME = "class.sqlite"
"""The store that commands use where none is named, in the current folder."""


@dataclass(frozen=True)
class Override:
    """An instructor's own score for one submission. ``score`` None withdraws an earlier one."""

    score: float | None
    reason: str
    who: str
    when: str


@dataclass(frozen=True)
class Graded:
    """One learner's result for one exercise; ``score`` is what counts, override included."""

    assignment: str
    student: str
    exercise: str
    backend: str
    key: str
    report: dict[str, Any]
    score: float
    max_score: int
    override: Override | None
    source: str
    submitted_at: str | None
    graded_at: str


@dataclass(frozen=True)
class Answered:
    """One learner's answer to one quiz item; ``score`` is between 0 and 1."""

    assignment: str
    student: str
    item: str
    answer: str
    score: float
    misconceptions: tuple[str, ...]


@dataclass(frozen=True)
class Submitted:
    """What a learner handed in: the key of its text, where it lay, and when it came."""

    student: str
    exercise: str
    key: str
    path: str
    submitted_at: str | None = None


@dataclass(frozen=True)
class Result:
    """One text that was graded: ``report`` is a report model's ``to_json()``.

    ``text`` identifies what was handed in, whatever the exercise's files say; ``key`` both.
    """

    key: str
    text: str
    bundle: str
    report: Mapping[str, Any]
    source: bytes
