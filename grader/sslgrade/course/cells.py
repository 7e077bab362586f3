"""Read the cells of a notebook that a stranger wrote: nothing in it stops the reading.

Works on JSON alone, so that neither nbformat nor Jupyter is needed, and that a notebook which
nbformat refuses is still read as far as it goes.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST = 100_000_000
"""Bytes: a notebook of a course has some hundred thousand; one that printed too much, more."""
MOST_TEXT = 300_000
"""Characters of code: more than a learner writes in a year."""


@dataclass(frozen=True)
class Cell:
    """One cell; ``number`` counts all cells from 1, as a reader of the notebook does."""

    number: int
    kind: str
    text: str
    grade_id: str = ""
    grade: bool = False
    solution: bool = False
    locked: bool = False
    points: float | None = None
    tags: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What a message calls it."""
        return f"cell {self.number}"

    @property
    def is_test(self) -> bool:
        """Whether it holds a check of the instructor's and no work of the learner's."""
        return self.grade and not self.solution


@dataclass(frozen=True)
class Document:
    """The cells that could be read, and what was wrong with the rest, one sentence each."""

    cells: tuple[Cell, ...] = ()
    faults: tuple[str, ...] = ()


def open_plainly(path: Path, largest: int = LARGEST) -> tuple[bytes, str]:
    """Read a regular file; what is no such file is never followed, nor waited for.

    Returns
    -------
    The bytes, and what was wrong: empty where nothing was.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            return b"", "is a symbolic link, which is not followed"
        return b"", f"cannot be read: {error.strerror}"
    except ValueError as error:
        return b"", f"cannot be read: {error}"
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            return b"", "is no regular file"
        if about.st_size > largest:
            return b"", f"has {about.st_size:,} bytes, more than the {largest:,} that are read"
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(largest + 1), ""
    except OSError as error:
        return b"", f"cannot be read: {error.strerror}"
    finally:
        os.close(handle)


def read(path: Path) -> Document:
    """Read a notebook's cells; the faults say what could not be."""
    data, fault = open_plainly(path)
    if fault:
        return Document(faults=(f"{path.name} {fault}.",))
    return parse(data, path.name)


def parse(data: bytes, name: str = "the notebook") -> Document:
    """Read the cells from the bytes of a notebook."""
    try:
        loaded = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Document(faults=(f"{name} is no notebook: it is not UTF-8 text.",))
    except json.JSONDecodeError as error:
        return Document(faults=(f"{name} is no notebook: {error.msg} in line {error.lineno}.",))
    except (ValueError, RecursionError):
        return Document(faults=(f"{name} is no notebook: its JSON is nested or sized beyond use.",))
    listed = _listed(loaded)
    if listed is None:
        return Document(faults=(f"{name} is no notebook: it has no list of cells.",))
    cells, faults, size = [], [], 0
    for number, found in enumerate(listed, 1):
        cell = _cell(number, found)
        if cell is None:
            faults.append(f"cell {number} is damaged and was left out.")
            continue
        size += len(cell.text) if cell.kind == "code" else 0
        if size > MOST_TEXT:
            faults.append(f"cell {number} and what follows was left out: too much code.")
            break
        cells.append(cell)
    return Document(tuple(cells), tuple(faults))


def _listed(loaded: Any) -> list[Any] | None:
    """Return the list of cells, also that of a notebook of format 3."""
    if not isinstance(loaded, dict):
        return None
    if "cells" not in loaded and isinstance(loaded.get("worksheets"), list):
        sheets = [s.get("cells") for s in loaded["worksheets"] if isinstance(s, dict)]
        return [cell for cells in sheets if isinstance(cells, list) for cell in cells]
    found = loaded.get("cells")
    return found if isinstance(found, list) else None


def _cell(number: int, found: Any) -> Cell | None:
    if not isinstance(found, dict):
        return None
    text = found.get("source", found.get("input"))
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "".join(text)
    if not isinstance(text, str) or not isinstance(found.get("cell_type"), str):
        return None
    metadata = found.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    own = metadata.get("nbgrader")
    own = own if isinstance(own, dict) else {}
    grade_id, points, tags = own.get("grade_id"), own.get("points"), metadata.get("tags")
    return Cell(
        number,
        found["cell_type"],
        text.replace("\r\n", "\n").replace("\r", "\n"),
        grade_id if isinstance(grade_id, str) else "",
        own.get("grade") is True,
        own.get("solution") is True,
        own.get("locked") is True,
        float(points) if isinstance(points, (int, float)) and abs(points) < 1e9 else None,
        tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
    )
