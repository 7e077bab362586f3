"""A simulated class on disk: right and wrong code of several exercises, some texts equal."""

from __future__ import annotations

import random
from pathlib import Path

from workload import Case, finished, golden, ordinary


def cases(backend: str, exercises: int, only: str | None = None) -> list[Case]:
    """Return honest submissions, right and wrong, of the first exercises of the ladder."""
    chosen = [e for e in finished(backend) if not e.manifest.capstone and only in (None, e.id)]
    chosen = chosen[:exercises]
    found = [case for exercise in chosen for case in ordinary(exercise, backend)]
    wrong = ("wrong_", "broken_", "empty")
    found += [c for c in golden(chosen, backend) if c.name.split("/")[1].startswith(wrong)]
    return found


def write(root: Path, chosen: list[Case], count: int, copied: float, seed: int = 0) -> int:
    """Write ``count`` submissions as EXERCISE/STUDENT.py; return how many texts differ.

    A share of ``copied`` has the text of an earlier submission of the same exercise.
    """
    rng = random.Random(seed)
    texts: dict[str, list[bytes]] = {}
    distinct: set[tuple[str, bytes]] = set()
    for number in range(count):
        case = chosen[number % len(chosen)]
        known = texts.setdefault(case.exercise.id, [])
        if known and rng.random() < copied:
            text = rng.choice(known)
        else:
            text = case.source + f"\n# {number}\n".encode()
            known.append(text)
        distinct.add((case.exercise.id, text))
        folder = root / case.exercise.id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"s{number:05}.py").write_bytes(text)
    return len(distinct)
