from pathlib import Path

import pytest

from sslgrade.study.errors import shown


def test_paths_are_shown_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "b.py") == "a/b.py"
    assert shown(tmp_path) == "."
    assert shown(tmp_path.parent) == str(tmp_path.parent)
