"""``sslgrade course export`` as an instructor uses it."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.course.exports.conftest import RIGHT, WRONG

from sslgrade.content import catalogue as catalogues
from sslgrade.content.quiz import bank
from sslgrade.course.graded import Override, Result, Submitted
from sslgrade.course.store import Store
from sslgrade.report.model import SCHEMA

Run = Callable[..., Any]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A class of two in the current folder."""
    path = Path("class.sqlite")
    with Store.open(path, create=True) as opened:
        fill(opened)
    return path


def fill(opened: Store) -> None:
    run = opened.base.execute(
        "INSERT INTO runs (uid, assignment, secret, version, started_at) "
        "VALUES ('u', 'week1', 's', '0', '2026') RETURNING id"
    ).fetchone()[0]
    for key, student, report in (("aa" * 32, "ada", RIGHT), ("bb" * 32, "../bob", WRONG)):
        opened.add(Result(key, key, "bundle", report, b"source"), run)
        opened.submit("week1", [Submitted(student, "mlm_loss", key, "p", None)])
    opened.override("week1", "ada", "mlm_loss", Override(4.0, "late", "prof", "2026"))


@pytest.fixture
def real_bank(content: Path) -> None:
    """The real quiz bank, in place of none."""
    shutil.copytree(
        Path(catalogues.__file__).parents[3] / "concept" / "quiz", content / "concept" / "quiz"
    )
    assert bank(content).items


def test_the_formats_are_listed(sslgrade: Run) -> None:
    result = sslgrade("course", "export")
    assert result.code == 0
    assert result.out.split("\n")[:4] == [
        "An autograder:",
        "  gradescope",
        "Results, of a store or of one `sslgrade check --json` document:",
        "  classroom50, csv, junit, lti-ags, prairielearn",
    ]


def test_results_of_a_store(sslgrade: Run, store: Path) -> None:
    result = sslgrade("course", "export", "csv")
    assert (result.code, result.out) == (0, "wrote week1-csv.csv\n")
    assert "ada,mlm_loss" in Path("week1-csv.csv").read_text("utf-8-sig")
    assert result.err == (
        "sslgrade: This format cannot hold everything. It is also in\n"
        "  week1-csv.csv.notes.txt.\n"
        "  checks and messages are left out: a row is a submission: all submissions\n"
    )
    assert Path("week1-csv.csv.notes.txt").read_text() == (
        "checks and messages are left out: a row is a submission: all submissions\n"
    )


def test_a_file_for_each_learner(sslgrade: Run, store: Path) -> None:
    result = sslgrade("course", "export", "lti-ags", "--out", "scores")
    assert result.out == "wrote scores (2 files)\n"
    files = sorted(Path("scores").iterdir())
    scores = {json.loads(f.read_text())["userId"]: json.loads(f.read_text()) for f in files}
    assert scores["ada"]["scoreGiven"] == 4
    assert scores["../bob"]["scoreGiven"] == 3
    assert not Path("bob.json").exists()


def test_a_document_in_a_file(sslgrade: Run) -> None:
    Path("check.json").write_text(json.dumps({"schema": SCHEMA, "reports": [WRONG]}))
    result = sslgrade("course", "export", "prairielearn", "--from", "check.json", "--out", "r.json")
    assert result.code == 0
    assert json.loads(Path("r.json").read_text())["score"] == 0.6


def test_a_document_through_a_pipe(sslgrade: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps({"schema": SCHEMA, "reports": [WRONG]})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    result = sslgrade("course", "export", "junit", "--from", "-", "--out", "-", "--student", "ada")
    assert result.code == 0
    assert 'name="ada.mlm_loss"' in result.out
    assert result.err.startswith("sslgrade: This format cannot hold everything.\n")
    assert list(Path().iterdir()) == []


def test_nothing_is_overwritten(sslgrade: Run, store: Path) -> None:
    Path("week1-csv.csv").write_text("mine")
    result = sslgrade("course", "export", "csv")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "sslgrade: week1-csv.csv: found a file already. Name another --out, or replace it\n"
        "  with --force.\n"
    )
    assert Path("week1-csv.csv").read_text() == "mine"
    assert sslgrade("course", "export", "csv", "--force").code == 0


def test_the_quiz(sslgrade: Run, real_bank: None) -> None:
    result = sslgrade("course", "export", "gift", "--family", "mlm", "--out", "q.gift")
    assert result.code == 0
    assert "::mlm-01::" in Path("q.gift").read_text()
    assert "::ntp-01::" not in Path("q.gift").read_text()
    assert "left out (a formula that is compared by its values): mlm-17" in result.err
    one = sslgrade("course", "export", "gift", "--item", "ntp-04", "--seed", "3", "--out", "o.gift")
    assert one.code == 0
    assert Path("o.gift").read_text().count("::") == 2


def test_long_lists_are_short_on_the_screen_and_whole_beside_the_file(
    sslgrade: Run, real_bank: None
) -> None:
    result = sslgrade("course", "export", "moodle-xml", "--out", "q.xml")
    assert "mlm-02, mlm-05, mlm-06 and " in " ".join(result.err.split())
    whole = Path("q.xml.notes.txt").read_text()
    assert "mlm-14" in whole
    assert " more" not in whole


MISTAKES = [
    (("moodle",), "no format 'moodle'. Did you mean moodle-xml?"),
    (("csv", "--store", "no.sqlite"), "no.sqlite does not exist; expected the results of a class."),
    (("csv", "--assignment", "week9"), "class.sqlite has no assignment 'week9'. Expected one of:"),
    (("csv", "--family", "mlm"), "csv does not use --family. Leave it out."),
    (("gift", "--assignment", "week1"), "gift does not use --assignment. Leave it out."),
    (("gift", "--item", "mlm-01x"), "no quiz item 'mlm-01x'. Did you mean mlm-01?"),
    (("gift", "--family", "mln"), "no quiz family 'mln'. Did you mean mlm?"),
    (("gradescope",), "found no exercise; a Gradescope assignment needs at least one:"),
    (("junit", "--from", "no.json"), "no.json cannot be read: No such file or directory."),
    (("canvas-qti", "--out", "-"), "canvas-qti cannot go to standard output. Name a file with"),
    (("lti-ags", "--out", "-"), "lti-ags cannot go to standard output. Name a file with --out."),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_mistakes(
    sslgrade: Run, store: Path, real_bank: None, arguments: tuple[str, ...], message: str
) -> None:
    before = sorted(Path().iterdir())
    result = sslgrade("course", "export", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.replace("\n  ", " ").startswith(f"sslgrade: {message}")
    assert {p.name for p in Path().iterdir()} - {p.name for p in before} <= {
        "class.sqlite-wal",
        "class.sqlite-shm",
    }


def test_several_assignments(sslgrade: Run, store: Path) -> None:
    with Store.open(store) as opened:
        opened.submit("week2", [Submitted("ada", "mlm_loss", "aa" * 32, "p", None)])
    result = sslgrade("course", "export", "csv")
    assert result.err.replace("\n  ", " ") == (
        "sslgrade: class.sqlite holds 2 assignments (week1, week2). Choose one with --assignment.\n"
    )


def test_a_class_installation_has_no_quiz_bank(sslgrade: Run) -> None:
    result = sslgrade("course", "export", "gift")
    assert result.code == 2
    assert result.err.startswith("sslgrade: this installation has no quiz bank.")
