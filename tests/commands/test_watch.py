from pathlib import Path

import pytest

from sslgrade.commands.watch import _pages
from sslgrade.study.errors import StudyError

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
