from pathlib import Path

import numpy as np
import pytest

from sslgrade.labs.corpus import corpus, docstrings, windows


def test_docstrings_are_cleaned(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        '"""One  É\t Two.\n\n   Three.\n"""\n\ndef f():\n    """FOUR"""\n    return "no"\n'
    )
    assert docstrings(path) == "one two.\nthree.\nfour\n"


@pytest.mark.parametrize("source", [b"x = 1\n", b"def f(:\n", b"\xff\xfe", b"\0"])
def test_files_without_any_are_passed_over(tmp_path: Path, source: bytes) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(source)
    assert docstrings(path) == ""


def test_the_corpus_is_the_same_every_time_and_says_what_it_is() -> None:
    found, again = corpus(60_000, 20), corpus(60_000, 20)
    assert found.sha256 == again.sha256
    assert np.array_equal(found.train, again.train)
    assert found.vocabulary == 20
    assert set(np.unique(found.train)) == set(range(20))
    assert found.held_out.min() >= 0
    assert found.held_out.max() < 20
    assert len(found.train) + len(found.held_out) >= 60_000
    assert len(found.held_out) >= 3_000
    data = found.data()
    assert data["training characters"] == len(found.train)
    assert data["sha256"] == found.sha256
    assert len(found.sha256) == 64


def test_windows_are_pieces() -> None:
    text = np.arange(10)
    assert windows(text, np.array([0, 7]), 3).tolist() == [[0, 1, 2], [7, 8, 9]]
