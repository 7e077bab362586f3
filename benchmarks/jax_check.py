"""JAX checks: functions compiled, and warm CPU against a cold `import jax` with one jit."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

# Before NumPy is imported: as in every command of sslgrade.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import rivals
from compilations import Count, count
from measure import cpu_seconds
from verdict import Target, surroundings, tell
from workload import finished

from sslgrade.content.catalogue import Exercise
from sslgrade.grading.grade import grade_with, limits_for
from sslgrade.worker.messages import Submission
from sslgrade.worker.zygote import Zygote

MOST_COMPILED = 8
MOST_CPU = 2.0


def warm(zygote: Zygote, exercise: Exercise) -> float:
    """Grade the reference once; return the CPU seconds of grader and worker together."""
    source = exercise.reference_source("jax").encode()
    submission = Submission(source, "jax", forbidden=exercise.manifest.forbidden)
    begun = time.process_time()
    worker = zygote.launch(submission, limits=limits_for(exercise.manifest, "jax"))
    report = grade_with(worker, exercise, "jax", None)
    if report.status != "passed":
        raise RuntimeError(f"{exercise.id}: {report.status}: {report.message}")
    return time.process_time() - begun + report.cpu_s


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="default: all that have a JAX track")
    parser.add_argument("--why", action="store_true", help="list what is compiled")
    parser.add_argument("--count-only", action="store_true", help="start no JAX")
    asked = parser.parse_args()
    # Capstones compile a training step of their own: they have a budget of their own.
    chosen = [e for e in finished("jax") if not getattr(e.manifest, "capstone", False)]
    chosen = [e for e in chosen if not asked.exercises or e.id in asked.exercises]
    print(surroundings("jax", "numpy"))
    counts: dict[str, Count] = {e.id: count(e) for e in chosen}
    costs: dict[str, float] = {}
    cold = [1.0]
    if not asked.count_only:
        with tempfile.TemporaryDirectory() as folder, Zygote.start("jax", "L2") as zygote:
            here = Path(folder)
            rival = rivals.prepare(here)[rivals.JAX]
            cold = [cpu_seconds(rival, here) for _ in range(2)][1:]
            for number, exercise in enumerate(chosen):
                costs[exercise.id] = warm(zygote, exercise)
                if number % 8 == 7:
                    cold.append(cpu_seconds(rival, here))
        print(f"{rivals.JAX}: {statistics.median(cold):.2f} s CPU, cold, median of {len(cold)}")
    rival_s = statistics.median(cold)
    print(f"{'exercise':<24}{'requests':>9}{'compiled':>9}{'eager':>6}{'CPU s':>8}{'÷ cold':>8}")
    for name, found in counts.items():
        cost = costs.get(name)
        told = "" if cost is None else f"{cost:8.2f}{cost / rival_s:8.2f}"
        row = f"{name:<24}{found.requests:9d}{len(found.compiled):9d}{found.eager:6d}{told}"
        print(f"{row}\n{found}" if asked.why else row)
    compiled = {name: len(found.compiled) for name, found in counts.items()}
    within = sum(n <= MOST_COMPILED for n in compiled.values())
    print(f"{within} of {len(counts)} compile at most {MOST_COMPILED}")
    targets = [Target("most functions compiled", max(compiled.values()), MOST_COMPILED)]
    if costs:
        cheap = sum(cost <= MOST_CPU * rival_s for cost in costs.values())
        print(f"{cheap} of {len(costs)} cost at most {MOST_CPU:g} × a cold jit")
        targets.append(Target("dearest warm check ÷ cold", max(costs.values()) / rival_s, MOST_CPU))
    return tell(targets)


if __name__ == "__main__":
    raise SystemExit(main())
