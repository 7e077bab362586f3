from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.study.errors import StudyError
from sslgrade.study.scaffold import init, reset, update
from sslgrade.study.workspace import Workspace

MINE = "def mean_loss(x):\n    return 1.0\n"


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def stub_of(ladder: Catalogue, name: str) -> Path:
    return ladder.root / "exercises" / name / "stub_numpy.py"


def fresh(ladder: Catalogue) -> Catalogue:
    return Catalogue(ladder.root)


def test_init_writes_a_file_for_every_exercise(workspace: Workspace) -> None:
    files = sorted(str(p.relative_to(workspace.root)) for p in workspace.root.rglob("*.*"))
    assert files == [
        ".sslgrade",
        ".sslgrade/stubs.json",
        ".sslgrade/stubs.lock",
        "01_first/mean_loss.py",
        "02_second/mean_grad.py",
        "README.md",
        "sslgrade.toml",
    ]


def test_init_on_jax_writes_the_other_track(tmp_path: Path, ladder: Catalogue, said: Any) -> None:
    outcome = init(tmp_path / "ws", "jax", ladder, said)
    assert names(outcome.written)[2:] == ["mean_loss.py", "mean_jax.py"]
    assert outcome.other_track == ["mean_grad"]
    assert "jax" in (tmp_path / "ws" / "01_first" / "mean_loss.py").read_text()


def test_init_keeps_every_file_that_is_there(
    workspace: Workspace, ladder: Catalogue, said: Any
) -> None:
    mine = workspace.root / "01_first" / "mean_loss.py"
    mine.write_text(MINE)
    (workspace.root / "README.md").write_text("mine")
    outcome = init(workspace.root, None, ladder, said)
    assert outcome.written == []
    assert names(outcome.kept) == ["sslgrade.toml", "README.md", "mean_loss.py", "mean_grad.py"]
    assert (mine.read_text(), (workspace.root / "README.md").read_text()) == (MINE, "mine")


def test_init_does_not_change_the_backend(
    workspace: Workspace, ladder: Catalogue, said: Any
) -> None:
    with pytest.raises(StudyError) as refused:
        init(workspace.root, "jax", ladder, said)
    assert str(refused.value) == (
        ". is a numpy workspace already. Expected a new folder for jax: "
        "`sslgrade init DIR --backend jax`."
    )


def test_init_refuses_a_file(tmp_path: Path, ladder: Catalogue, said: Any) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudyError, match="is a file; expected a folder or a new name"):
        init(tmp_path / "file", None, ladder, said)
    with pytest.raises(StudyError, match="cannot be written: Not a directory"):
        init(tmp_path / "file" / "below", None, ladder, said)


def test_update_with_nothing_new(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    outcome = update(workspace, ladder, said)
    assert (outcome.written, outcome.refreshed, outcome.changed) == ([], [], [])


def test_update_writes_what_is_missing(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    (workspace.root / "02_second" / "mean_grad.py").unlink()
    assert names(update(workspace, ladder, said).written) == ["mean_grad.py"]


def test_update_renews_an_untouched_stub(
    workspace: Workspace, ladder: Catalogue, said: Any
) -> None:
    stub_of(ladder, "mean_loss").write_text("# new\n")
    outcome = update(workspace, fresh(ladder), said)
    assert names(outcome.refreshed) == ["mean_loss.py"]
    assert (workspace.root / "01_first" / "mean_loss.py").read_text() == "# new\n"


def test_update_tells_of_a_change_once_and_leaves_work_alone(
    workspace: Workspace, ladder: Catalogue, said: Any
) -> None:
    mine = workspace.root / "01_first" / "mean_loss.py"
    mine.write_text(MINE)
    stub_of(ladder, "mean_loss").write_text("# new\n")
    assert update(workspace, fresh(ladder), said).changed == ["mean_loss"]
    assert mine.read_text() == MINE
    assert update(workspace, fresh(ladder), said).changed == []


def test_a_stub_that_only_an_editor_changed_is_still_untouched(
    workspace: Workspace, ladder: Catalogue, said: Any
) -> None:
    mine = workspace.root / "01_first" / "mean_loss.py"
    mine.write_bytes(mine.read_bytes().replace(b"\n", b"  \r\n") + b"\r\n\r\n")
    stub_of(ladder, "mean_loss").write_text("# new\n")
    assert names(update(workspace, fresh(ladder), said).refreshed) == ["mean_loss.py"]


def test_reset_keeps_a_backup(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    mine = workspace.root / "01_first" / "mean_loss.py"
    mine.write_text(MINE)
    backup = reset(workspace, ladder.get("mean_loss"), ladder, said)
    assert backup is not None
    assert backup.read_text() == MINE
    assert backup.parent == workspace.root / ".sslgrade" / "backups"
    assert mine.read_text() == stub_of(ladder, "mean_loss").read_text()


def test_reset_of_a_stub_or_of_nothing_needs_no_backup(
    workspace: Workspace, ladder: Catalogue, said: Any
) -> None:
    exercise = ladder.get("mean_loss")
    assert reset(workspace, exercise, ladder, said) is None
    (workspace.root / "01_first" / "mean_loss.py").unlink()
    assert reset(workspace, exercise, ladder, said) is None
    assert workspace.file_of("mean_loss") is not None
