"""Our reference solutions against PyTorch: time, extra memory, and how near the machine's limit.

Runs in any Python that has NumPy; compares with PyTorch and JAX where they are installed.
Every loss of every library has a process of its own, and they are called in turn. On a busy
machine take ``--threads 1``: then CPU seconds are compared, which others do not lengthen much.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import losses_work as sizes
from hardware import Limits
from verdict import Target, surroundings, tell

WORKER = Path(__file__).resolve().with_name("losses_work.py")
TORCH = "torch==2.13.0"
MB = 1e6
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Task:
    """One loss: what it needs of the machine, and the targets against PyTorch."""

    name: str
    needs: str
    floor: Callable[[Limits], float]
    most_time: float
    most_memory: float
    memory_of: str = "torch"
    """Extra memory is compared with PyTorch's, or with the "inputs"."""


def _floors() -> Iterable[Task]:
    entries = sizes.ROWS * sizes.WORDS
    scores = sizes.PAIRS**2
    yield Task(
        "cross-entropy",
        "cross_entropy",
        lambda m: m.floor_s(entries, 0, 2 * entries),  # one read is half a copy
        0.6,
        0.05,
        "inputs",
    )
    yield Task(
        "cross-entropy, gradient",
        "cross_entropy",
        lambda m: m.floor_s(entries, 0, 4 * entries),
        0.6,
        1.05,
        "inputs",
    )
    yield Task(
        "InfoNCE",
        "info_nce_chunked",
        lambda m: m.floor_s(scores, 6 * scores * sizes.DIMS, 0),
        0.5,
        0.15,
    )
    yield Task(
        "linear + cross-entropy",
        "ntp_chunked",
        lambda m: m.floor_s(entries, 6 * entries * sizes.WIDTH, 0),
        0.8,
        0.25,
    )


@dataclass
class Contender:
    """One library at one loss, in a process of its own."""

    process: subprocess.Popen[str]
    extra_mb: float
    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)

    @classmethod
    def start(cls, task: str, library: str, size: str = "full") -> Contender:
        """Start it and wait for its first answer, the extra memory."""
        process = subprocess.Popen(
            [sys.executable, str(WORKER), task, library, size],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "JAX_PLATFORMS": "cpu"},
        )
        return cls(process, cls._answer(process)["extra_mb"])

    @staticmethod
    def _answer(process: subprocess.Popen[str]) -> dict[str, float]:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"{WORKER.name} ended: {process.args!r}")
        answer: dict[str, float] = json.loads(line)
        return answer

    def call(self) -> None:
        """Let it compute once."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        took = self._answer(self.process)
        self.wall_s.append(took["wall_s"])
        self.cpu_s.append(took["cpu_s"])

    def end(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def best(self, clock: str) -> float:
        """Return the seconds of its best call: what others do to the machine only adds."""
        return min(self.cpu_s if clock == "CPU" else self.wall_s)


def measure(task: str, libraries: list[str], rounds: int, size: str) -> dict[str, Contender]:
    """Call every library in turn."""
    found: dict[str, Contender] = {}
    try:
        for library in libraries:
            found[library] = Contender.start(task, library, size)
        for _ in range(rounds):
            for contender in found.values():
                contender.call()
    finally:
        for contender in found.values():
            contender.end()
    return found


def targets(task: Task, found: dict[str, Contender], clock: str = "wall") -> list[Target]:
    """Compare our NumPy reference with PyTorch."""
    ours, rival = found["numpy"], found["torch"]
    inputs_mb = 4 * sizes.ROWS * sizes.WORDS / MB
    beside = rival.extra_mb if task.memory_of == "torch" else inputs_mb
    name = f"{task.name}: memory ÷ {task.memory_of}"
    return [
        Target(
            f"{task.name}: {clock} ÷ torch", ours.best(clock) / rival.best(clock), task.most_time
        ),
        Target(name, ours.extra_mb / beside, task.most_memory),
    ]


def _set_threads(threads: int | None) -> None:
    """Begin again with this many threads in the environment: libraries read it when they load."""
    wanted = {} if threads is None else dict.fromkeys(THREADS, str(threads))
    if {name: os.environ[name] for name in THREADS if name in os.environ} == wanted:
        return
    for name in THREADS:
        os.environ.pop(name, None)
    os.environ.update(wanted)
    os.execv(sys.executable, [sys.executable, *sys.argv])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", choices=["full", "small"], default="full")
    parser.add_argument("--threads", type=int, help="default: as many as each library takes")
    asked = parser.parse_args()
    _set_threads(asked.threads)
    clock = "CPU" if asked.threads == 1 else "wall"
    libraries = ["numpy", *(name for name in ("torch", "jax") if find_spec(name))]
    print(surroundings("numpy", "torch", "jax"))
    limits = Limits.measured(time.process_time if clock == "CPU" else time.perf_counter)
    print(f"limits: {limits}")
    if "torch" not in libraries:
        print(f"PyTorch is not installed here, so nothing is compared: pip install {TORCH}")
    wanted: list[Target] = []
    for task in _floors():
        if not (sizes.ROOT / "solutions" / task.needs / "reference_numpy.py").is_file():
            print(f"{task.name}: solutions/{task.needs} is not written yet")
            continue
        found: dict[str, Any] = measure(task.name, libraries, asked.rounds, asked.size)
        for library, one in found.items():
            near = ""
            if library == "numpy" and asked.size == "full":
                near = f"   {100 * task.floor(limits) / one.best(clock):3.0f} % of the limit"
            print(
                f"{task.name:<26}{library:<6}{one.best('wall'):8.3f} s{one.best('CPU'):8.3f} s CPU"
                f"{one.extra_mb:8.1f} MB{near}"
            )
        if "torch" in found and asked.size == "full":
            wanted += targets(task, found, clock)
    return tell(wanted)


if __name__ == "__main__":
    raise SystemExit(main())
