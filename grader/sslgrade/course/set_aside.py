"""Before nbgrader copies what was handed in: take away what must not be copied.

nbgrader follows symbolic links, so that a link to another's work, or to the answers, would be
copied into the feedback's folder; a named pipe or an unreadable file stops the whole submission.
Nothing is lost: the entries themselves are moved to ``set_aside/`` in the course's folder.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from sslgrade.content.modules import ContentError

FOLDER = "set_aside"
_STAMP = "timestamp.txt"


def set_aside(*, assignment: str, student: str, notebooks: Sequence[str]) -> None:
    """Clear the folder of the notebooks; nbgrader calls this once for every learner.

    ``student`` is nbgrader's pattern for all learners, not the learner's name.
    """
    for folder in sorted({os.path.dirname(os.path.abspath(path)) for path in notebooks}):
        clear(Path(folder))


def clear(folder: Path) -> list[Path]:
    """Move every entry of a submission that is no plain file; return where each went."""
    moved = []
    for path in list(unsafe(folder)):
        try:
            moved.append(_move(path, folder))
        except OSError as error:
            raise ContentError(
                f"{path} is no plain file, and cannot be moved away: {error.strerror}. Remove it, "
                "then grade again."
            ) from None
    return moved


def unsafe(folder: Path) -> Iterator[Path]:
    """Find links, pipes, sockets and devices, unreadable files, and a damaged time stamp."""
    for where, folders, files in os.walk(folder):
        for path in (Path(where, name) for name in sorted([*folders, *files])):
            if not _is_plain(path) or (path == folder / _STAMP and not _is_stamp(path)):
                yield path


def _is_plain(path: Path) -> bool:
    mode = path.lstat().st_mode
    return (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) and os.access(path, os.R_OK)


def _is_stamp(path: Path) -> bool:
    from nbgrader.utils import parse_utc

    try:
        parse_utc(path.read_text(encoding="utf-8").strip() or None)
    except (ValueError, TypeError, OverflowError, OSError):
        return False
    return True


def _move(path: Path, folder: Path) -> Path:
    """Move one entry to ``set_aside/<student>/<assignment>/`` of the course, under a free name."""
    course = folder.parent.parent.parent
    target = course / FOLDER / folder.parent.name / folder.name / path.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    free, number = target, 1
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.name}.{number}")
    os.rename(path, free)
    return free
