import json
import os
from pathlib import Path
from typing import Any

import pytest

from sslgrade.course.cells import LARGEST, Cell, parse, read

DEEP = b"[" * 200_000
LONG = b'{"cells": [' + b"9" * 5000 + b"]}"
BEYOND = "n is no notebook: its JSON is nested or sized beyond use."
NO_NAME = "n is no notebook: Expecting property name enclosed in double quotes in line 1."
TOO_MUCH = "cell 1 and what follows was left out: too much code."


def cell(**changes: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": "x = 1", "metadata": {}, **changes}


def notebook(*cells: Any) -> bytes:
    return json.dumps({"cells": list(cells)}).encode()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\xff\xfe", "n is no notebook: it is not UTF-8 text."),
        (b"{oops", NO_NAME),
        (b"", "n is no notebook: Expecting value in line 1."),
        (b"[]", "n is no notebook: it has no list of cells."),
        (b'{"cells": {}}', "n is no notebook: it has no list of cells."),
        (DEEP, BEYOND),
        (LONG, BEYOND),
        (notebook(7), "cell 1 is damaged and was left out."),
        (notebook(cell(source=3)), "cell 1 is damaged and was left out."),
        (notebook(cell(source=["a", 3])), "cell 1 is damaged and was left out."),
        (notebook(cell(source="a" * 300_001)), TOO_MUCH),
    ],
)
def test_damage_is_said_and_nothing_raises(data: bytes, fault: str) -> None:
    found = parse(data, "n")
    assert found.cells == ()
    assert found.faults == (fault,)


def test_what_can_be_read_is_read() -> None:
    own = {"grade_id": "a", "grade": True, "solution": False, "locked": True, "points": 3}
    found = parse(
        notebook(
            None,
            cell(source=["a\r\n", "b"], metadata={"nbgrader": own, "tags": ["t", 4]}),
            cell(metadata=[], cell_type="markdown"),
            cell(metadata={"nbgrader": {"grade_id": 4, "points": 1e300, "grade": "yes"}}),
        )
    )
    assert found.cells == (
        Cell(2, "code", "a\nb", "a", True, False, True, 3.0, ("t",)),
        Cell(3, "markdown", "x = 1"),
        Cell(4, "code", "x = 1"),
    )
    assert found.cells[0].is_test
    assert found.faults == ("cell 1 is damaged and was left out.",)


def test_a_byte_order_mark_and_format_3_are_read() -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "y", "metadata": {}}]}]}
    found = parse(b"\xef\xbb\xbf" + json.dumps(old).encode())
    assert [c.text for c in found.cells] == ["y"]


def test_files_that_are_no_plain_files(tmp_path: Path) -> None:
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    with (tmp_path / "large.ipynb").open("wb") as handle:
        handle.truncate(LARGEST + 1)
    names = ("link", "pipe", "folder", "large", "none")
    assert [read(tmp_path / f"{name}.ipynb").faults[0] for name in names] == [
        "link.ipynb is a symbolic link, which is not followed.",
        "pipe.ipynb is no regular file.",
        "folder.ipynb is no regular file.",
        "large.ipynb has 100,000,001 bytes, more than the 100,000,000 that are read.",
        "none.ipynb cannot be read: No such file or directory.",
    ]
