"""Written whole or not at all, and never over what is not ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sslgrade.page.build import MARK
from sslgrade.page.write import ours, write

PAGE = f'<!doctype html>\n<head>{MARK} 1">'


def test_a_new_file_and_its_own_successor(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write(path, PAGE + "one")
    write(path, PAGE + "two")
    assert path.read_text(encoding="utf-8") == PAGE + "two"
    assert list(tmp_path.iterdir()) == [path]


def test_another_file_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "thesis.html"
    path.write_text("my thesis", encoding="utf-8")
    assert not ours(path)
    with pytest.raises(FileExistsError):
        write(path, PAGE)
    assert path.read_text(encoding="utf-8") == "my thesis"
    write(path, PAGE, force=True)
    assert ours(path)


def test_a_mark_deep_inside_a_file_does_not_make_it_ours(tmp_path: Path) -> None:
    path = tmp_path / "mail.html"
    path.write_text("x" * 5000 + PAGE, encoding="utf-8")
    with pytest.raises(FileExistsError):
        write(path, PAGE)


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_is_never_replaced(tmp_path: Path, force: bool) -> None:
    with pytest.raises(OSError, match="a folder is there"):
        write(tmp_path, PAGE, force=force)


@pytest.mark.parametrize("force", [False, True])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, force: bool) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(OSError, match="what is there is no file"):
        write(path, PAGE, force=force)


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write(tmp_path / "none" / "page.html", PAGE)
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_followed_and_not_replaced_by_a_file(tmp_path: Path) -> None:
    real = tmp_path / "real.html"
    real.write_text("my thesis", encoding="utf-8")
    link = tmp_path / "link.html"
    link.symlink_to(real)
    with pytest.raises(FileExistsError):
        write(link, PAGE)
    assert real.read_text(encoding="utf-8") == "my thesis"
