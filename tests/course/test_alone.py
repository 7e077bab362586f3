import os
import subprocess
import sys
from pathlib import Path

import pytest

from sslgrade.course.alone import alone
from sslgrade.study.errors import StudyError

HOLD = """
import sys, time
from pathlib import Path
from sslgrade.course.alone import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_at_once_and_a_killed_one_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("class.sqlite")
    argv = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(argv, env=os.environ, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(StudyError) as caught, alone(path):
            raise AssertionError
        other.kill()
    assert str(caught.value) == (
        "class.sqlite is being written by another `sslgrade course` command. Wait until it has "
        "ended, or name another --store and merge the two later."
    )
    with alone(path):
        pass
    with alone(path):
        pass


def test_no_folder_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError) as caught, alone(Path("no/class.sqlite")):
        raise AssertionError
    assert str(caught.value) == (
        "no/class.sqlite.lock cannot be written: No such file or directory. "
        "Name a --store in a folder of your own."
    )
