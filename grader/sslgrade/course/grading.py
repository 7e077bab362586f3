"""One call of ``course grade``: find, read, plan, grade, and tell what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.course import runs
from sslgrade.course.alone import alone
from sslgrade.course.batch import Plan, Progress, Shard, Summary, carry_out, plan
from sslgrade.course.engines.tasks import Engine
from sslgrade.course.folders import locate, look, name_of
from sslgrade.course.store import Store
from sslgrade.course.submissions import Class, Reader
from sslgrade.study.errors import StudyError, shown

SCHEMA = "sslgrade/course-grade/v1"
_MOST_NOTES = 20


@dataclass(frozen=True)
class Asked:
    """What ``course grade`` was asked to do."""

    where: str
    assignment: str | None = None
    only: Exercise | None = None
    backend: str | None = None
    shard: Shard | None = None
    seed_file: Path | None = None
    regrade: bool = False
    gradebook: str | None = None


@dataclass
class Outcome:
    """What came of it; ``faults`` are submissions that could not be graded."""

    assignment: str
    store: str
    students: int
    submissions: int
    duplicates: int
    kept: int
    graded: int
    seconds: float
    outdated: dict[str, int]
    results: dict[str, dict[str, int]]
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the contract's plain dict."""
        return {"schema": SCHEMA, **asdict(self)}

    def text(self) -> str:
        """Write it for a reader."""
        lines = [
            f"{self.assignment}: {_count(self.submissions, 'submission')} of "
            f"{_count(self.students, 'learner')}",
            f"  {self.graded:,} graded now in {self.seconds:.1f} s, {self.kept:,} graded before, "
            f"{self.duplicates:,} the same as another",
        ]
        wide = max(map(len, self.results), default=0)
        for exercise, counts in sorted(self.results.items()):
            told = ", ".join(f"{n:,} {word}" for word, n in counts.items())
            lines.append(f"  {exercise:<{wide}}  {told}")
        if self.outdated:
            which = ", ".join(f"{n:,} of {name}" for name, n in sorted(self.outdated.items()))
            lines += [
                "",
                f"Graded before the exercise or sslgrade changed: {which}. They keep their "
                "results; --regrade grades them anew.",
            ]
        lines += _listed("Note", self.notes) + _listed("Could not be graded", self.faults)
        if self.faults:
            lines += ["", "Run the same command again: it tries only these."]
        else:
            lines += ["", f"Next: sslgrade course report --store {self.store}"]
        return "\n".join(lines)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _listed(head: str, items: list[str]) -> list[str]:
    if not items:
        return []
    more = len(items) - _MOST_NOTES
    rest = [f"  … and {more:,} more; --json lists all"] if more > 0 else []
    return ["", f"{head}:", *(f"  {item}" for item in items[:_MOST_NOTES]), *rest]


def grade_class(
    asked: Asked,
    path: Path,
    start: Callable[[], Engine],
    say: Callable[[str], None],
    progress: Progress | None = None,
) -> Outcome:
    """Grade what is new of a class into the store at ``path``.

    Raises
    ------
    ContentError
        This installation has no solutions.
    StudyError
        Nothing to grade, the store cannot be used, or the engine cannot grade at all.
    """
    if not catalogue().has_solutions:
        # Public laws are no full marks: a class would be graded by a part of the checks.
        raise ContentError("this installation has no solutions; grade with one that has them.")
    root, only = locate(asked.where, Path.cwd())
    assignment = asked.assignment or only or name_of(root.resolve().name)
    found, folder = _read(asked, root, only, assignment)
    if not found.handed and not found.replies:
        raise StudyError(
            f"{shown(root)} holds no submission: found no STUDENT/EXERCISE.py, "
            "EXERCISE/STUDENT.py and no notebook. `sslgrade list` shows the exercises' names."
        )
    with alone(path), Store.open(path, create=True) as store:
        secret = runs.read_secret(asked.seed_file) if asked.seed_file else None
        if found.replies:
            from sslgrade.course.replies import marked

            store.answer(marked(found.replies, found.notes.append))
        made = plan(store, found.handed, regrade=asked.regrade, shard=asked.shard)
        begun = time.monotonic()
        done = _grade(store, made, assignment, secret, start, say, progress)
        seconds = time.monotonic() - begun
        if asked.gradebook is not None:
            for name in made.rows:
                found.notes += _to_gradebook(store, asked.gradebook, name)
        return Outcome(
            assignment=assignment,
            store=shown(path),
            students=len(folder),
            submissions=made.submissions,
            duplicates=made.duplicates,
            kept=made.kept,
            graded=done.graded,
            seconds=round(seconds, 3),
            outdated=dict(made.outdated),
            results=_results(store, list(made.rows)),
            notes=found.notes,
            faults=done.faults,
        )


def _grade(
    store: Store,
    made: Plan,
    assignment: str,
    secret: str | None,
    start: Callable[[], Engine],
    say: Callable[[str], None],
    progress: Progress | None,
) -> Summary:
    if not made.todo:
        for name, rows in made.rows.items():
            store.submit(name, rows)
        return Summary()
    run = runs.begin(store, assignment, secret)
    engine = start()
    try:
        done = carry_out(store, made, run, engine, progress)
    except KeyboardInterrupt:
        say("what was graded is kept: the same command goes on from there.")
        raise
    finally:
        engine.close()
    if not done.faults:
        runs.finish(store, run)
    return done


def _to_gradebook(store: Store, url: str, assignment: str) -> list[str]:
    from sslgrade.course.gradebook import write

    written = write(store, url, assignment)
    lacking = (f"{one}: the gradebook has no cell for it." for one in written.missing)
    return [f"{written.scores:,} scores are in the gradebook's {assignment}.", *lacking]


def _read(asked: Asked, root: Path, only: str | None, assignment: str) -> tuple[Class, set[str]]:
    ladder = catalogue()
    folder = look(root, ladder.ids, assignment, only)
    reader = Reader(ladder, asked.backend, asked.only.id if asked.only else None)
    return reader.read(folder), folder.students


def _results(store: Store, assignments: list[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for assignment in assignments:
        for exercise, status, number in store.standing(assignment):
            counts.setdefault(exercise, Counter())[status] += number
    return {name: dict(sorted(found.items())) for name, found in counts.items()}
