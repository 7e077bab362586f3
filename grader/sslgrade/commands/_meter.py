"""How far a lab is: a bar on a terminal, a line for every stage elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from sslgrade.labs.bench import Meter


class Lines:
    """A meter that writes a line when a stage begins."""

    def __init__(self, name: str, stream: TextIO) -> None:
        self._name = name
        self._stream = stream

    def stage(self, label: str) -> None:
        """Write one line."""
        print(f"{self._name}: {label}", file=self._stream, flush=True)

    def advance(self, share: float) -> None:
        """Say nothing between stages."""


class Bar:
    """A meter that moves a bar."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def stage(self, label: str) -> None:
        """Name what happens now."""
        self._progress.update(self._task, stage=label)

    def advance(self, share: float) -> None:
        """Move the bar."""
        self._progress.advance(self._task, share)


@contextmanager
def meter(name: str, stream: TextIO | None = None) -> Iterator[Meter]:
    """Show how far a run is, on standard error; the bar is gone afterwards."""
    out = sys.stderr if stream is None else stream
    if not out.isatty():
        yield Lines(name, out)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[stage]}", markup=False),
    )
    with Progress(*columns, console=Console(file=out), transient=True) as progress:
        yield Bar(progress, progress.add_task(name, total=1.0, stage=""))
