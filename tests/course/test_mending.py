from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("nbgrader")

import nbformat
from nbgrader.nbgraderformat import MetadataValidator

from sslgrade.course.cells import Cell, Document
from sslgrade.course.mending import clean_text, mend
from sslgrade.course.released import ReleasedCell

WORK = ReleasedCell("f-solution", "code", "stub", "c1" * 16, False, False, True, False, None)
TEST = ReleasedCell("f", "code", "check()", "c2" * 16, True, True, False, False, 4.0)
TEXT = ReleasedCell("intro", "markdown", "# Task", "c3" * 16, True, False, False, False, None)
ESSAY = ReleasedCell("essay", "markdown", "Your answer", "c4" * 16, False, True, True, False, 2.0)
RELEASED = [TEXT, WORK, TEST, ESSAY]


def document(*cells: tuple[str, str], faults: tuple[str, ...] = ()) -> Document:
    made = tuple(Cell(n, "code", text, name) for n, (name, text) in enumerate(cells, 1))
    return Document(made, faults)


def mended(found: Document, released: Any = RELEASED) -> list[tuple[str, str]]:
    """Name and text of every cell; what comes out is always valid."""
    notebook = mend(found, released)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    return [(c.metadata.get("nbgrader", {}).get("grade_id", ""), c.source) for c in notebook.cells]


WHOLE = (("intro", "x"), ("f-solution", "mine"), ("f", "10.0"), ("essay", "because"))
RESTORED = [("intro", "# Task"), ("f-solution", "mine"), ("f", "check()"), ("essay", "because")]


def test_locked_texts_are_the_released_ones_and_work_stays() -> None:
    assert mended(document(*WHOLE)) == RESTORED


def test_cells_of_ones_own_stay_where_they_are() -> None:
    found = mended(document(WHOLE[0], ("", "helper"), *WHOLE[1:], ("unknown", "z")))
    assert found == [RESTORED[0], ("", "helper"), *RESTORED[1:], ("", "z")]


def test_the_last_copy_counts_and_it_is_said() -> None:
    (_, note), *rest = mended(document(*WHOLE[:3], ("f-solution", "again"), *WHOLE[2:]))
    assert rest == [
        ("intro", "# Task"),
        ("", "mine"),
        ("f-solution", "again"),
        ("f", "check()"),
        ("essay", "because"),
    ]
    assert "- cell 2 is a second copy of “f-solution”: the last one is graded." in note
    assert "- cell 3 is a second copy of “f”: the last one is graded." in note


def test_what_is_missing_comes_back_in_its_place() -> None:
    (_, note), *rest = mended(document(("", "x"), WHOLE[1], ("", "y")))
    assert rest == [
        ("intro", "# Task"),
        ("", "x"),
        ("f-solution", "mine"),
        ("f", "check()"),
        ("essay", "Your answer"),
        ("", "y"),
    ]
    assert note == (
        "**About this notebook**\n\n"
        "- The cell “f” was missing and was put back.\n"
        "- The cell “essay” was missing and was put back."
    )


def test_nothing_that_can_be_read() -> None:
    (_, note), *rest = mended(document(faults=("n is no notebook.",)))
    assert rest == [(cell.name, cell.text) for cell in RELEASED]
    assert note == (
        "**About this notebook**\n\n"
        "- n is no notebook.\n"
        "- An empty notebook was graded in its place."
    )


def test_roles_points_and_types_come_from_the_gradebook() -> None:
    odd = Cell(1, "raw", "10.0", "f", False, True, False, 1000.0, ("skip-execution",))
    notebook = mend(Document((odd,)), [replace(TEST, points=0.5)])
    (cell,) = notebook.cells[1:] if len(notebook.cells) > 1 else notebook.cells
    assert (cell.cell_type, cell.source) == ("code", "check()")
    assert cell.metadata == {
        "nbgrader": {
            "schema_version": 3,
            "grade_id": "f",
            "grade": True,
            "solution": False,
            "locked": True,
            "task": False,
            "cell_type": "code",
            "checksum": "c2" * 16,
            "points": 0.5,
        }
    }


def test_many_notes_are_few_lines() -> None:
    (_, note), *_ = mended(document(*WHOLE, faults=tuple(f"fault {n}" for n in range(99))))
    assert note.count("\n- ") == 20


@pytest.mark.parametrize(
    ("text", "clean"), [("a\ud800b", "a?b"), ("a\0b", "a\ufffdb"), ("täxt\n", "täxt\n")]
)
def test_what_no_file_can_hold_is_replaced(text: str, clean: str) -> None:
    assert clean_text(text) == clean
