"""Writes README.md: which layer stops what, measured. ``python -m tests.attacks.table``

Runs every attack at L0 to L3 (where this machine reaches them) and through the warm process at the
best of them; a few minutes. The exit status is 1 if an attack gains something at L2 or above.
"""

from __future__ import annotations

import re
import sys
from itertools import groupby
from pathlib import Path

from tests.attacks.attack import Attack, everything
from tests.attacks.lanes import Job, Lanes
from tests.attacks.outcome import Outcome, damages, faults

from sslgrade.worker.isolation.levels import reach
from sslgrade.worker.isolation.plan import LEVELS, IsolationError

README = Path(__file__).with_name("README.md")
LEFT_OUT = "left out"

HEAD = """\
# Attacks on the grader

{attacks} submissions that a cheating learner might hand in, and {controls} honest controls. Each
file says what it tries and which layer should stop it. `test_attacks.py` lets all of them loose on
a grader of its own, cold and through the warm process, at the best isolation level of the machine:
none may earn full marks, hang, kill or slow down the grader, leave a process or a file, tell a
secret, or reach the network, and every one must end in a report with a true reason.

This file is written by `python -m tests.attacks.table`; what stands in the columns was measured.
A reason (`wrong`, `time`, `crash` …) means that the attack was stopped and that the report says so,
with the points that were honestly earned in parentheses. **Bold** is what the attack got.
`{left_out}` stands where an attack would be dangerous for the machine at so weak a level.

At L0 and L1 the answer can be read from the disk, the grader can be signalled and files can be
written: that is what L2 is for, and why class grading refuses to run below it.

What no layer stops: a learner who writes the right answer may do what they like inside the process.
In particular whether inputs were changed is told by that process itself. And a function that the
exercise forbids but the track's own package holds (`jax.nn.log_softmax`) is refused by its name, in
the text and when it is called; a learner who digs it out of the package's inside is not stopped.
"""


def cell(attack: Attack, outcome: Outcome | None) -> str:
    """Return what came of an attack in a few words."""
    if outcome is None:
        return LEFT_OUT
    found = damages(attack, outcome)
    if found:
        return f"**{found[0].partition(' (')[0]}**"
    assert outcome.report is not None
    points = outcome.report["score"]
    reason = outcome.report["reason"] or outcome.report["status"]
    return f"{reason} ({points})" if points and not attack.honest else str(reason)


def shown(text: str) -> str:
    """Return a sentence so that Markdown shows it as it is."""
    return re.sub(r"([|*_<])", r"\\\1", text.rstrip("."))


def section(kind: str, rows: list[tuple[Attack, list[str]]], columns: list[str]) -> str:
    """Return the table of one class."""
    titles = ["attack", "what it tries", "stopped by", *columns]
    lines = [f"## {kind}", "", "| " + " | ".join(titles) + " |", "|" + " --- |" * len(titles)]
    for attack, cells in rows:
        words = [f"`{attack.name}`", shown(attack.tries), shown(attack.stopped_by), *cells]
        lines.append("| " + " | ".join(words) + " |")
    return "\n".join(lines)


def reachable() -> list[str]:
    """Return the levels that this machine reaches."""
    found = []
    for level in LEVELS:
        try:
            reach(level, "numpy")
        except IsolationError:
            break
        found.append(level)
    return found


def write(lanes: Lanes) -> int:
    """Run everything, write the file, and return how many attacks gained something from L2 on."""
    attacks, levels = everything(), reachable()
    ways = [(level, False) for level in levels] + [(levels[-1], True)]
    jobs: dict[tuple[str, str, bool], Job] = {
        (attack.name, *way): (attack.name, *way)
        for way in ways
        for attack in attacks
        if way[0] >= attack.lowest
    }
    lanes.schedule(jobs.values())
    columns = [f"{level}{' warm' if warm else ''}" for level, warm in ways]
    for way in ways:
        control = lanes.outcome(("honest/plain", *way))
        if not control.full_marks:
            sys.exit(f"the grader is broken, nothing was written: {control.error}")
    rows, holes = [], 0
    for attack in attacks:
        cells = []
        for way in ways:
            job = jobs.get((attack.name, *way))
            outcome = None if job is None else lanes.outcome(job)
            cells.append(cell(attack, outcome))
            if outcome is not None and way[0] >= "L2" and faults(attack, outcome):
                print(attack.name, way, faults(attack, outcome), file=sys.stderr)
                holes += 1
        rows.append((attack, cells))
    controls = sum(attack.honest for attack in attacks)
    head = HEAD.format(attacks=len(attacks) - controls, controls=controls, left_out=LEFT_OUT)
    tables = [
        section(kind, list(group), columns)
        for kind, group in groupby(rows, key=lambda row: row[0].kind)
    ]
    README.write_text("\n\n".join([head.strip(), *tables]) + "\n", encoding="utf-8")
    return holes


if __name__ == "__main__":
    with Lanes() as lanes:
        sys.exit(int(write(lanes) > 0))
