import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """A course of one notebook, released and handed in twice: once as it was, once emptied."""
    own = {"grade_id": "a", "grade": True, "solution": False, "locked": True, "points": 2}
    cell = {"cell_type": "code", "source": "check()", "metadata": {"nbgrader": own}}
    for folder, cells in (
        ("release/ps1", [cell]),
        ("submitted/anna/ps1", [cell]),
        ("submitted/bert\x1b[31m/ps1", [{**cell, "metadata": {}}]),
    ):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "ps1.ipynb").write_text(json.dumps({"cells": cells}))
    return tmp_path


def test_findings_by_submission(sslgrade: Run, handed_in: Path) -> None:
    done = sslgrade("course", "audit", str(handed_in))
    assert done.code == 1
    name, finding, empty, last = done.out.splitlines()
    assert name.endswith(" · ps1")
    assert name.startswith("bert")
    assert "\x1b" not in done.out
    assert (finding, empty) == ("  missing    “a” is missing.", "")
    assert last == "1 of 2 submissions deserve a look."


def test_json(sslgrade: Run, handed_in: Path) -> None:
    document = json.loads(sslgrade("course", "audit", str(handed_in), "--json").out)
    assert document["schema"] == "sslgrade/audit/v1"
    assert document["submissions"] == 2
    (finding,) = document["findings"]
    assert (finding["kind"], finding["message"]) == ("missing", "“a” is missing.")


def test_nothing_found(sslgrade: Run, handed_in: Path) -> None:
    import shutil

    shutil.rmtree(next((handed_in / "submitted").glob("bert*")))
    done = sslgrade("course", "audit", str(handed_in), "--assignment", "ps1")
    assert (done.code, done.out) == (0, "0 of 1 submissions deserve a look.\n")


def test_no_submission(sslgrade: Run, handed_in: Path) -> None:
    done = sslgrade("course", "audit", str(handed_in), "--assignment", "ps2")
    assert done.code == 2
    assert "expected folders submitted/<learner>/ps2/." in " ".join(done.err.split())
