"""Holds a store for one run: a second one is told so at once, and a killed one holds nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sslgrade.study.errors import StudyError, shown

if sys.platform == "win32":
    import msvcrt

    def _acquire(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _acquire(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the store at ``path``.

    Raises
    ------
    StudyError
        Another run holds it, or its folder cannot be written to.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        handle = lock.open("ab")
    except OSError as error:
        raise StudyError(
            f"{shown(lock)} cannot be written: {error.strerror}. Name a --store in a folder of "
            "your own."
        ) from None
    with handle:
        try:
            _acquire(handle.fileno())
        except OSError:
            raise StudyError(
                f"{shown(path)} is being written by another `sslgrade course` command. Wait until "
                "it has ended, or name another --store and merge the two later."
            ) from None
        yield
