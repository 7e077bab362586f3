"""What is graded in the benchmarks: exercises that are finished, and submissions of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.worker.messages import Limits

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"
PATIENCE_S = 5.0
"""Wall time of a submission that only sleeps: enough for a verdict, and the run goes on."""


@dataclass(frozen=True)
class Case:
    """One submission, and the status that its report must have."""

    name: str
    exercise: Exercise
    backend: str
    source: bytes
    status: str
    limits: Limits | None = None


def finished(backend: str) -> list[Exercise]:
    """Return the exercises that can be graded in a track, in the ladder's order."""
    found = []
    for name in catalogue().ids:
        exercise = catalogue().get(name)
        try:
            ready = backend in exercise.manifest.backends and exercise.private is not None
            if ready and exercise.reference_source(backend) and exercise.reference():
                found.append(exercise)
        except ContentError:
            continue
    return sorted(found, key=lambda exercise: (exercise.manifest.order, exercise.id))


def ordinary(exercise: Exercise, backend: str) -> Iterator[Case]:
    """Yield the reference, the other correct styles, and the untouched stub."""
    assert exercise.private is not None
    yield Case(
        f"{exercise.id}/reference",
        exercise,
        backend,
        exercise.reference_source(backend).encode(),
        "passed",
    )
    for path in sorted((exercise.private / "styles").glob(f"{backend}_*.py")):
        name = f"{exercise.id}/{path.stem}"
        yield Case(name, exercise, backend, path.read_bytes(), "passed")
    stub = exercise.stub(backend).encode()
    yield Case(f"{exercise.id}/stub", exercise, backend, stub, "not_started")


def golden(exercises: list[Exercise], backend: str, folder: Path = GOLDEN) -> Iterator[Case]:
    """Yield the golden submissions of some exercises: wrong, broken and hostile ones among them."""
    known = {exercise.id: exercise for exercise in exercises}
    for path in sorted(folder.glob("*/expected.json")):
        wanted = json.loads(path.read_text(encoding="utf-8"))
        exercise = known.get(wanted["exercise"])
        if exercise is None or wanted["backend"] != backend:
            continue
        limits = None
        if "limits" in wanted:
            given = wanted["limits"]
            wall = min(given.get("wall_s", PATIENCE_S), PATIENCE_S)
            limits = Limits(**{**given, "wall_s": wall})
        source = path.with_name("submission.py").read_bytes()
        status = wanted["report"]["status"]
        yield Case(f"golden/{path.parent.name}", exercise, backend, source, status, limits)


def mixture(exercises: list[Exercise], backend: str, count: int) -> list[Case]:
    """Return ``count`` submissions: golden ones once each, spread evenly, the others in turn."""
    rare = list(golden(exercises, backend))[: count // 4]
    usual = [case for exercise in exercises for case in ordinary(exercise, backend)]
    places = {round((i + 0.5) * count / len(rare)): case for i, case in enumerate(rare)}
    chosen, turn = [], 0
    for i in range(count):
        if i in places:
            chosen.append(places[i])
        else:
            chosen.append(usual[turn % len(usual)])
            turn += 1
    return chosen
