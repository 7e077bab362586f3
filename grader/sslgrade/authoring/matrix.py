"""docs/strength.md: how strong every exercise's checks are, measured, and resumable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from sslgrade.authoring.proof import Tally
from sslgrade.content.catalogue import Exercise
from sslgrade.grading.context import Context
from sslgrade.grading.diagnosis import evidence_right
from sslgrade.grading.suspects import Raises, same, singles

HEADER = """# How strong the checks are

Written by `sslgrade author check --all --matrix`; do not edit. Every misconception is run as a
submission on fresh seeds: *caught* means it loses points, *named* that the diagnosis says exactly
it. *Rejected* counts runs of correct solutions (the reference, the completed third hint, and other
styles) that lost a point. *Probes needed* is a smallest set of value probes, found greedily, that
separates every misconception visible on ordinary inputs from the reference and from each other.

"""


def fingerprint(exercise: Exercise, backend: str) -> str:
    """Hash of all that a row of the matrix depends on, beside seeds: content, grader and track."""
    digest = hashlib.sha256(f"{exercise.content_hash()}/{backend}".encode())
    if exercise.private is not None:
        for path in sorted((exercise.private / "styles").glob("*.py")):
            digest.update(path.read_bytes())
    package = Path(__file__).resolve().parent.parent
    for path in sorted((package / "grading").glob("*.py")):
        if path.name in ("quiz.py", "replay.py"):
            continue  # they decide about no submission
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class State:
    """Finished rows, one JSON line each, so that a stopped run goes on where it was.

    Of several rows for the same content and grader, the one with most seeds stands.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: dict[str, Tally] = {}
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    row = json.loads(line)
                    self._keep(row["key"], Tally(**row["tally"]))
                except (ValueError, KeyError, TypeError):
                    continue  # a line cut off by a kill: that row is run again

    def _keep(self, key: str, tally: Tally) -> None:
        if key not in self.rows or tally.seeds >= self.rows[key].seeds:
            self.rows[key] = tally

    def known(self, exercise: Exercise, backend: str, seeds: int) -> bool:
        """Whether a row with at least so many seeds is there."""
        row = self.rows.get(fingerprint(exercise, backend))
        return row is not None and row.seeds >= seeds

    def standing(self, exercises: Iterable[Exercise]) -> list[Tally]:
        """Return the rows that hold for what these exercises and the grader are now."""
        keys = [fingerprint(e, backend) for e in exercises for backend in e.manifest.backends]
        return [self.rows[key] for key in keys if key in self.rows]

    def add(self, exercise: Exercise, tally: Tally) -> None:
        """Keep one finished row."""
        key = fingerprint(exercise, tally.backend)
        self._keep(key, tally)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "tally": asdict(tally)}) + "\n")


def probes_needed(exercise: Exercise, backend: str) -> list[str]:
    """Return a small set of value probes that separates all misconceptions, greedily."""
    if exercise.manifest.capstone:
        return []
    context = Context(exercise, backend, 0)
    suspects = singles(context)
    probes = context.value_probes()
    magnitude = context.manifest.magnitude
    eps = 1.2e-7
    apart: dict[str, set[tuple[int, int]]] = {p.id: set() for p in probes}
    for p in probes:
        for i, a in enumerate(suspects):
            mine = a.answer(context, p)
            if isinstance(mine, Raises) or not evidence_right(context, p, mine.outputs):
                apart[p.id].add((i, -1))
            for j in range(i):
                if suspects[j].ids == a.ids:
                    continue
                other = suspects[j].answer(context, p)
                got = other if isinstance(other, Raises) else other.outputs
                if not same(mine, got, magnitude, eps):
                    apart[p.id].add((i, j))
    wanted = set().union(*apart.values()) if apart else set()
    chosen: list[str] = []
    while wanted:
        best = max(apart, key=lambda name: len(apart[name] & wanted))
        chosen.append(best)
        wanted -= apart[best]
    return chosen


def _row(tally: Tally, needed: str) -> str:
    named = f"{tally.named} / {tally.runs}"
    caught = f"{tally.caught} / {tally.runs}"
    return (
        f"| `{tally.exercise}` | {tally.backend} | {tally.seeds} | {tally.misconceptions} "
        f"| {caught} | {named} | {tally.misnamed} | {tally.styles} "
        f"| {tally.rejections} / {tally.style_runs} "
        f"| {tally.pairs_named} / {tally.pairs} | {tally.pairs_misnamed} | {needed} |"
    )


def write(path: Path, exercises: Sequence[Exercise], tallies: Iterable[Tally]) -> None:
    """Write the matrix as Markdown."""
    order = {e.id: i for i, e in enumerate(exercises)}
    rows = sorted(tallies, key=lambda t: (order[t.exercise], t.backend != "numpy"))
    runs, named = sum(t.runs for t in rows), sum(t.named for t in rows)
    text = HEADER
    text += (
        f"**{len({t.exercise for t in rows})} exercises, "
        f"{sum(t.misconceptions for t in rows if t.backend == rows[0].backend)} misconceptions "
        f"({rows[0].backend} track).** "
        f"Caught {sum(t.caught for t in rows)} of {runs} runs, named {named} "
        f"({100 * named / max(runs, 1):.1f} %), named wrongly {sum(t.misnamed for t in rows)}; "
        f"correct solutions rejected {sum(t.rejections for t in rows)} of "
        f"{sum(t.style_runs for t in rows)} runs; of {sum(t.pairs for t in rows)} pairs of "
        f"misconceptions {sum(t.pairs_named for t in rows)} named and "
        f"{sum(t.pairs_misnamed for t in rows)} mistaken for something else.\n\n"
    )
    head = (
        "exercise", "track", "seeds", "misconceptions", "caught", "named", "misnamed",
        "styles", "rejected", "pairs named", "pairs misnamed", "probes needed",
    )  # fmt: skip
    text += "| " + " | ".join(head) + " |\n|" + " --- |" * len(head) + "\n"
    for tally in rows:
        exercise = next(e for e in exercises if e.id == tally.exercise)
        text += _row(tally, ", ".join(probes_needed(exercise, tally.backend))) + "\n"
    for title, pick in (("Aliases", "aliases"), ("Not always named", "unnamed")):
        lines = [
            f"- `{t.exercise}` ({t.backend}): `{name}`: {why}"
            for t in rows
            for name, why in getattr(t, pick).items()
        ]
        if lines:
            text += f"\n## {title}\n\n" + "\n".join(lines) + "\n"
    path.write_text(text, encoding="utf-8")
