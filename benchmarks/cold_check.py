"""A cold `sslgrade check` of one NumPy exercise against pytest running one NumPy test."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import rivals
from measure import cgroup, medians
from verdict import Target, surroundings, tell

from sslgrade.content.catalogue import catalogue
from sslgrade.worker.isolation.levels import reach


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--exercise", default="info_nce")
    asked = parser.parse_args()
    python = sys.executable
    sslgrade = str(Path(python).with_name("sslgrade"))
    print(surroundings("numpy", "pytest", "click"))
    with tempfile.TemporaryDirectory() as folder, cgroup() as group:
        here = Path(folder)
        commands = {k: v for k, v in rivals.prepare(here).items() if k != rivals.JAX}
        source = catalogue().get(asked.exercise).reference_source("numpy")
        (here / "mine.py").write_text(source, encoding="utf-8")
        check = [sslgrade, "check", asked.exercise, "--file", "mine.py"]
        # What is killed in bubblewrap's pid namespace only a cgroup has counted.
        levels = ["L2"] if group is None else ["L2", "auto"]
        for level in levels:
            commands[f"check at {level}"] = [*check, "--isolation", level]
        groups = {} if group is None else dict.fromkeys(commands, group)
        found = medians(commands, here, asked.rounds, groups)
        traced = subprocess.run(
            [python, "-X", "importtime", *check], cwd=here, capture_output=True, text=True
        )
    for name, seconds in found.items():
        print(f"{name:<16} {1e3 * seconds:7.1f} ms CPU (median of {asked.rounds})")
    jax = any(line.endswith((" jax", " jaxlib")) for line in traced.stderr.splitlines())
    best = reach("auto", "numpy").level
    print(f"auto is {best}; jax imported by the grader: {'yes' if jax else 'no'}")
    targets = [Target("jax imported", float(jax), 0)]
    for level in levels:
        cost = found[f"check at {level}"]
        targets += [
            Target(f"check at {level} ÷ pytest", cost / found[rivals.PYTEST], 0.6),
            Target(f"check at {level} ÷ import numpy", cost / found[rivals.NUMPY], 2.2),
        ]
    return tell(targets)


if __name__ == "__main__":
    raise SystemExit(main())
