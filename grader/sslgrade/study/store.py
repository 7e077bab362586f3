"""Versioned JSON files that are never lost: locked, written atomically, set aside when damaged."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from sslgrade.records import dataclass
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.lock import locked

T = TypeVar("T")
Say = Callable[[str], None]


def now() -> str:
    """Return the time in UTC, to the second, as every state file writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a crash at any moment leaves the old one or the new one, whole."""
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(temporary, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@dataclass(frozen=True)
class Store(Generic[T]):
    """One state file: ``parse`` and ``dump`` turn its JSON into a value and back.

    ``parse`` gets the whole document and raises KeyError, TypeError or ValueError where it is not
    what ``dump`` writes; ``say`` gets one message when a damaged file was set aside, ending with
    ``again``: how what was lost comes back.
    """

    path: Path
    version: int
    parse: Callable[[Mapping[str, Any]], T]
    dump: Callable[[T], dict[str, Any]]
    empty: Callable[[], T]
    say: Say
    again: str = "`sslgrade check` records them again."

    def read(self) -> T:
        """Return the value; a missing file is an empty one.

        Raises
        ------
        StudyError
            The file was written by a newer sslgrade, or cannot be read.
        """
        try:
            return self._load()
        except _Damaged:
            with self._lock():
                return self._load_or_set_aside()

    @contextmanager
    def changing(self) -> Iterator[T]:
        """Lock, read, hand the value out to be changed, and write it back."""
        with self._lock():
            value = self._load_or_set_aside()
            yield value
            document = {"format_version": self.version, **self.dump(value)}
            text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)
            try:
                write_atomically(self.path, text.encode() + b"\n")
            except OSError as error:
                raise self._unusable("written", error) from None

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = locked(self.path.with_name(f"{self.path.stem}.lock"))
            lock.__enter__()
        except OSError as error:
            raise self._unusable("written", error) from None
        try:
            yield
        finally:
            lock.__exit__(None, None, None)

    def _load(self) -> T:
        try:
            document = json.loads(self.path.read_bytes())
            version = document["format_version"]
            if isinstance(version, int) and version > self.version:
                raise StudyError(
                    f"{shown(self.path)}: found format_version {version}, expected "
                    f"{self.version}: a newer sslgrade wrote it. Update sslgrade; "
                    "the file was left as it is."
                )
            if version != self.version:
                raise ValueError("format_version")
            return self.parse(document)
        except FileNotFoundError:
            return self.empty()
        except OSError as error:
            raise self._unusable("read", error) from None
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise _Damaged from error

    def _load_or_set_aside(self) -> T:
        try:
            return self._load()
        except _Damaged:
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
            os.replace(self.path, aside)
            self.say(
                f"{shown(self.path)} was damaged. It was set aside as {aside.name}, and a new one "
                f"begins. Your solutions are untouched: {self.again}"
            )
            return self.empty()

    def _unusable(self, done: str, error: OSError) -> StudyError:
        folder = self.path.parent
        if folder.exists() and not folder.is_dir():
            return StudyError(
                f"{shown(folder)} is a file; expected the folder that keeps your progress. Move it "
                "away, then run the command again."
            )
        return StudyError(
            f"{shown(self.path)} cannot be {done}: {error.strerror}. "
            "Make that folder readable and writable, then run the command again."
        )


class _Damaged(Exception):
    pass
