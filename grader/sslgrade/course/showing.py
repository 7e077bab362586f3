"""Shows how far a run is: a bar with rate and time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.progress import ProgressColumn, Task
    from rich.text import Text

EVERY_S = 10.0
"""How often a plain line is written."""
SETTLED_S = 5.0
"""Only after so long is a rate told: the first results wait for the processes to start."""


class Shown(Protocol):
    """Shows progress while it is entered."""

    def __call__(self, done: int, total: int) -> None:
        """``done`` of ``total`` are graded."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""


def shown(stream: TextIO) -> Shown:
    """Return what suits a stream."""
    return Bar(stream) if stream.isatty() else Lines(stream)


def span(seconds: float) -> str:
    """Write a time as a reader wants it: 45 s, 3 min, 2 h 5 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


class Lines:
    """A line every few seconds, for a file or a log."""

    def __init__(self, stream: TextIO, every_s: float = EVERY_S) -> None:
        self._stream = stream
        self._every_s = every_s
        self._begun = self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Write a line, if the last one is old enough."""
        now = time.monotonic()
        if now - self._last < self._every_s:
            return
        self._last = now
        rate = done / (now - self._begun)
        left = f", about {span((total - done) / rate)} left" if rate else ""
        print(
            f"{done:,} of {total:,} graded, {rate:.1f} a second{left}",
            file=self._stream,
            flush=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is to be cleaned up."""


class Bar:
    """A progress bar."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            _rate(),
            console=Console(file=stream),
            transient=True,
        )
        self._task = self._progress.add_task("grading", total=None)

    def __call__(self, done: int, total: int) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=done, total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()


def _rate() -> ProgressColumn:
    # Made on first use: rich takes long to import.
    from rich.progress import ProgressColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            elapsed = task.elapsed or 0.0
            if elapsed < SETTLED_S or not task.completed or not task.total:
                return Text("")
            rate = task.completed / elapsed
            left = span((task.total - task.completed) / rate)
            return Text(f"{rate:.1f}/s, {left} left")

    return Rate()
