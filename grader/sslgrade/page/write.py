"""Write the page to a file, and never over something that is not ours."""

from __future__ import annotations

import os
from errno import EINVAL
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
        Another file is there, and ``force`` is not set.
    OSError
        It cannot be written, or what is there is no file: a folder, a device.
    """
    if path.exists() and not path.is_file():  # reading a device or a pipe would wait for ever
        raise OSError(EINVAL, "a folder is there" if path.is_dir() else "what is there is no file")
    if path.exists() and not force and not ours(path):
        raise FileExistsError(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
