"""Opens the store's SQLite file: makes it, brings it up to date, or says why it stays untouched."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sslgrade.course.schema import APPLICATION_ID, MIGRATIONS, TABLES, VERSION
from sslgrade.study.errors import StudyError, shown

BUSY_S = 30.0
"""How long a reader waits for a writer: each write takes far less than a second."""


class StoreError(StudyError):
    """The store cannot be used. The message says what was found, and the file is as it was."""


def connect(path: Path, *, create: bool = False, read_only: bool = False) -> sqlite3.Connection:
    """Open a store.

    Raises
    ------
    StoreError
        The file is missing, damaged, of another program, or of a newer sslgrade.
    """
    if not path.is_file():
        if path.exists():
            raise StoreError(f"{shown(path)} is no file; expected a store. Name another --store.")
        if not create:
            raise StoreError(
                f"{shown(path)} does not exist; expected the results of a class. "
                "Grade one first: `sslgrade course grade DIR`."
            )
    if create:
        _make(path)
    with faults(path):
        mode = "ro" if read_only else "rw"
        base = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_S,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _prepare(base, path, read_only=read_only)
        except BaseException:
            base.close()
            raise
    return base


def _make(path: Path) -> None:
    """Make an empty file that only its owner reads: it will hold the seeds and everybody's code."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise StoreError(
            f"{shown(path)} cannot be made: {error.strerror}. Name a --store in a folder that "
            "exists and is yours."
        ) from None


def _prepare(base: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    """Check that the file is a store, and make it one of this version."""
    owner = _number(base, "application_id")
    version = _number(base, "user_version")
    empty = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if owner != APPLICATION_ID and not (owner == 0 and version == 0 and empty):
        raise StoreError(
            f"{shown(path)} is a SQLite file of another program, not results of a class. "
            "It was left as it is; name another file with --store."
        )
    if version > VERSION:
        raise StoreError(
            f"{shown(path)}: found format {version}, expected {VERSION}: a newer sslgrade wrote "
            "it. Update sslgrade; the file was left as it is."
        )
    if read_only:
        if version < VERSION:
            raise StoreError(
                f"{shown(path)}: found format {version}, expected {VERSION}: an older sslgrade "
                "wrote it. Any `sslgrade course grade` with it brings it up to date."
            )
        return
    base.execute("PRAGMA journal_mode=WAL")
    # A commit outlives kill -9 without waiting for the disk; after a power cut the file is sound.
    base.execute("PRAGMA synchronous=NORMAL")
    base.execute("PRAGMA foreign_keys=ON")
    with transaction(base):
        # Asked again under the lock: another process may have made the tables in the meantime.
        version = _number(base, "user_version")
        if version == 0:
            _run(base, TABLES)
            base.execute(f"PRAGMA application_id={APPLICATION_ID}")
        for old in range(version or VERSION, VERSION):
            _run(base, MIGRATIONS[old])
        base.execute(f"PRAGMA user_version={VERSION}")


def _number(base: sqlite3.Connection, pragma: str) -> int:
    return int(base.execute(f"PRAGMA {pragma}").fetchone()[0])


def _run(base: sqlite3.Connection, script: str) -> None:
    # executescript would commit first: the statements must hold together or not at all.
    for statement in script.split(";\n"):
        if statement.strip():
            base.execute(statement)


@contextmanager
def transaction(base: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing; inside another transaction, be a part of it."""
    if base.in_transaction:
        yield
        return
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # A full disk has rolled it back already.
        if base.in_transaction:
            base.execute("ROLLBACK")
        raise
    base.execute("COMMIT")


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into sentences."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(_told(path, error)) from error


def _told(path: Path, error: sqlite3.DatabaseError) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    name = shown(path)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return (
            f"{name} is damaged, or no store at all ({error}). It was left as it is. Take a "
            "copy of it from your backup, name another file with --store, or save what can be "
            f"read: `sqlite3 {name} .recover | sqlite3 saved.sqlite`."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{name} is in use by another program for too long. Try again when that has ended."
    if code == sqlite3.SQLITE_FULL:
        return f"{name} cannot grow: the disk is full. What was graded is kept; make room first."
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return (
            f"{name} cannot be opened ({error}). The file and its folder must be readable and "
            "writable, on a local disk."
        )
    return f"{name}: {type(error).__name__}: {error}. The file was left as it is."
