"""A class: many submissions through warm processes, a thread per core; what leaks is an error."""

from __future__ import annotations

import argparse
import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

# Before NumPy is imported: as in every command of sslgrade.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from resources import Held, Peak
from verdict import Target, surroundings, tell
from workload import Case, finished, mixture

from sslgrade.grading.grade import grade_with, limits_for
from sslgrade.worker.messages import Submission
from sslgrade.worker.zygote import ZygotePool

GROWTH_MB = 20.0
"""Memory that the grader may gain after a quarter of the run: modules and caches come first."""


def grade_one(pool: ZygotePool, case: Case, seed: int) -> tuple[str, float]:
    """Grade one submission; return what is wrong with the verdict, or nothing, and its CPU."""
    backend: Any = case.backend
    exercise = case.exercise
    limits = case.limits or limits_for(exercise.manifest, backend)
    forbidden = exercise.manifest.forbidden
    submission = Submission(case.source, backend, forbidden=forbidden)
    worker = pool.launch(submission, limits=limits)
    report = grade_with(worker, exercise, backend, seed)
    if report.status == case.status:
        return "", report.cpu_s
    said = f"{case.name}: found {report.status} ({report.message}), expected {case.status}"
    return said, report.cpu_s


class Run:
    """One run, and what was held at a quarter and at the end of it."""

    def __init__(self, cases: list[Case]) -> None:
        self._cases = cases
        self._lock = threading.Lock()
        self._done = 0
        self._mark = max(1, len(cases) // 4)
        self.cpu_s = 0.0
        self.early: Held | None = None
        self.wrong: Counter[str] = Counter()

    def step(self, pool: ZygotePool, number: int) -> None:
        """Grade one submission of the list."""
        said, cpu_s = grade_one(pool, self._cases[number], number)
        with self._lock:
            self._done += 1
            self.cpu_s += cpu_s
            if said:
                self.wrong[said] += 1
            if self._done == self._mark:
                self.early = Held.by(os.getpid())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--exercises", type=int, default=9, help="how many of the ladder")
    parser.add_argument("--backend", choices=["numpy", "jax"], default="numpy")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--isolation", default="auto")
    asked = parser.parse_args()
    chosen = finished(asked.backend)[: asked.exercises]
    cases = mixture(chosen, asked.backend, asked.count)
    print(surroundings("numpy"))
    print(f"{len(cases)} submissions of {len(chosen)} exercises, {asked.threads} threads")
    run = Run(cases)
    first = Held.by(os.getpid())
    cpu, begun = time.process_time(), time.perf_counter()
    with Peak() as peak:
        with ZygotePool(asked.isolation) as pool, ThreadPoolExecutor(asked.threads) as threads:
            for future in [threads.submit(run.step, pool, i) for i in range(len(cases))]:
                future.result()
            late = Held.by(os.getpid())
        wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    last = Held.by(os.getpid())
    assert run.early is not None
    each = [1e3 * seconds / len(cases) for seconds in (cpu, run.cpu_s)]
    print(f"{len(cases) / wall:.1f} submissions/s")
    print(f"CPU each: {each[0]:.1f} ms in the grader, {each[1]:.1f} ms in the worker")
    print(f"at most {peak.processes} processes below, {peak.memory_mb:.0f} MB in all of them")
    for when, held in (
        ("before", first),
        ("after a quarter", run.early),
        ("at the end", late),
        ("afterwards", last),
    ):
        print(f"{when:<16} {held}")
    for said, times in run.wrong.most_common(10):
        print(f"  {times} × {said}")
    return tell(
        [
            Target("wrong verdicts", sum(run.wrong.values()), 0),
            Target("processes left", last.processes, 0),
            Target("descriptors left", last.descriptors - first.descriptors, 0),
            Target("memory gained, MB", late.memory_mb - run.early.memory_mb, GROWTH_MB),
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main())
