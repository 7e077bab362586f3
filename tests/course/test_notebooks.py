import json
from pathlib import Path
from typing import Any

import pytest

from sslgrade.course.notebooks import NotebookSubmission, read

CHECK = 'sslgrade.check("mlm_loss", mlm_loss)'
MLM = "def mlm_loss(a, b, c, d, e):\n    return {}\n"


def code(text: str, **own: Any) -> dict[str, Any]:
    metadata = {"nbgrader": own} if own else {}
    return {"cell_type": "code", "source": text, "metadata": metadata}


@pytest.fixture
def look(tmp_path: Path) -> Any:
    def look(*cells: Any) -> NotebookSubmission:
        made = [cell if isinstance(cell, dict) else code(cell) for cell in cells]
        (tmp_path / "n.ipynb").write_text(json.dumps({"cells": made}))
        return read(tmp_path / "n.ipynb")

    return look


def test_only_what_is_used_is_cut_out(look: Any) -> None:
    found = look("import os, sslgrade\nT = 2", "U = 3", MLM.format("T"), CHECK)
    assert found.sources["mlm_loss"].text == "T = 2\n" + MLM.format("T")
    assert found.sources["mlm_loss"].places[0] == ("cell 1", 2)
    assert (found.answers, found.faults) == ({}, [])


def test_the_cells_above_the_check_count(look: Any) -> None:
    found = look(MLM.format(1), CHECK, MLM.format(2))
    assert found.sources["mlm_loss"].text == MLM.format(1)


def test_a_check_above_all_work_is_forgiven(look: Any) -> None:
    assert look(CHECK, MLM.format(2)).sources["mlm_loss"].text == MLM.format(2)


def test_a_function_of_another_name(look: Any) -> None:
    found = look("def mine(*a): return 1", 'sslgrade.check("mlm_loss", mine)')
    assert found.sources["mlm_loss"].text == "def mine(*a): return 1\nmlm_loss = mine\n"


@pytest.mark.parametrize(
    "cells",
    [
        (MLM.format(1),),
        (MLM.format(1), code("edited away", grade_id="mlm_loss", grade=True)),
        (code(MLM.format(1), grade_id="mlm_loss-solution", solution=True),),
        (
            code(MLM.format(1), grade_id="mlm_loss-solution", solution=True),
            'sslgrade.check("info_nce", info_nce)',
        ),
    ],
    ids=["no check cell", "edited check", "deleted check", "another check"],
)
def test_work_is_found_without_its_check(look: Any, cells: Any) -> None:
    assert look(*cells).sources["mlm_loss"].text == MLM.format(1)


def test_a_cell_that_is_no_python_is_handed_on_so_that_its_line_is_named(look: Any) -> None:
    source = look("x = (", "import numpy\ndef mlm_loss(:\n    pass", CHECK).sources["mlm_loss"]
    assert source.text == "import numpy\ndef mlm_loss(:\n    pass\n"
    assert source.places[1] == ("cell 2", 2)
    assert source.notes == (
        "Not graded, because it is no Python: cell 1: '(' was never closed (line 1).",
        "Not graded, because it is no Python: cell 2: invalid syntax (line 2).",
    )


def test_magics_are_named(look: Any) -> None:
    source = look("%matplotlib inline\n!ls", MLM.format(1), CHECK).sources["mlm_loss"]
    assert source.notes == (
        "Not graded, because only a notebook can run it: `%matplotlib inline`, `!ls`.",
    )


def test_what_cannot_be_told_is_refused(look: Any) -> None:
    source = look("from numpy import *", MLM.format("log(1)"), CHECK).sources["mlm_loss"]
    assert source.text == ""
    assert source.refused.startswith("`from numpy import *` in cell 1 may bind `log`")


def test_an_unknown_exercise_is_a_fault(look: Any) -> None:
    found = look('sslgrade.check("mlm_los", f)')
    assert found.faults == [
        "cell 1: no exercise 'mlm_los'. Did you mean mlm_loss? `sslgrade list` shows all of them."
    ]


@pytest.mark.parametrize(
    ("cells", "answers"),
    [
        (['sslgrade.quiz("mlm-01", "b")'], {"mlm-01": "b"}),
        (['a = "b"  # mine', 'sslgrade.quiz("mlm-01", a)'], {"mlm-01": "b"}),
        (["a = 'b'", 'sslgrade.quiz("mlm-01", a)', "a: str = 'c'"], {"mlm-01": "c"}),
        (['sslgrade.quiz("mlm-02", -0.5)'], {"mlm-02": "-0.5"}),
        (["a = 4", 'sslgrade.quiz("mlm-02", a)'], {"mlm-02": "4"}),
        (["a = 'b' + 'c'", 'sslgrade.quiz("mlm-01", a)'], {}),
        (["a = f()", 'sslgrade.quiz("mlm-01", a)'], {}),
        (['sslgrade.quiz("mlm-01", a)'], {}),
        (['sslgrade.quiz("mlm-01")'], {}),
        (['other.quiz("mlm-01", "b")'], {}),
        (["a = True", 'sslgrade.quiz("mlm-01", a)'], {}),
    ],
)
def test_answers_are_read_as_text(look: Any, cells: Any, answers: Any) -> None:
    assert look(*cells).answers == answers


HOSTILE = {
    "blanks": " " * 250_000,  # took quadratic time once
    "brackets": "x = " + "(" * 100_000,
    "minus": "x = " + "-" * 100_000 + "1",
    "powers": "x = 1" + "**1" * 90_000,
    "attributes": "x = a" + ".a" * 90_000,
    "surrogate": "x = '\ud800'",
    "nul": "x = '\0'",
    "digits": "x = " + "9" * 100_000,
    "statements": "a=1;" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_never_raises(look: Any, name: str) -> None:
    found = look(HOSTILE[name], MLM.format("x"), CHECK)
    assert set(found.sources) == {"mlm_loss"}


def test_a_file_that_is_no_notebook(tmp_path: Path) -> None:
    (tmp_path / "n.ipynb").write_text("[]")
    assert read(tmp_path / "n.ipynb").faults == ["n.ipynb is no notebook: it has no list of cells."]
