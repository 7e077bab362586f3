import os
from pathlib import Path

import pytest

from sslgrade.course.folders import File, Folder, locate, look, name_of
from sslgrade.study.errors import StudyError

IDS = ("mlm_loss", "info_nce")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "hw1"
    made.mkdir()
    return made


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def found(root: Path, only: str | None = None) -> tuple[list[tuple[str, str, str, str]], Folder]:
    folder = look(root, IDS, "hw1", only)
    rows = [
        (f.student, f.assignment, str(f.path.relative_to(root)), f.exercise or "notebook")
        for f in folder.files
    ]
    return rows, folder


def test_a_folder_for_each_learner(root: Path) -> None:
    write(root, "ann/mlm_loss.py", "ann/notes.txt", "ann/helper.py", "bob/info_nce.py")
    rows, folder = found(root)
    assert rows == [
        ("ann", "hw1", "ann/mlm_loss.py", "mlm_loss"),
        ("bob", "hw1", "bob/info_nce.py", "info_nce"),
    ]
    assert folder.students == {"ann", "bob"}
    assert folder.notes == []


def test_a_workspace_of_a_learner(root: Path) -> None:
    write(root, "ann/02_mlm/mlm_loss.py", "ann/.sslgrade/progress.json")
    assert found(root)[0] == [("ann", "hw1", "ann/02_mlm/mlm_loss.py", "mlm_loss")]


def test_a_folder_for_each_exercise(root: Path) -> None:
    write(root, "mlm_loss/ann.py", "mlm_loss/bob.py", "info_nce/ann.py", "mlm_loss/list.csv")
    rows, folder = found(root)
    assert [row[0] + " " + row[3] for row in rows] == [
        "ann info_nce",
        "ann mlm_loss",
        "bob mlm_loss",
    ]
    assert folder.students == {"ann", "bob"}


def test_notebooks_and_nbgraders_folders(root: Path) -> None:
    write(root, "ann/work.ipynb", "ann/hw7/week.ipynb", "ann/hw7/timestamp.txt", "bob/hw8/x.ipynb")
    write(root, "ann/.ipynb_checkpoints/work.ipynb", "ann/hw7/.ipynb_checkpoints/week.ipynb")
    rows, folder = found(root)
    assert rows == [
        ("ann", "hw7", "ann/hw7/week.ipynb", "notebook"),
        ("ann", "hw1", "ann/work.ipynb", "notebook"),
        ("bob", "hw8", "bob/hw8/x.ipynb", "notebook"),
    ]
    assert folder.files[0].stamp == root / "ann/hw7/timestamp.txt"
    assert folder.files[1].stamp is None


def test_one_assignment_alone(root: Path) -> None:
    write(root, "ann/hw7/a.ipynb", "ann/hw8/a.ipynb", "bob/hw8/a.ipynb", "cy/other.txt")
    folder = look(root, IDS, "hw7", "hw7")
    assert [(f.student, f.assignment) for f in folder.files] == [("ann", "hw7")]
    assert folder.students == {"ann"}
    assert folder.notes == []


def test_links_are_not_followed(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "solution/mlm_loss.py")
    write(root, "ann/info_nce.py")
    (root / "bob").symlink_to(tmp_path / "solution")
    (root / "ann" / "extra").symlink_to(tmp_path / "solution")
    (root / "ann" / "mlm_loss.py").symlink_to(tmp_path / "solution" / "mlm_loss.py")
    rows, folder = found(root)
    # The link that stands for a submission gets a row; its text is never read.
    assert [row[2] for row in rows] == ["ann/info_nce.py", "ann/mlm_loss.py"]
    assert folder.notes == [
        "ann/extra is a link; it is not followed.",
        "bob is a link; links are not followed.",
    ]


def test_a_folder_named_like_a_file_is_a_submission_that_cannot_be_read(root: Path) -> None:
    (root / "ann" / "mlm_loss.py").mkdir(parents=True)
    assert found(root)[0] == [("ann", "hw1", "ann/mlm_loss.py", "mlm_loss")]


def test_nothing_handed_in_is_said(root: Path) -> None:
    write(root, "ann/mlm-loss.py")
    rows, folder = found(root)
    assert rows == []
    assert folder.notes == ["ann handed in nothing that belongs to an exercise."]
    assert folder.students == {"ann"}


def test_deep_folders_end(root: Path) -> None:
    write(root, "ann/a/b/mlm_loss.py", "ann/a/b/c/info_nce.py")
    assert [row[2] for row in found(root)[0]] == ["ann/a/b/mlm_loss.py"]


def test_a_folder_that_vanishes_is_a_note(tmp_path: Path) -> None:
    folder = look(tmp_path / "none", IDS, "hw1")
    assert folder.files == []
    assert folder.notes == [f"{tmp_path}/none cannot be read: No such file or directory."]


def test_names_that_are_no_text(root: Path) -> None:
    raw = os.fsencode(root) + b"/b\xffb"
    os.mkdir(raw)
    with open(raw + b"/mlm_loss.py", "wb"):
        pass
    (file,) = look(root, IDS, "hw1").files
    assert isinstance(file, File)
    assert file.student == "b\\xffb"
    assert name_of("Zoë ann") == "Zoë ann"
    assert name_of("a\nb\x1b[31m\u202e") == "a\\nb\\x1b[31m\\u202e"


def test_where_a_class_is_looked_for(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "submitted/ann/week[1]/x.ipynb", "file.py")
    assert locate("hw1", tmp_path) == (root, None)
    assert locate(str(root), Path("/")) == (root, None)
    assert locate("week[1]", tmp_path) == (tmp_path / "submitted", "week[1]")


@pytest.mark.parametrize(
    ("word", "kind"),
    [("hw9", "does not exist"), ("file.py", "is a file"), ("", "does not exist")],
)
def test_nowhere(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, kind: str
) -> None:
    write(tmp_path, "submitted/ann/week1/x.ipynb", "file.py")
    monkeypatch.chdir(tmp_path)
    if not word:
        assert locate(word, tmp_path) == (tmp_path, None)
        return
    with pytest.raises(StudyError) as caught:
        locate(word, tmp_path)
    assert str(caught.value) == (
        f"{word} {kind}; expected a folder of submissions, or the name of an assignment with a "
        "folder submitted/STUDENT/ASSIGNMENT here. Collect the submissions first."
    )
