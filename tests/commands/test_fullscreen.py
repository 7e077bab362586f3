import io
import os
import sys
from collections.abc import Iterator

import pytest

from sslgrade.commands._fullscreen import Fullscreen, need_terminal
from sslgrade.study.errors import StudyError

pty = pytest.importorskip("pty")


class Stream(io.StringIO):
    """A stream that is a terminal, or not."""

    def __init__(self, fd: int | None) -> None:
        super().__init__()
        self.fd = fd

    def isatty(self) -> bool:
        return self.fd is not None

    def fileno(self) -> int:
        assert self.fd is not None
        return self.fd


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, Stream]]:
    """The keyboard's end of a terminal, and what is written to it."""
    keyboard, line = pty.openpty()
    out = Stream(line)
    monkeypatch.setattr(sys, "stdin", Stream(line))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    yield keyboard, out
    os.close(keyboard)
    os.close(line)


@pytest.mark.parametrize(("stdin", "name"), [(None, "input"), (0, "output")])
def test_without_a_terminal(monkeypatch: pytest.MonkeyPatch, stdin: int | None, name: str) -> None:
    monkeypatch.setattr(sys, "stdin", Stream(stdin))
    monkeypatch.setattr(sys, "stdout", Stream(None))
    with pytest.raises(StudyError) as caught:
        need_terminal("sslgrade watch", "grade once: `sslgrade check`")
    assert str(caught.value) == (
        f"`sslgrade watch` needs a terminal, and standard {name} is none. Run it in a terminal, or "
        "grade once: `sslgrade check`."
    )


def test_where_terminals_are_unknown(
    monkeypatch: pytest.MonkeyPatch, terminal: tuple[int, Stream]
) -> None:
    monkeypatch.setattr(sys, "stdout", terminal[1])
    monkeypatch.setitem(sys.modules, "termios", None)
    with pytest.raises(StudyError) as caught:
        need_terminal("sslgrade watch", "grade once: `sslgrade check`")
    assert str(caught.value) == (
        "`sslgrade watch` needs a terminal of Linux or macOS; on Windows, use WSL 2. Or grade "
        "once: `sslgrade check`."
    )


def test_a_screen_is_one_write_and_none_where_it_is_shown_already(
    monkeypatch: pytest.MonkeyPatch, terminal: tuple[int, Stream]
) -> None:
    _, out = terminal
    monkeypatch.setattr(sys, "stdout", out)
    with Fullscreen() as screen:
        before = len(out.getvalue())
        screen.draw("one\ntwo")
        screen.draw("one\ntwo")
        drawn = out.getvalue()[before:]
    assert drawn == "\x1b[?2026h\x1b[H\x1b[Kone\r\n\x1b[Jtwo\x1b[?2026l"
    assert out.getvalue().startswith("\x1b[?1049h")
    assert out.getvalue().endswith("\x1b[?1049l")


@pytest.mark.parametrize(
    ("typed", "keys"), [(b"h", "h"), (b"nn", "nn"), (b"\x1b", "\x1b"), (b"\x1b[A", ""), (b"", "")]
)
def test_keys(terminal: tuple[int, Stream], typed: bytes, keys: str) -> None:
    keyboard, _ = terminal
    quiet, _bell = os.pipe()
    with Fullscreen() as screen:
        if typed:
            os.write(keyboard, typed)
        assert screen.wait(quiet, 0.2) == (keys, False)


def test_an_alarm_and_keys_that_are_dropped(terminal: tuple[int, Stream]) -> None:
    keyboard, _ = terminal
    alarm, bell = os.pipe()
    with Fullscreen() as screen:
        os.write(keyboard, b"h")
        screen.forget_keys()
        os.write(bell, b".")
        assert screen.wait(alarm, 0.2) == ("", True)


def test_the_terminal_is_left_as_it_was(terminal: tuple[int, Stream]) -> None:
    import termios

    _, out = terminal
    before = termios.tcgetattr(out.fileno())
    with Fullscreen() as screen:
        assert termios.tcgetattr(out.fileno()) != before
        with screen.left():
            assert termios.tcgetattr(out.fileno()) == before
    assert termios.tcgetattr(out.fileno()) == before
