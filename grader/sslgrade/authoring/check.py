"""Prove exercises: static faults first, then every proof, one process per exercise and track."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from sslgrade.authoring import statics
from sslgrade.authoring.proof import Tally, prove
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.worker.child import die_with

Told = Callable[[Tally], None]
Job = tuple[Path, str, str, int, bool]


def _static(exercise: Exercise) -> list[str]:
    try:
        return statics.faults(exercise)
    except ContentError as error:
        return [str(error)]


def _run(job: Job) -> Tally:
    root, name, backend, seeds, hostile = job
    exercise = catalogue(root).get(name)
    try:
        return prove(exercise, backend, seeds=seeds, hostile=hostile)
    except Exception as error:
        tally = Tally(name, backend, seeds)
        tally.fault(f"the proofs stopped: {type(error).__name__}: {error}")
        if os.environ.get("SSLGRADE_DEBUG"):
            raise
        return tally
    finally:
        forget_compiled()


def forget_compiled() -> None:
    """Drop what JAX compiled for one exercise: a pool process proves many."""
    jax = sys.modules.get("jax")
    if jax is not None:
        jax.clear_caches()


def check(
    exercises: Sequence[Exercise],
    *,
    numpy_seeds: int = 5,
    jax_seeds: int = 1,
    jobs: int = 0,
    hostile: bool = True,
    tell: Told = lambda tally: None,
    known: Callable[[Exercise, str, int], bool] = lambda exercise, backend, seeds: False,
) -> tuple[list[str], list[Tally]]:
    """Return the static faults and one tally per exercise and track that is not ``known`` yet.

    ``tell`` is called with each tally as it comes. Exercises with static faults are not run.
    """
    faults: list[str] = []
    work: list[Job] = []
    for exercise in exercises:
        found = _static(exercise)
        faults += found
        if not found:
            root = exercise.folder.parent.parent
            for backend in exercise.manifest.backends:
                seeds = jax_seeds if backend == "jax" else numpy_seeds
                if not known(exercise, backend, seeds):
                    work.append((root, exercise.id, backend, seeds, hostile))
    return faults, _run_all(work, jobs or os.cpu_count() or 1, tell)


def _run_all(work: list[Job], jobs: int, tell: Told) -> list[Tally]:
    tallies: list[Tally] = []
    # The slow JAX proofs first, so that the last process does not run alone for long.
    work = sorted(work, key=lambda job: job[2] != "jax")
    if jobs == 1 or len(work) < 2:
        for job in work:
            tallies.append(_run(job))
            tell(tallies[-1])
        return tallies
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # No max_tasks_per_child: with it, the pool of Python 3.11 can wait for ever (gh-115634).
    # Workers that outlive a killed run would prove on, unseen, for as long as its jobs last.
    with ProcessPoolExecutor(
        jobs, get_context("spawn"), initializer=die_with, initargs=(os.getpid(),)
    ) as pool:
        for future in as_completed([pool.submit(_run, job) for job in work]):
            tallies.append(future.result())
            tell(tallies[-1])
    return tallies
