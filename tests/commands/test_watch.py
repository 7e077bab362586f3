from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.commands.watch import _pages
from sslgrade.study.errors import StudyError

Run = Callable[..., Any]


def words(text: str) -> str:
    return " ".join(text.split())


def test_without_a_terminal_it_is_refused(sslgrade: Run, workspace: Path) -> None:
    done = sslgrade("watch")
    assert (done.code, done.out) == (2, "")
    assert words(done.err) == (
        "sslgrade: `sslgrade watch` needs a terminal, and standard input is none. Run it in a "
        "terminal, or grade once: `sslgrade check`."
    )


def test_outside_of_a_workspace_it_is_refused(
    sslgrade: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = sslgrade("watch")
    assert done.code == 2
    assert words(done.err) == (
        f"sslgrade: no workspace found: neither {tmp_path} nor a folder above it holds "
        "sslgrade.toml. Change into yours, or make one: `sslgrade init DIR`."
    )


def test_an_unknown_exercise_is_refused(sslgrade: Run, workspace: Path) -> None:
    done = sslgrade("watch", "mean_los")
    assert done.code == 2
    assert "Did you mean mean_loss?" in done.err


PAGES = [
    ("h", "Hint 1 of 3: the concept"),
    ("l", "first"),
    ("t", "mean_loss"),
    ("S", "Yours: 01_first/mean_loss.py"),
    ("x", "01_first/mean_loss.py is the stub again."),
]


@pytest.mark.parametrize(("key", "line"), PAGES)
def test_pages_are_what_the_commands_print(
    mine: Path, capsys: pytest.CaptureFixture[str], key: str, line: str
) -> None:
    text = _pages(no_color=True)[key]("mean_loss")
    assert text.split("\n")[0] == line
    assert "\x1b" not in text
    assert capsys.readouterr() == ("", "")


def test_what_a_command_refuses_the_page_refuses(mine: Path) -> None:
    with pytest.raises(StudyError, match=r"has not passed yet, and the solution is for afterwards"):
        _pages(no_color=True)["s"]("mean_loss")
