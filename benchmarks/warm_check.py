"""A check through the warm process against pytest running one NumPy test."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import rivals
from measure import cgroup, medians
from verdict import Target, surroundings, tell

RUN = Path(__file__).resolve().with_name("warm_run.py")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=50, help="submissions per start")
    parser.add_argument("--exercise", default="info_nce")
    asked = parser.parse_args()
    print(surroundings("numpy", "pytest"))
    with tempfile.TemporaryDirectory() as folder, cgroup() as group:
        here = Path(folder)
        commands = {rivals.PYTEST: rivals.prepare(here)[rivals.PYTEST]}
        levels = ["L2"] if group is None else ["L2", "auto"]
        run = [sys.executable, str(RUN), asked.exercise]
        for level in levels:
            commands[f"{level}: start"] = [*run, "0", level]
            commands[f"{level}: all"] = [*run, str(asked.count), level]
        groups = {} if group is None else dict.fromkeys(commands, group)
        found = medians(commands, here, asked.rounds, groups)
    for name, seconds in found.items():
        print(f"{name:<16} {1e3 * seconds:7.1f} ms CPU (median of {asked.rounds})")
    targets = []
    for level in levels:
        whole = found[f"{level}: all"]
        one = whole / asked.count
        more = (whole - found[f"{level}: start"]) / asked.count
        print(f"{level}: {1e3 * one:.1f} ms a submission, {1e3 * more:.1f} ms without the start")
        targets.append(Target(f"check at {level} ÷ pytest", one / found[rivals.PYTEST], 0.1))
    return tell(targets)


if __name__ == "__main__":
    raise SystemExit(main())
