import json
import os
from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import Catalogue, catalogue
from sslgrade.course.folders import look
from sslgrade.course.submissions import LARGEST, Class, Reader, Reply

RIGHT = "def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"


def notebook(*cells: str) -> str:
    made = [{"cell_type": "code", "metadata": {}, "source": text, "outputs": []} for text in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "hw1"
    made.mkdir()
    return made


def read(root: Path, found: Catalogue, **options: Any) -> Class:
    reader = Reader(found, options.get("backend"), options.get("only"))
    return reader.read(look(root, found.ids, "hw1"))


def write(root: Path, name: str, data: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_python_file(root: Path, course: Catalogue) -> None:
    path = write(root, "ann/square_loss.py", RIGHT)
    os.utime(path, (0, 1_700_000_000))
    (one,) = read(root, course).handed
    assert (one.student, one.assignment, one.exercise.id) == ("ann", "hw1", "square_loss")
    assert (one.backend, one.source, one.fault) == ("numpy", RIGHT.encode(), "")
    assert one.submitted_at == "2023-11-14T22:13:20Z"
    assert one.shown_path == str(path)


@pytest.mark.parametrize(
    ("text", "asked", "track"),
    [(RIGHT, None, "numpy"), ("import jax\n" + RIGHT, None, "jax"), (RIGHT, "jax", "jax")],
)
def test_the_track(root: Path, course: Catalogue, text: str, asked: str | None, track: str) -> None:
    write(root, "ann/square_loss.py", text)
    (one,) = read(root, course, backend=asked).handed
    assert one.backend == track


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"x = 1\x00", "é".encode("latin-1"), b""])
def test_bytes_that_are_no_python_are_for_the_worker_to_judge(
    root: Path, course: Catalogue, data: bytes
) -> None:
    write(root, "ann/square_loss.py", data)
    (one,) = read(root, course).handed
    assert (one.source, one.fault) == (data, "")


def test_files_that_cannot_be_taken_have_a_reason(
    root: Path, course: Catalogue, tmp_path: Path
) -> None:
    secret = write(tmp_path, "reference.py", RIGHT)
    write(root, "ann/square_loss.py", b"#" * (LARGEST + 1))
    (root / "bob").mkdir()
    (root / "bob" / "square_loss.py").symlink_to(secret)
    (root / "cy" / "square_loss.py").mkdir(parents=True)
    (root / "dan").mkdir()
    os.mkfifo(root / "dan" / "square_loss.py")
    write(root, "eve/square_loss.py", RIGHT)
    found = {one.student: one for one in read(root, course).handed}
    assert {name: one.fault for name, one in found.items()} == {
        "ann": "The file square_loss.py has 1,000,001 bytes, more than the 1,000,000 that are "
        "read. Hand in a Python file.",
        "bob": "The file square_loss.py is a symbolic link, which is not followed. "
        "Hand in a Python file.",
        "cy": "The file square_loss.py is no regular file. Hand in a Python file.",
        "dan": "The file square_loss.py is no regular file. Hand in a Python file.",
        "eve": "",
    }
    assert [one.source for one in found.values()] == [b"", b"", b"", b"", RIGHT.encode()]


def test_a_notebook(root: Path, course: Catalogue) -> None:
    cells = (RIGHT, '%matplotlib inline\nsslgrade.check("square_loss", square_loss)')
    write(root, "ann/work.ipynb", notebook(*cells, 'sslgrade.quiz("mlm-01", "b")'))
    found = read(root, course)
    (one,) = found.handed
    assert b"def square_loss" in one.source
    assert b"sslgrade" not in one.source
    assert found.replies == [Reply("ann", "hw1", "mlm-01", "b")]


def test_a_broken_notebook_counts_for_what_the_others_have(root: Path, course: Catalogue) -> None:
    cell = 'sslgrade.check("square_loss", square_loss)'
    write(root, "ann/work.ipynb", notebook(RIGHT, cell))
    write(root, "bob/work.ipynb", '{"cells": [')
    found = read(root, course)
    ann, bob = found.handed
    assert (ann.student, ann.fault) == ("ann", "")
    assert (bob.student, bob.exercise.id, bob.source) == ("bob", "square_loss", b"")
    assert bob.fault.startswith("The notebook work.ipynb cannot be read: ")
    assert any(note.startswith("bob/work.ipynb: ") for note in found.notes)


def test_the_outermost_file_counts_and_the_other_is_told(root: Path, course: Catalogue) -> None:
    first = write(root, "ann/square_loss.py", RIGHT)
    other = write(root, "ann/01_extra/square_loss.py", "x = 1\n")
    found = read(root, course)
    assert [one.source for one in found.handed] == [RIGHT.encode()]
    assert found.notes == [f"ann has square_loss twice: {first} counts, {other} does not."]


def test_one_exercise_alone(root: Path) -> None:
    for name in ("mlm_loss", "info_nce"):
        write(root, f"ann/{name}.py", "x = 1\n")
    found = read(root, catalogue(), only="info_nce")
    assert [one.exercise.id for one in found.handed] == ["info_nce"]


def test_an_earlier_exercise_is_sent_along_where_it_is_used(root: Path) -> None:
    write(root, "ann/log_softmax.py", "def log_softmax(x): ...\n")
    write(root, "ann/mlm_loss.py", "from cross_entropy import cross_entropy\n")
    write(root, "ann/cross_entropy.py", "x = 1\n")
    write(root, "ann/mask_tokens.py", "x = 1\n")
    found = {one.exercise.id: dict(one.modules) for one in read(root, catalogue()).handed}
    assert found["mlm_loss"] == {"cross_entropy": b"x = 1\n"}
    assert found["log_softmax"] == {}


def test_nbgraders_time_of_submission(root: Path, course: Catalogue) -> None:
    cell = 'sslgrade.check("square_loss", square_loss)'
    write(root, "ann/hw7/work.ipynb", notebook(RIGHT, cell))
    write(root, "ann/hw7/timestamp.txt", "2026-11-02 10:00:00.000 UTC\n")
    (one,) = read(root, course).handed
    assert (one.assignment, one.submitted_at) == ("hw7", "2026-11-02 10:00:00.000 UTC")
