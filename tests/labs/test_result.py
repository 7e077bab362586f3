import json
import os
from pathlib import Path
from typing import Any

import pytest

from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.labs.result import Result, need_place, short, write
from sslgrade.labs.whose import Whose
from sslgrade.study.errors import StudyError

LAB = Lab("some-lab", "A title", "A claim.", ("mae",), lambda bench: pytest.fail("not run"))
MINE = Whose("mae", "yours", "numpy", ("mae_loss",))
THEIRS = Whose("dino", "reference", "jax", ("dino_loss", "ema_center"))


def made(*whose: Whose, seed: int = 3) -> Result:
    table = Table(("what", "how"), (("a", 1 / 3), ("b", None)))
    outcome = Outcome(table, "It did.", True, lambda axes: None, {"sha256": "ff", "x": 2 / 3})
    return Result(LAB, outcome, seed, 12.345, whose or (THEIRS,))


def test_the_document_has_all_that_is_needed_to_repeat_it() -> None:
    found = json.loads(made(MINE, THEIRS).text())
    date, versions = found.pop("date"), found.pop("versions")
    assert len(date) == len("2026-01-01T00:00:00Z")
    assert set(versions) == {"sslgrade", "python", "numpy", "jax", "scikit-learn"}
    assert found == {
        "schema": "sslgrade/lab/v1",
        "name": "some-lab",
        "title": "A title",
        "claim": "A claim.",
        "seed": 3,
        "cpu_s": 12.3,
        "loss_by": "reference",
        "losses": {"mae_loss": "yours", "dino_loss and ema_center": "reference"},
        "table": {"columns": ["what", "how"], "rows": [["a", 0.333333], ["b", None]]},
        "says": "It did.",
        "effect_shown": True,
        "data": {"sha256": "ff", "x": 0.666667},
    }


def test_yours_means_every_loss() -> None:
    assert made(MINE).loss_by == "yours"
    assert made(MINE, THEIRS).loss_by == "reference"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(1 / 3, 0.333333), (2e-17 / 3, 6.66667e-18), (float("nan"), None), (float("inf"), None)],
)
def test_numbers_are_rounded_and_json_keeps_them(cell: float, shown: float | None) -> None:
    assert short(cell) == shown


def test_other_cells_stay_as_they_are() -> None:
    assert [short(c) for c in ("a", 1234567, True, None)] == ["a", 1234567, True, None]


def test_both_files_are_written_and_a_result_of_ours_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for seed in (1, 2):
        need_place(folder, "some-lab")
        document, picture = write(made(seed=seed), b"png %d" % seed, folder)
        assert json.loads(document.read_text())["seed"] == seed
        assert picture.read_bytes() == b"png %d" % seed
    assert sorted(os.listdir(folder)) == ["some-lab.json", "some-lab.png"]


@pytest.mark.parametrize(
    "failing", ["some-lab.png", "some-lab.json"], ids=["first file", "second file"]
)
def test_a_write_that_fails_leaves_the_old_files_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    write(made(seed=1), b"old", tmp_path)
    real = Path.open

    def full(self: Path, *args: Any, **kwargs: Any) -> Any:
        if failing in self.name:
            raise OSError(28, "No space left on device")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StudyError, match=r"cannot be written: No space left on device\. Name"):
        write(made(seed=2), b"new", tmp_path)
    monkeypatch.undo()
    assert sorted(os.listdir(tmp_path)) == ["some-lab.json", "some-lab.png"]
    assert json.loads((tmp_path / "some-lab.json").read_text())["seed"] == 1
    assert (tmp_path / "some-lab.png").read_bytes() == b"old"


def test_a_stop_in_the_middle_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(fd: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        write(made(), b"new", tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("some-lab.json", "my notes"),
        ("some-lab.json", '{"schema": "sslgrade/lab/v1", "name": "another"}'),
        ("some-lab.json", "[]"),
        ("some-lab.png", "my picture"),
    ],
)
def test_what_somebody_else_wrote_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(StudyError) as raised:
        need_place(tmp_path, "some-lab")
    assert str(raised.value) == (
        f"{name} exists already and is no result of this lab: it is not overwritten. "
        "Move it, or name another folder with --out."
    )
    assert (tmp_path / name).read_text() == text


def test_a_folder_that_cannot_be_made_is_said_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StudyError) as raised:
        need_place(tmp_path / "file" / "deeper", "some-lab")
    assert str(raised.value) == (
        "file/deeper cannot be made: Not a directory. Name another folder with --out."
    )


def test_a_folder_that_cannot_be_written_is_said_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(StudyError) as raised:
        need_place(tmp_path / "out", "some-lab")
    assert str(raised.value) == "out is not writable. Name another folder with --out."
