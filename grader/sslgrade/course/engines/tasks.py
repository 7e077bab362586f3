"""What an engine is given and what it gives back: plain data that travels between machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sslgrade.study.errors import StudyError


@dataclass(frozen=True)
class Task:
    """One text to grade; the exercise's files must hash to ``bundle`` where it is graded."""

    key: str
    exercise: str
    backend: str
    source: bytes
    bundle: str
    seed: int
    filename: str = "submission.py"
    modules: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What became of a task: a hidden report, or why the grader could not grade it."""

    key: str
    report: dict[str, Any] | None = None
    fault: str = ""


@dataclass(frozen=True)
class Setup:
    """How every process that grades is set up. ``root`` None: the content of its installation."""

    isolation: str = "auto"
    weak: bool = False
    root: str | None = None


class EngineError(StudyError):
    """No task can be graded like this. The message says why, and what to do."""


class Engine(Protocol):
    """Grades tasks in any order; what it has returned will not be asked again."""

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield what became of each task, as soon as it is known."""

    def close(self) -> None:
        """End every process that was started."""


def batches(tasks: Sequence[Task], size: int) -> list[list[Task]]:
    """Cut tasks into batches of one exercise each: its expected values are made once a batch."""
    groups: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        groups.setdefault((task.exercise, task.backend), []).append(task)
    return [g[i : i + size] for g in groups.values() for i in range(0, len(g), size)]
