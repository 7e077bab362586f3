import os
import subprocess
from pathlib import Path

import pytest
import rivals


def test_pytest_runs_as_the_core_install_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in rivals.SETTINGS:
        monkeypatch.setenv(name, "1")
    commands = rivals.prepare(tmp_path)
    assert not set(rivals.SETTINGS) & set(os.environ)
    done = subprocess.run(
        [*commands[rivals.PYTEST], "-v"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "1 passed" in done.stdout
    assert not any(name in done.stdout for name in ("hypothesis", "anyio"))
