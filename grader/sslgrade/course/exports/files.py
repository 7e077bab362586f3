"""What an export is, and how it reaches the disk: whole, beside its notes, over nothing."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sslgrade.study.errors import StudyError, shown
from sslgrade.study.store import write_atomically

_SAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 60


@dataclass
class Export:
    """Finished files by name, and ``notes``: one line for everything that they cannot hold."""

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    folder: bool = False  # several files, also where there happens to be one

    def note(self, what: str, ids: Iterable[str]) -> None:
        """Say what is lost, and for which items or learners; nothing where there are none."""
        named = list(dict.fromkeys(ids))
        if named:
            self.notes.append(f"{what}: {', '.join(named)}")


def notes_path(out: Path) -> Path:
    """Return the companion that says what an export cannot hold."""
    return out.with_name(f"{out.name}.notes.txt")


def save(export: Export, out: Path, *, force: bool = False) -> list[Path]:
    """Write an export and its companion; return what was written.

    Raises
    ------
    StudyError
        Something of that name is there already, or the folder cannot be written.
    """
    companion = notes_path(out)
    for path in (out, companion):
        replaceable = force and path.is_file() and not path.is_symlink()
        if os.path.lexists(path) and not replaceable:
            what = "a folder" if path.is_dir() else "a file"
            tip = "" if path.is_dir() or force else ", or replace it with --force"
            raise StudyError(f"{shown(path)}: found {what} already. Name another --out{tip}.")
    try:
        if export.folder:
            _folder(export, out)
        else:
            (data,) = export.files.values()
            write_atomically(out, data)
        if not export.notes:
            companion.unlink(missing_ok=True)  # the notes of the file that was replaced
            return [out]
        write_atomically(companion, "".join(f"{line}\n" for line in export.notes).encode())
    except OSError as error:
        raise StudyError(
            f"{shown(out)} cannot be written: {error.strerror}. Name another --out."
        ) from None
    return [out, companion]


def _folder(export: Export, out: Path) -> None:
    """Fill a folder under another name first: a reader never sees half of a class."""
    filling = out.with_name(f".{out.name}.filling")
    shutil.rmtree(filling, ignore_errors=True)
    filling.mkdir()
    for name, data in export.files.items():
        (filling / name).write_bytes(data)
    filling.rename(out)


def file_names(names: Iterable[str], suffix: str) -> dict[str, str]:
    """Return a file name for each learner: portable, and different where the learners are.

    A name that had to be changed, or that differs from another only by case, gets a few digits
    of its hash: a learner called ``../x`` or ``CON`` writes nothing anywhere else.
    """
    found: dict[str, str] = {}
    seen: set[str] = set()
    for name in names:
        plain = _SAFE.sub("_", name)[:_LONGEST].strip(".") or "_"
        reserved = re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", plain.split(".")[0])
        if plain != name or reserved or plain.lower() in seen:
            digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
            plain = f"{plain}-{digest[:8]}"
        seen.add(plain.lower())
        found[name] = plain + suffix
    return found
