"""Which hint comes next: first the one for what was diagnosed, then the exercise's three."""

from __future__ import annotations

from collections.abc import Sequence

from sslgrade.content.catalogue import Exercise
from sslgrade.records import dataclass
from sslgrade.study.progress import Record

LEVELS = ("concept", "direction", "code")


@dataclass(frozen=True)
class Hint:
    """One hint; ``key`` is what progress remembers."""

    key: str
    heading: str
    text: str
    is_code: bool = False


def ladder(exercise: Exercise, backend: str, record: Record | None) -> list[Hint]:
    """Return all hints of an exercise, in the order they are given."""
    hints = exercise.manifest.hints
    steps = [
        Hint("concept", "Hint 1 of 3: the concept", hints.concept),
        Hint("direction", "Hint 2 of 3: the direction", hints.direction),
        Hint("code", f"Hint 3 of 3: near-code ({backend})", hints.code.get(backend, ""), True),
    ]
    steps = [hint for hint in steps if hint.text]
    if record is not None and record.diagnosis:
        steps.insert(
            0,
            Hint(
                "diagnosis:" + "+".join(record.diagnosis),
                f"Your last check computed “{record.diagnosis_title}”",
                record.diagnosis_hint,
            ),
        )
    return steps


def following(steps: Sequence[Hint], given: Sequence[str]) -> Hint | None:
    """Return the first hint that was not given yet."""
    return next((hint for hint in steps if hint.key not in given), None)
