from pathlib import Path

import pytest

from sslgrade.study.errors import StudyError
from sslgrade.study.workspace import Workspace, find, need, read, text

FAMILIES = ["first", "second"]


def test_a_workspace_is_found_from_every_folder_in_it(workspace: Workspace) -> None:
    assert find(workspace.root / "01_first") == workspace
    assert need(workspace.root) == workspace


def test_where_there_is_none_the_next_step_is_named(tmp_path: Path) -> None:
    assert find(tmp_path) is None
    with pytest.raises(StudyError) as refused:
        need(tmp_path)
    assert str(refused.value) == (
        f"no workspace found: neither {tmp_path} nor a folder above it holds sslgrade.toml. "
        "Change into yours, or make one: `sslgrade init DIR`."
    )


def test_what_init_writes_is_read(tmp_path: Path) -> None:
    (tmp_path / "sslgrade.toml").write_text(text("jax"))
    assert read(tmp_path) == Workspace(tmp_path.resolve(), "jax")


WRONG = [
    (
        "format_version = 1\nbackend =",
        "sslgrade.toml: not valid TOML: Invalid value (at end of document). Mend that line.",
    ),
    (
        "format_version = 2",
        "sslgrade.toml: found format_version 2, expected 1: a newer sslgrade "
        "made this workspace. Update sslgrade.",
    ),
    (
        "",
        "sslgrade.toml: format_version: found nothing, expected 1. "
        "Write `format_version = 1` there.",
    ),
    (
        'format_version = "1"',
        "sslgrade.toml: format_version: found '1', expected 1. Write `format_version = 1` there.",
    ),
    (
        'format_version = 1\nbackend = "torch"',
        "sslgrade.toml: backend: found 'torch', expected "
        '"numpy" or "jax". Write one of them there.',
    ),
]


@pytest.mark.parametrize(("content", "message"), WRONG)
def test_a_wrong_file_is_told_word_for_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sslgrade.toml").write_text(content)
    with pytest.raises(StudyError) as refused:
        find(tmp_path)
    assert str(refused.value) == message


def test_a_file_is_found_whatever_its_folder_is_called(workspace: Workspace) -> None:
    moved = workspace.root / "07_mine"
    (workspace.root / "01_first").rename(moved)
    assert workspace.file_of("mean_loss") == moved / "mean_loss.py"
    assert workspace.file_of("unknown") is None


def test_two_files_of_one_exercise_are_refused(workspace: Workspace) -> None:
    (workspace.root / "02_second" / "mean_loss.py").write_text("")
    with pytest.raises(StudyError) as refused:
        workspace.file_of("mean_loss")
    assert str(refused.value) == (
        "found mean_loss.py twice: 01_first/mean_loss.py and 02_second/mean_loss.py. Expected "
        "one. Move the one that you do not want graded out of the workspace."
    )


def test_a_new_file_goes_to_the_familys_folder(workspace: Workspace) -> None:
    (workspace.root / "02_second").rename(workspace.root / "05_second")
    place = workspace.place_of("other", "second", FAMILIES)
    assert place == workspace.root / "05_second" / "other.py"
    place = workspace.place_of("other", "third", [*FAMILIES, "third"])
    assert place == workspace.root / "03_third" / "other.py"
