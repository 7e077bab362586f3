"""Plain arguments are read without click, and mean what click says they mean."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from sslgrade.commands import _checking
from sslgrade.commands import check as face
from sslgrade.commands._asked import LEVELS, Asked, plain
from sslgrade.commands._early import Early
from sslgrade.worker.isolation import plan

PLAIN = [
    "",
    "mean_loss",
    "mean_loss mean_grad",
    "mean_loss --json --no-color",
    "--json mean_loss --json",
    "mean_loss --backend jax",
    "mean_loss --backend=jax --isolation=L1",
    "--isolation L0 mean_loss --seed 3",
    "mean_loss --seed 007",
    "mean_loss --seed 1 --seed 2",
    "--file f.py mean_loss",
    "mean_loss --file=a=b.py",
    "mean_loss --file ./f.py",
]

# wrong, or right but unusual: click reads them, and explains what is wrong
FOR_CLICK = [
    "--help",
    "mean_loss -h",
    "-- mean_loss",
    "--unknown",
    "--json=yes",
    "--backend torch",
    "--backend",
    "--backend=",
    "--isolation L9",
    "--seed x",
    "--seed -1",
    "--seed ٣",
    "--file",
    "--file f.py",
    "a b --file f",
    "mean_loss --file --json",
]


@pytest.mark.parametrize("arguments", PLAIN)
def test_plain_arguments_mean_what_click_says(
    arguments: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Asked] = []

    def checked(asked: Asked, early: Early) -> int:
        read.append(asked)
        return 0

    monkeypatch.setattr(face, "check", checked)
    face.command.main(arguments.split(), standalone_mode=False)
    mine = plain(arguments.split())
    assert mine is not None
    if mine.file is not None:
        mine.file = str(Path(mine.file))
    assert [mine] == read


@pytest.mark.parametrize("arguments", FOR_CLICK)
def test_everything_else_is_for_click(arguments: str) -> None:
    assert plain(arguments.split()) is None


def test_every_option_of_the_command_is_known_here() -> None:
    options = {o for p in face.command.params if isinstance(p, click.Option) for o in p.opts}
    assert options == {"--json", "--no-color", "--backend", "--isolation", "--file", "--seed"}


def test_a_plain_check_is_spared_the_slow_imports(tmp_path: Path) -> None:
    (tmp_path / "f.py").write_text("def log_softmax(x, *, axis=-1):\n    return x\n")
    code = (
        "import sys; from sslgrade.commands._front import run; "
        "run(['check', 'log_softmax', '--file', 'f.py', '--isolation', 'L1']); "
        "slow = {'click', 'difflib', 'uuid', 'pydantic', 'rich', 'asyncio', 'subprocess', 'jax'}; "
        "print(*sorted(slow & set(sys.modules)), file=sys.stderr)"
    )
    # At L1, because looking for bubblewrap starts it once, by subprocess, and remembers the answer.
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("log_softmax · numpy")
    assert done.stderr == "\n"


def test_the_same_screen_either_way(
    sslgrade: Callable[..., Any], mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = _checking.check

    def noted(asked: Asked, early: Early) -> int:
        seen.append(asked)
        return real(asked, early)

    monkeypatch.setattr(_checking, "check", noted)
    monkeypatch.setattr(face, "check", noted)
    assert sslgrade("check", "mean_loss").out == sslgrade("check", "--", "mean_loss").out
    assert seen[0] == seen[1]


def test_the_levels_are_those_of_the_worker() -> None:
    assert ("auto", *plan.LEVELS) == LEVELS
