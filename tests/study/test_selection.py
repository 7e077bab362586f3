from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.study.errors import StudyError
from sslgrade.study.selection import (
    backend_of,
    from_workspace,
    imports_jax,
    one_file,
    read_source,
)
from sslgrade.study.workspace import Workspace

NUMPY, JAX = Workspace(Path("/w"), "numpy"), Workspace(Path("/w"), "jax")

# exercise, asked, workspace, source → backend
BACKENDS = [
    ("mean_loss", "jax", NUMPY, b"", "jax"),
    ("mean_loss", None, JAX, b"import numpy", "jax"),
    ("mean_loss", None, NUMPY, b"import jax", "numpy"),
    ("mean_loss", None, None, b"import jax", "jax"),
    ("mean_loss", None, None, b"import numpy", "numpy"),
    ("mean_grad", None, JAX, b"", "numpy"),
    ("mean_jax", None, None, b"", "jax"),
]


@pytest.mark.parametrize(("name", "asked", "workspace_", "source", "backend"), BACKENDS)
def test_backend_is_the_flag_then_the_workspace_then_the_import(
    ladder: Catalogue,
    name: str,
    asked: str | None,
    workspace_: Workspace | None,
    source: bytes,
    backend: str,
) -> None:
    assert backend_of(ladder.get(name), asked, workspace_, source) == backend


def test_a_track_that_is_not_there_is_told(ladder: Catalogue) -> None:
    with pytest.raises(StudyError) as refused:
        backend_of(ladder.get("mean_grad"), "jax", None, b"")
    assert str(refused.value) == (
        "mean_grad has no jax track; it is written in numpy. "
        "Leave out --backend, or use `--backend numpy`."
    )


IMPORTS = [
    (b"import jax", True),
    (b"import numpy\n    from jax import grad", True),
    (b"import jax.numpy as jnp", True),
    (b"# import jax", False),
    (b"import jaxtyping", False),
    (b"x = 'import jax'", False),
]


@pytest.mark.parametrize(("source", "found"), IMPORTS)
def test_imports_jax(source: bytes, found: bool) -> None:
    assert imports_jax(source) is found


def begin(workspace: Workspace, name: str) -> Path:
    path = workspace.file_of(name)
    assert path is not None
    path.write_text(f"def {name}(x):\n    return 0.0\n")
    return path


def test_without_ids_what_was_begun_is_selected(
    workspace: Workspace, ladder: Catalogue, said: Any
) -> None:
    assert from_workspace(workspace, ladder, [], None, said) == []
    begin(workspace, "mean_grad")
    begin(workspace, "mean_loss")
    found = from_workspace(workspace, ladder, [], None, said)
    assert [t.exercise.id for t in found] == ["mean_loss", "mean_grad"]
    on_jax = from_workspace(workspace, ladder, [], "jax", said)
    assert [t.exercise.id for t in on_jax] == ["mean_loss"]


def test_an_untouched_stub_that_is_named_is_selected_as_not_begun(
    workspace: Workspace, ladder: Catalogue, said: Any
) -> None:
    (target,) = from_workspace(workspace, ladder, [ladder.get("mean_loss")], None, said)
    assert not target.begun


def test_an_empty_file_is_begun(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    path = begin(workspace, "mean_loss")
    path.write_text("")
    (target,) = from_workspace(workspace, ladder, [], None, said)
    assert target.begun


def test_begun_prerequisites_are_sent_along(
    workspace: Workspace, ladder: Catalogue, said: Any
) -> None:
    begin(workspace, "mean_grad")
    exercise = ladder.get("mean_grad")
    (target,) = from_workspace(workspace, ladder, [exercise], None, said)
    assert target.modules == {}
    source = begin(workspace, "mean_loss").read_bytes()
    (target,) = from_workspace(workspace, ladder, [exercise], None, said)
    assert target.modules == {"mean_loss": source}


def test_a_missing_file_is_told(workspace: Workspace, ladder: Catalogue, said: Any) -> None:
    begin(workspace, "mean_loss").unlink()
    with pytest.raises(StudyError) as refused:
        from_workspace(workspace, ladder, [ladder.get("mean_loss")], None, said)
    assert str(refused.value) == (
        f"no file mean_loss.py in this workspace ({workspace.root}). "
        "`sslgrade update` writes the missing stubs."
    )


def test_one_file_anywhere(tmp_path: Path, ladder: Catalogue, said: Any) -> None:
    path = tmp_path / "mine.py"
    path.write_text("import jax\n")
    target = one_file(ladder.get("mean_loss"), path, None, None, said)
    assert (target.backend, target.begun, target.in_workspace) == ("jax", True, False)
    path.write_text(ladder.get("mean_loss").stub("numpy"))
    assert not one_file(ladder.get("mean_loss"), path, None, None, said).begun


def test_files_that_cannot_be_graded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "large.py").write_bytes(b"#" * 10_000_001)
    messages = {}
    for name in ("none.py", "folder", "large.py"):
        with pytest.raises(StudyError) as refused:
            read_source(Path(name))
        messages[name] = str(refused.value)
    assert messages == {
        "none.py": "none.py does not exist. Check the path.",
        "folder": "folder is a folder; expected a Python file. Name the file.",
        "large.py": "large.py has 10,000,001 bytes; a solution has at most 10,000,000. "
        "Name the file that holds your functions.",
    }
