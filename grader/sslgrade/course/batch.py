"""Grades a class: what is known is not graded again, what is new is kept the moment it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from sslgrade.course.bundle import bundle_of
from sslgrade.course.engines.tasks import Engine, Task
from sslgrade.course.graded import Result, Submitted
from sslgrade.course.packing import key_of
from sslgrade.course.refused import refused
from sslgrade.course.runs import Run
from sslgrade.course.store import Store
from sslgrade.course.submissions import Handed


@dataclass(frozen=True)
class Shard:
    """Part ``index`` of ``count`` equal parts of all keys; ``index`` counts from 1."""

    index: int = 1
    count: int = 1

    def holds(self, key: str) -> bool:
        """Whether a key belongs to this part."""
        return int(key[:15], 16) % self.count == self.index - 1


@dataclass(frozen=True)
class Entry:
    """One submission, its key now, and its identity whatever the exercise's files say."""

    handed: Handed
    bundle: str

    @cached_property
    def text(self) -> str:
        """Identity of what was handed in."""
        return self._key("")

    @cached_property
    def key(self) -> str:
        """Identity of the result that it asks for."""
        return self._key(self.bundle)

    def _key(self, bundle: str) -> str:
        one = self.handed
        modules = {**one.modules, "\0fault": one.fault.encode()} if one.fault else one.modules
        return key_of(bundle, one.exercise.id, one.backend, one.source, modules)


@dataclass
class Plan:
    """What a run has to do. ``rows`` are all submissions, with the key of the result of each."""

    rows: dict[str, list[Submitted]] = field(default_factory=dict)
    todo: dict[str, Entry] = field(default_factory=dict)
    kept: int = 0
    duplicates: int = 0
    outdated: Counter[str] = field(default_factory=Counter)

    @property
    def submissions(self) -> int:
        """How many submissions there are."""
        return sum(map(len, self.rows.values()))


class Progress(Protocol):
    """Is told how far a run is."""

    def __call__(self, done: int, total: int) -> None:
        """``done`` of ``total`` texts are graded."""


@dataclass
class Summary:
    """What a run did."""

    graded: int = 0
    faults: list[str] = field(default_factory=list)


def plan(
    store: Store, handed: Sequence[Handed], *, regrade: bool = False, shard: Shard | None = None
) -> Plan:
    """Find out what is new: same text, same exercise and same track are graded once.

    A text that was graded before its exercise changed keeps its result, and is counted, unless
    ``regrade``.
    """
    made = Plan()
    bundles: dict[str, str] = {}
    for one in handed:
        if one.exercise.id not in bundles:
            bundles[one.exercise.id] = bundle_of(one.exercise)
        entry = Entry(one, bundles[one.exercise.id])
        if shard is not None and not shard.holds(entry.text):
            continue
        key = entry.key
        if key in made.todo:
            made.duplicates += 1
        elif store.known([key]):
            made.kept += 1
        else:
            before = None if regrade else store.outdated(entry.text)
            if before is None:
                made.todo[key] = entry
            else:
                key = before
                made.kept += 1
                made.outdated[one.exercise.id] += 1
        made.rows.setdefault(one.assignment, []).append(
            Submitted(one.student, one.exercise.id, key, one.shown_path, one.submitted_at)
        )
    return made


def carry_out(
    store: Store, made: Plan, run: Run, engine: Engine, tell: Progress | None = None
) -> Summary:
    """Grade everything that is to do; each result is committed as it comes."""
    for assignment, rows in made.rows.items():
        store.submit(assignment, rows)
    total = len(made.todo)
    summary = Summary()
    tasks = []
    for entry in made.todo.values():
        if entry.handed.fault:
            store.add(_result(entry, _refusal(entry)), run.id)
            summary.graded += 1
        else:
            tasks.append(_task(entry, run))
    if tell is not None:
        tell(summary.graded, total)
    for done in engine.run(tasks):
        entry = made.todo[done.key]
        if done.report is None:
            summary.faults.append(
                f"{entry.handed.student}, {entry.handed.exercise.id}: {done.fault}"
            )
        else:
            store.add(_result(entry, done.report), run.id)
            summary.graded += 1
        if tell is not None:
            tell(summary.graded + len(summary.faults), total)
    return summary


def _task(entry: Entry, run: Run) -> Task:
    one = entry.handed
    return Task(
        entry.key,
        one.exercise.id,
        one.backend,
        one.source,
        entry.bundle,
        run.seed(one.exercise.id, one.backend),
        f"{one.exercise.id}.py",
        dict(one.modules),
    )


def _refusal(entry: Entry) -> dict[str, object]:
    one = entry.handed
    return refused(one.exercise, one.backend, "policy", one.fault).to_json()


def _result(entry: Entry, report: dict[str, object]) -> Result:
    return Result(entry.key, entry.text, entry.bundle, report, entry.handed.source)
