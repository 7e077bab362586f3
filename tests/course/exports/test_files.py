"""How exports reach the disk: whole or not at all, and never over something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sslgrade.course.exports.files import Export, file_names, save
from sslgrade.study.errors import StudyError


def test_one_file_and_its_companion(here: Path) -> None:
    export = Export({"x": b"data"})
    export.note("left out (steps)", ["b", "a", "b"])
    assert save(export, Path("out.xml")) == [Path("out.xml"), Path("out.xml.notes.txt")]
    assert (here / "out.xml").read_bytes() == b"data"
    assert (here / "out.xml.notes.txt").read_text() == "left out (steps): b, a\n"


def test_nothing_lost_needs_no_companion(here: Path) -> None:
    export = Export({"x": b"data"})
    export.note("left out", [])
    assert save(export, Path("out.xml")) == [Path("out.xml")]
    assert [p.name for p in here.iterdir()] == ["out.xml"]


def test_what_is_there_stays(here: Path) -> None:
    (here / "out.xml").write_text("mine")
    with pytest.raises(StudyError) as caught:
        save(Export({"x": b"new"}), Path("out.xml"))
    assert str(caught.value) == (
        "out.xml: found a file already. Name another --out, or replace it with --force."
    )
    assert (here / "out.xml").read_text() == "mine"


def test_the_companion_of_another_file_stays_too(here: Path) -> None:
    (here / "out.xml.notes.txt").write_text("mine")
    with pytest.raises(StudyError, match=r"^out\.xml\.notes\.txt: found a file already"):
        save(Export({"x": b"new"}, ["lost"]), Path("out.xml"))
    assert not (here / "out.xml").exists()


def test_force_replaces_a_file_and_its_old_notes(here: Path) -> None:
    save(Export({"x": b"old"}, ["lost"]), Path("out.xml"))
    save(Export({"x": b"new"}), Path("out.xml"), force=True)
    assert [p.name for p in here.iterdir()] == ["out.xml"]
    assert (here / "out.xml").read_bytes() == b"new"


def test_force_replaces_no_folder_and_follows_no_link(here: Path) -> None:
    (here / "out").mkdir()
    with pytest.raises(StudyError) as caught:
        save(Export({"x": b"new"}), Path("out"), force=True)
    assert str(caught.value) == "out: found a folder already. Name another --out."
    (here / "target").write_text("mine")
    (here / "link").symlink_to("target")
    with pytest.raises(StudyError):
        save(Export({"x": b"new"}), Path("link"), force=True)
    assert (here / "target").read_text() == "mine"


def test_a_folder_is_filled_before_it_appears(here: Path) -> None:
    (here / ".all.filling").mkdir()  # what a killed run left
    (here / ".all.filling" / "old.json").write_text("old")
    save(Export({"a.json": b"1", "b.json": b"2"}, folder=True), Path("all"))
    assert sorted(p.name for p in (here / "all").iterdir()) == ["a.json", "b.json"]
    assert [p.name for p in here.iterdir()] == ["all"]


def test_a_folder_that_is_not_there(here: Path) -> None:
    with pytest.raises(StudyError) as caught:
        save(Export({"x": b"1"}), Path("no/such/out.xml"))
    assert str(caught.value) == (
        "no/such/out.xml cannot be written: No such file or directory. Name another --out."
    )


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/etc/passwd",
        "a/b",
        "..",
        ".",
        "",
        "CON",
        "nul.txt",
        "a\x00b",
        "x" * 300,
        "é",
        "\ud800",
    ],
)
def test_a_hostile_name_is_a_plain_file_name(name: str) -> None:
    made = file_names([name], ".json")[name]
    assert "/" not in made
    assert "\\" not in made
    assert not made.startswith("..")
    assert len(made) < 100
    assert made.isascii()
    assert made.split("-")[0].lower() not in ("con.json", "nul.json")
    assert made != f"{name}.json"


def test_plain_names_stay_and_none_is_shared() -> None:
    names = ["ada", "Ada", "a b", "a_b", "a/b", "bob.k"]
    made = file_names(names, ".json")
    assert made["ada"] == "ada.json"
    assert made["bob.k"] == "bob.k.json"
    assert len({m.lower() for m in made.values()}) == len(names)
