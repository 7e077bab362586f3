"""Write the page to a file, and never over something that is not ours."""

from __future__ import annotations

import os
from pathlib import Path

from sslgrade.page.build import MARK

_HEAD = 4096


def ours(path: Path) -> bool:
    """Whether a file is a page that we wrote."""
    with path.open("rb") as handle:
        return MARK.encode() in handle.read(_HEAD)


def write(path: Path, text: str, *, force: bool = False) -> None:
    """Write a page, atomically.

    Raises
    ------
    FileExistsError
        Something else is there; with ``force``, only a folder is refused.
    OSError
        It cannot be written.
    """
    if path.is_dir():
        raise IsADirectoryError(path)
    if path.exists() and not force and not ours(path):
        raise FileExistsError(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
