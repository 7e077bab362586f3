"""A class that is killed twice: `course grade` of 10,000 submissions, a quarter of them copies.

Every text must be graded exactly once, whatever the two kills interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from class_work import cases, write
from measure import cgroup, used
from verdict import Target, surroundings, tell

MAIN = "from sslgrade.commands import main; main()"


def start(root: Path, jobs: int, group: Path | None) -> subprocess.Popen[str]:
    """Start `course grade` of the folder ``class``."""
    argv = [sys.executable, "-c", MAIN, "course", "grade", "class", "--json"]

    def enter() -> None:
        if group is not None:
            (group / "cgroup.procs").write_text(str(os.getpid()))

    return subprocess.Popen(
        [*argv, "--jobs", str(jobs)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=enter,
    )


def results(store: Path) -> dict[bytes, tuple[Any, ...]]:
    """Return what the store has, by key."""
    try:
        base = sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True, timeout=30)
        rows = base.execute("SELECT key, id, graded_at, cpu_s FROM results").fetchall()
        base.close()
    except sqlite3.OperationalError:
        return {}
    return {row[0]: row[1:] for row in rows}


def killed(root: Path, jobs: int, group: Path | None, at: int) -> dict[bytes, tuple[Any, ...]]:
    """Run until the store has ``at`` results, then kill -9; return what it has."""
    process = start(root, jobs, group)
    while len(results(root / "class.sqlite")) < at and process.poll() is None:
        time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    time.sleep(1.0)  # what outlived it would write now
    return results(root / "class.sqlite")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--copied", type=float, default=0.25)
    parser.add_argument("--exercises", type=int, default=9)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    print(surroundings("numpy"))
    with tempfile.TemporaryDirectory() as folder, cgroup() as group:
        root = Path(folder)
        distinct = write(root / "class", cases("numpy", asked.exercises), asked.count, asked.copied)
        print(f"{asked.count:,} submissions, {distinct:,} texts, {asked.jobs} processes")
        begun = time.perf_counter()
        lost = 0
        kept: dict[bytes, tuple[Any, ...]] = {}
        for part in (0.3, 0.7):
            now = killed(root, asked.jobs, group, int(part * distinct))
            lost += sum(now.get(key) != row for key, row in kept.items())
            kept = now
            print(f"killed after {len(kept):,} results")
        process = start(root, asked.jobs, group)
        out, _ = process.communicate()
        wall = time.perf_counter() - begun
        summary = json.loads(out)
        final = results(root / "class.sqlite")
        lost += sum(final.get(key) != row for key, row in kept.items())
        again = summary["graded"] - (distinct - len(kept))
        rows = sqlite3.connect(root / "class.sqlite").execute(
            "SELECT count(*) FROM submissions s JOIN results r ON r.key = s.key"
        )
        size = (root / "class.sqlite").stat().st_size
        cpu = used(group) if group else float("nan")
        print(
            f"the third run graded {summary['graded']:,} in {summary['seconds']:.0f} s; "
            f"all three: {wall:.0f} s, {distinct / wall:.1f} texts a second"
        )
        print(
            f"{1e3 * cpu / distinct:.1f} ms CPU a text, {1e3 * cpu / asked.count:.1f} a submission"
        )
        print(f"the store has {size / 1e6:.1f} MB, {size / asked.count:.0f} bytes a submission")
        return tell(
            [
                Target("results changed or lost by a kill", lost, 0),
                Target("texts graded again", again, 0),
                Target("texts without a result", distinct - len(final), 0),
                Target("submissions without a result", asked.count - rows.fetchone()[0], 0),
                Target("could not be graded", len(summary["faults"]), 0),
            ]
        )


if __name__ == "__main__":
    raise SystemExit(main())
