from collections.abc import Callable
from pathlib import Path

import pytest

from sslgrade.content.catalogue import Catalogue, catalogue, content_root
from sslgrade.labs.session import Setting
from sslgrade.study.progress import store
from sslgrade.study.workspace import Workspace, read, text

Making = Callable[..., Workspace]


def quiet(message: str) -> None:
    raise AssertionError(message)


@pytest.fixture
def ladder() -> Catalogue:
    return catalogue()


@pytest.fixture
def bare(tmp_path: Path) -> Catalogue:
    """The exercises of a wheel that came without solutions."""
    root = tmp_path / "bare"
    root.mkdir()
    (root / "exercises").symlink_to(content_root() / "exercises")
    return Catalogue(root)


@pytest.fixture
def make(tmp_path: Path) -> Making:
    """Make a workspace: files by exercise, and which of them have passed."""

    def workspace(
        backend: str,
        files: dict[str, str],
        *,
        passed: bool = True,
        content: Catalogue | None = None,
    ) -> Workspace:
        root = tmp_path / f"ssl_{backend}"
        (root / "01_any").mkdir(parents=True)
        (root / "sslgrade.toml").write_text(text(backend))
        made = read(root)
        with store(made.state, quiet).changing() as progress:
            for name, source in files.items():
                (root / "01_any" / f"{name}.py").write_text(source)
                exercise = (content or catalogue()).get(name)
                record = progress.get(name, backend, exercise.content_hash())
                record.checks, record.status = 1, "passed" if passed else "failed"
                record.passed_at = "2026-01-01T00:00:00Z" if passed else None
        return made

    return workspace


@pytest.fixture
def reference(ladder: Catalogue) -> Setting:
    return Setting(ladder, None, quiet, reference=True)
