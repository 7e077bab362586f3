import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.study import scaffold
from sslgrade.study.workspace import Workspace, read

LADDER = Path(__file__).parent / "ladder"


@dataclass
class Said:
    """Collects the messages that would go to standard error."""

    messages: list[str] = field(default_factory=list)

    def __call__(self, message: str) -> None:
        self.messages.append(message)


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def ladder(tmp_path: Path) -> Catalogue:
    """Three small exercises: one on both tracks, one NumPy only, one JAX only."""
    root = tmp_path / "content"
    shutil.copytree(LADDER, root)
    return Catalogue(root)


@pytest.fixture
def workspace(
    tmp_path: Path, ladder: Catalogue, said: Said, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """A fresh NumPy workspace, which is also the current folder."""
    folder = tmp_path / "work"
    scaffold.init(folder, None, ladder, said)
    monkeypatch.chdir(folder)
    return read(folder)
