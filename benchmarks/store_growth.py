"""The store at 10^5 and 10^6 submissions: bytes, seconds to write, seconds to ask."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from class_work import cases
from verdict import surroundings

from sslgrade.course import runs
from sslgrade.course.bundle import bundle_of
from sslgrade.course.database import transaction
from sslgrade.course.engines.grader import Grader
from sslgrade.course.engines.tasks import Setup, Task
from sslgrade.course.graded import Result, Submitted
from sslgrade.course.packing import key_of
from sslgrade.course.store import Store

CLASS = 300
"""Submissions of one assignment: what a report of a class reads."""
TOGETHER = 1000


def graded(exercises: int) -> list[tuple[bytes, dict[str, Any]]]:
    """Return real texts with the real hidden reports of them."""
    found = []
    with Grader(Setup()) as grader:
        for case in cases("numpy", exercises):
            bundle = bundle_of(case.exercise)
            task = Task("", case.exercise.id, "numpy", case.source, bundle, 1)
            done = grader.grade(task)
            assert done.report is not None, done.fault
            found.append((case.source, done.report))
    return found


def fill(store: Store, known: list[tuple[bytes, dict[str, Any]]], first: int, last: int) -> float:
    """Add submissions with texts of their own; return the seconds."""
    begun = time.perf_counter()
    run = runs.begin(store, "all").id
    for start in range(first, last, TOGETHER):
        with transaction(store.base):
            for number in range(start, min(start + TOGETHER, last)):
                source, report = known[number % len(known)]
                text = source + f"\n# {number}\n".encode()
                key = key_of("bundle", report["exercise"], "numpy", text)
                cost = {"cpu_s": 0.01 + number % 97 / 1e4}
                store.add(Result(key, key, "bundle", {**report, **cost}, text), run)
                student = f"s{number // len(known):06}"
                row = Submitted(
                    student, f"{report['exercise']}-{number % len(known)}", key, "a/b.py"
                )
                store.submit(f"hw{number // CLASS:05}", [row])
    return time.perf_counter() - begun


def timed(what: Callable[[], Any]) -> float:
    """Return the milliseconds of one call, the better of two."""
    times = []
    for _ in range(2):
        begun = time.perf_counter()
        what()
        times.append(time.perf_counter() - begun)
    return 1e3 * min(times)


def questions(store: Store) -> dict[str, Callable[[], Any]]:
    """Return what reports and runs ask of a store."""
    one = "hw00001"
    keys = [key_of("bundle", "x", "numpy", str(number).encode()) for number in range(1000)]
    means = "SELECT exercise, count(*), avg(1.0 * score / max_score) FROM results GROUP BY 1"
    return {
        "open": lambda: Store.open(store.path, read_only=True).close(),
        f"one class of {CLASS}, reports and texts": lambda: list(store.rows(one)),
        "its standing": lambda: store.standing(one),
        "1,000 keys, known or not": lambda: store.known(keys),
        "mean score of every exercise": lambda: store.base.execute(means).fetchall(),
        "all reports and texts": lambda: sum(1 for _ in store.rows()),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--exercises", type=int, default=9)
    asked = parser.parse_args()
    print(surroundings("numpy"))
    known = graded(asked.exercises)
    print(f"{len(known)} different reports and texts, each text made different by its last line")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.sqlite"
        with Store.open(path, create=True) as store:
            before, seconds = 0, 0.0
            for rows in asked.rows:
                seconds += fill(store, known, before, rows)
                before = rows
                store.base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                size = path.stat().st_size
                print(f"{rows:,} submissions: {size / 2**20:.0f} MiB, {size / rows:.0f} bytes each")
                print(f"  written in {seconds:.0f} s, {1e6 * seconds / rows:.0f} µs each")
                for name, ask in questions(store).items():
                    print(f"  {name:<40} {timed(ask):10.1f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
