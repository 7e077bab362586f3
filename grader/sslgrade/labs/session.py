"""Run one lab from beginning to end: whose losses, the experiment, its cost, its picture."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from sslgrade.content.catalogue import Catalogue
from sslgrade.labs.bench import Bench, Meter, Size, calm, need_packages
from sslgrade.labs.lab import Lab
from sslgrade.labs.plot import png
from sslgrade.labs.result import Result
from sslgrade.labs.whose import Whose, decide, losses_for
from sslgrade.study.store import Say
from sslgrade.study.workspace import Workspace


@dataclass(frozen=True)
class Setting:
    """Where a lab runs: the exercises, a workspace or none, and how to say something aside."""

    catalogue: Catalogue
    workspace: Workspace | None
    say: Say
    reference: bool = False

    def whose(self, lab: Lab) -> tuple[Whose, ...]:
        """Say whose losses drive a lab; raise StudyError where nobody's can."""
        return tuple(
            decide(name, self.catalogue, self.workspace, self.say, reference=self.reference)
            for name in lab.objectives
        )


def perform(
    lab: Lab,
    setting: Setting,
    whose: tuple[Whose, ...],
    seed: int,
    *,
    size: Size = "full",
    meter: Meter | None = None,
) -> tuple[Result, bytes]:
    """Run a lab and return its result and its plot; workers end whatever happens."""
    need_packages()
    os.environ.update(calm())
    begun = time.process_time()
    losses = {
        w.objective: losses_for(w, setting.catalogue, setting.workspace, setting.say) for w in whose
    }
    try:
        outcome = lab.run(Bench(seed, losses.__getitem__, size, meter))
    finally:
        for loss in losses.values():
            loss.close()
    cpu_s = time.process_time() - begun + sum(loss.cpu_s for loss in losses.values())
    return Result(lab, outcome, seed, cpu_s, whose), png(lab.title, outcome.draw)


def folder_for(workspace: Workspace | None) -> Path:
    """Return where results go if nobody says: ``labs/`` of the workspace, or of this folder."""
    return (workspace.root if workspace else Path.cwd()) / "labs"
