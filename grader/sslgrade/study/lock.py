"""A lock between processes, held on a small file: two checks may end at the same moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _acquire(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_LOCK, 1)

    def _release(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _acquire(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX)

    def _release(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for the lock on ``path`` and hold it; the lock of a dead process frees itself."""
    with path.open("ab") as handle:
        _acquire(handle.fileno())
        try:
            yield
        finally:
            _release(handle.fileno())
