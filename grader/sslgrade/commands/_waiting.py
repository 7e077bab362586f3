"""A line that counts the seconds while a capstone trains, on a terminal and nowhere else."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

_BAR = 20


@contextmanager
def counting(tell: Callable[[float], None]) -> Iterator[None]:
    """Call ``tell`` with the seconds since the beginning, every second, in a thread of its own."""
    done = threading.Event()
    begun = time.monotonic()

    def count() -> None:
        while not done.wait(1.0):
            tell(time.monotonic() - begun)

    counter = threading.Thread(target=count, daemon=True)
    counter.start()
    try:
        yield
    finally:
        done.set()
        counter.join()


@contextmanager
def waiting(name: str, at_most_s: float, stream: TextIO | None = None) -> Iterator[None]:
    """Count the seconds of a long run, against its budget; the line is gone afterwards."""
    out = sys.stderr if stream is None else stream
    if not out.isatty():
        yield
        return

    def tell(seconds: float) -> None:
        out.write("\r" + line(name, seconds, at_most_s))
        out.flush()

    try:
        with counting(tell):
            yield
    finally:
        out.write("\r\x1b[K")
        out.flush()


def line(name: str, seconds: float, at_most_s: float) -> str:
    """Return the line for one moment."""
    filled = min(_BAR, int(_BAR * seconds / at_most_s))
    bar = "=" * filled + " " * (_BAR - filled)
    return f"{name}: training [{bar}] {seconds:.0f} s, at most {at_most_s:.0f} s CPU"
