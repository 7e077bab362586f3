"""CPU for a submission: `course grade` and IsolatedExecute against plain nbgrader and otter.

The marginal cost of a learner: CPU of a class minus that of a class of a few, divided by the
difference. Every learner's code differs; a third of it is wrong, and is diagnosed.
"""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import nbgrader_work as work
from class_work import cases
from measure import cgroup, cpu_seconds
from verdict import Target, surroundings, tell
from workload import Case, finished

from sslgrade.content.catalogue import Exercise

FACTOR = 20.0
FEW = 2
SLIPS = 0.05
MAIN = "from sslgrade.commands import main; main()"
Run = Callable[[Sequence[str], Path], float]
Make = Callable[[Path, int], Sequence[str]]


def learners(exercises: list[Exercise], count: int) -> list[dict[str, Case]]:
    """Return what each learner hands in: two right ones, then a wrong one."""
    known = {e.id: [c for c in cases("numpy", 99, e.id) if c.status != "error"] for e in exercises}
    chosen = []
    for number in range(count):
        one = {}
        for name, all_of_it in known.items():
            right = [c for c in all_of_it if c.status == "passed"]
            wrong = [c for c in all_of_it if c.status == "failed"] or [_twice(right[0])]
            pool = wrong if number % 3 == 2 else right
            one[name] = _own(pool[number // 3 % len(pool)], number)
        chosen.append(one)
    return chosen


def _own(case: Case, number: int) -> Case:
    """Give every function a line of this learner's own: a comment would be cut from a notebook."""
    tree = ast.parse(case.source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.body[:0] = ast.parse(f"learner = {number}").body
    return replace(case, source=ast.unparse(tree).encode() + b"\n")


def _twice(case: Case) -> Case:
    """Return wrong code where the golden ones have none: twice what is right."""
    added = "\n".join(
        f"_right_{e.name} = {e.name}\n"
        f"def {e.name}(*args, **kwargs):\n"
        f"    value = _right_{e.name}(*args, **kwargs)\n"
        "    if isinstance(value, dict):\n"
        "        return {k: 2 * v + 1 for k, v in value.items()}\n"
        "    many = isinstance(value, tuple)\n"
        "    return tuple(2 * v + 1 for v in value) if many else 2 * value + 1\n"
        for e in case.exercise.manifest.entries
    )
    return replace(case, source=case.source + b"\n" + added.encode(), status="failed")


def marginal(make: Make, few: int, many: int, measure: Run) -> tuple[float, float]:
    """Return the CPU of one more learner, and that of the class of many divided by its size."""
    seconds = []
    for count in (few, many):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "course"
            seconds.append(measure(make(root, count), root))
            check(root, count)
    return (seconds[1] - seconds[0]) / (many - few), seconds[1] / many


def check(root: Path, learners: int) -> None:
    """Stop unless full marks went to as many as are right."""
    full = work.full_marks(root)
    wanted = sum(number % 3 != 2 for number in range(learners)) / learners
    # nbgrader gives no points to right code whose arithmetic warns: a few scores may differ.
    if not full or abs(sum(full) / len(full) - wanted) > SLIPS:
        raise RuntimeError(f"{sum(full)} of {len(full)} had full marks, expected {wanted:.0%}")


def rivals(exercises: list[Exercise], otter: Path | None) -> dict[str, Make]:
    """Return what makes a class of so many, and gives the command that grades it."""
    autograde = [sys.executable, "-m", "nbgrader", "autograde", "ps1"]

    def plain(root: Path, count: int) -> Sequence[str]:
        root.mkdir()
        work.plain_course(root, exercises)
        work.hand_in(root, learners(exercises, count), "s")
        return autograde

    def isolated(root: Path, count: int) -> Sequence[str]:
        work.our_course(root, exercises)
        work.hand_in(root, learners(exercises, count), "s")
        return autograde

    def grade(root: Path, count: int) -> Sequence[str]:
        work.files(root / "class", learners(exercises, count), "s")
        return [sys.executable, "-c", MAIN, "course", "grade", "class"]

    def notebooks(root: Path, count: int) -> Sequence[str]:
        work.our_course(root, exercises)
        work.hand_in(root, learners(exercises, count), "s")
        return [sys.executable, "-c", MAIN, "course", "grade", "ps1"]

    def ottered(root: Path, count: int) -> Sequence[str]:
        assert otter is not None
        root.mkdir()
        zipped = work.otter_assignment(root, exercises, otter)
        names = []
        for number, one in enumerate(learners(exercises, count)):
            work.otter_notebook(root / f"s{number}.ipynb", exercises, one)
            (root / f"out{number}").mkdir()
            names.append(f"{otter} run -a {zipped} -o {root}/out{number} s{number}.ipynb")
        return ["/bin/sh", "-c", "; ".join(names)]

    found: dict[str, Make] = {
        "plain nbgrader": plain,
        "nbgrader with IsolatedExecute": isolated,
        "course grade, notebooks": notebooks,
        "course grade, .py": grade,
    }
    return found if otter is None else {**found, "otter run": ottered}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--class", dest="size", type=int, default=100)
    parser.add_argument(
        "--rival-class", type=int, default=22, help="learners of nbgrader and otter"
    )
    parser.add_argument("--first", default="info_nce", help="the exercise of the small assignment")
    parser.add_argument("--exercises", type=int, nargs="*", default=[1, 10])
    parser.add_argument(
        "--otter", type=Path, help="otter's executable, in an environment of its own"
    )
    asked = parser.parse_args()
    print(surroundings("numpy", "nbgrader"))
    if asked.otter:
        print(subprocess.run([asked.otter, "--version"], capture_output=True, text=True).stdout)
    ladder = [e for e in finished("numpy") if not e.manifest.capstone]
    ladder.sort(key=lambda exercise: exercise.id != asked.first)
    targets = []
    with cgroup() as group:

        def measure(argv: Sequence[str], cwd: Path) -> float:
            return cpu_seconds(argv, cwd, group)

        for count in asked.exercises:
            found = {}
            for name, make in rivals(ladder[:count], asked.otter).items():
                size = asked.size if name.startswith("course grade") else asked.rival_class
                found[name], whole = marginal(make, FEW, size, measure)
                print(
                    f"{count:>2} exercises, {name:<30} {1e3 * found[name]:8.1f} ms CPU one more "
                    f"learner, {1e3 * whole:8.1f} with its start, {size} learners",
                    flush=True,
                )
                if name.startswith("course grade"):
                    ratio = found["plain nbgrader"] / whole
                    print(f"   {ratio:.1f} × less than plain nbgrader's marginal cost")
                    if count == 1 and name.endswith(".py"):
                        targets.append(
                            Target("course grade ÷ plain nbgrader", 1 / ratio, 1 / FACTOR)
                        )
    return tell(targets)


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # nbgrader starts alembic by its name.
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    raise SystemExit(main())
