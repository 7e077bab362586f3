"""Rebuild a notebook that was handed in before nbgrader looks at it: no notebook stops a batch.

Only the learner's own texts are kept. Which cells are graded, for how many points, and what a
locked cell says comes from the gradebook; a cell that is missing is put back, a second copy becomes
an ordinary cell, and tags, foreign metadata and outputs go.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from sslgrade.course.cells import Cell, Document, read
from sslgrade.course.released import ReleasedCell, released_cells
from sslgrade.report.text import clean

_MAKE: dict[str, Any] = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
NOTES_ID = "sslgrade-notes"


class TolerantExporter(NotebookExporter):
    """Stands where nbgrader's autograde reads a submission; what it reads is always whole."""

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Read a submission, or what nbgrader itself wrote into its autograded folder."""
        told = (resources or {}).get("nbgrader", {})
        cells = None
        if told and self._was_submitted(filename, told):
            cells = released_cells(told["db_url"], told["assignment"], told["notebook"])
        if cells is None:
            return super().from_filename(filename, resources=resources, **options)
        document = handed_in(Path(filename))
        for fault in document.faults:
            self.log.warning("%s: %s", told["student"], fault)
        resources = {**resources, "metadata": {"name": told["notebook"], "path": ""}}
        made = mend(document, cells)
        return super().from_notebook_node(made, resources=resources)  # type: ignore[no-untyped-call]

    def _was_submitted(self, filename: str, told: dict[str, str]) -> bool:
        """Whether a file lies in the learner's folder, which the learner filled."""
        course = getattr(self.parent, "coursedir", None)
        if course is None:
            return False
        folder = course.format_path(course.submitted_directory, told["student"], told["assignment"])
        return bool(os.path.dirname(os.path.abspath(filename)) == os.path.normpath(folder))


def handed_in(path: Path) -> Document:
    """Read a submission; where there is none any more, :mod:`sslgrade.course.set_aside` took it."""
    if os.path.lexists(path):
        return read(path)
    return Document(
        faults=(f"{path.name} was no plain file (a link, or unreadable), and was set aside.",)
    )


def mend(document: Document, released: Sequence[ReleasedCell]) -> Any:
    """Build a notebook of the learner's texts and the instructor's cells."""
    known = {cell.name: cell for cell in released}
    # Of a cell that is there twice the last copy counts, as a kernel would have it.
    last = {c.grade_id: c.number for c in document.cells if c.grade_id in known}
    notes: list[str] = []
    made: list[tuple[str, Any]] = []
    for cell in document.cells:
        own = known.get(cell.grade_id)
        if own is not None and last[cell.grade_id] == cell.number:
            made.append((own.name, _restored(own, cell)))
            continue
        if own is not None:
            notes.append(f"{cell.label} is a second copy of “{own.name}”: the last one is graded.")
            if own.locked:
                continue
        made.append(("", _own(cell)))
    _put_back(made, released, notes)
    if not document.cells:
        notes = ["An empty notebook was graded in its place."]
    notes = [*document.faults, *notes]
    cells = [node for _, node in made]
    if notes:
        listed = "\n".join(f"- {clean(note)}" for note in notes[:20])
        cells.insert(0, new_markdown_cell(f"**About this notebook**\n\n{listed}", id=NOTES_ID))
    for number, node in enumerate(cells):
        node["id"] = node["id"] if node["id"] == NOTES_ID else f"cell-{number}"
    return new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
    )


def _own(cell: Cell) -> Any:
    """Return a cell of the learner's own."""
    kind = cell.kind if cell.kind in _MAKE else "raw"
    return _MAKE[kind](clean_text(cell.text))


def _restored(own: ReleasedCell, cell: Cell | None) -> Any:
    """Return a cell of the instructor's; the learner's text stays only where it may be edited."""
    text = own.text if cell is None or own.locked else clean_text(cell.text)
    return _MAKE[own.kind](text, metadata=own.metadata())


def _put_back(
    made: list[tuple[str, Any]], released: Sequence[ReleasedCell], notes: list[str]
) -> None:
    """Put every missing cell behind the one that it followed when it was released."""
    for place, own in enumerate(released):
        names = [name for name, _ in made]
        if own.name in names:
            continue
        before = [cell.name for cell in released[:place] if cell.name in names]
        at = names.index(before[-1]) + 1 if before else 0
        made.insert(at, (own.name, _restored(own, None)))
        if own.grade or own.solution:
            notes.append(f"The cell “{own.name}” was missing and was put back.")


def clean_text(text: str) -> str:
    """Drop what neither JSON, HTML nor a database can hold: half surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
