"""The whole terminal as one screen: keys one by one, every screen written at once."""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sslgrade.study.errors import StudyError

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
_LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l"
_BEGIN, _END = "\x1b[?2026h\x1b[H", "\x1b[?2026l"
"""Terminals that know 2026 show everything between the two as one change."""
_LINE, _REST = "\x1b[K", "\x1b[J"
"""Empty the line, or the rest of the screen. Before a text: behind one that fills its line, they
would take its last character away."""


def need_terminal(command: str, instead: str) -> None:
    """Refuse where there is no terminal to draw on and read keys from."""
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output")):
        if not stream.isatty():
            raise StudyError(
                f"`{command}` needs a terminal, and standard {name} is none. Run it in a terminal, "
                f"or {instead}."
            )
    try:
        import termios  # noqa: F401
    except ImportError:
        raise StudyError(
            f"`{command}` needs a terminal of Linux or macOS; on Windows, use WSL 2. Or {instead}."
        ) from None


class Fullscreen:
    """Draws on the terminal and reads its keys; leaves it as it was."""

    def __init__(self) -> None:
        self._in = sys.stdin.fileno()
        self._shown: tuple[str, os.terminal_size] | None = None
        self._saved: list[Any] | None = None

    def __enter__(self) -> Fullscreen:
        import termios

        self._saved = termios.tcgetattr(self._in)
        self._handlers = {
            signal.SIGTSTP: signal.signal(signal.SIGTSTP, signal.SIG_IGN),
            signal.SIGTERM: signal.signal(signal.SIGTERM, _leave),
        }
        self._open()
        return self

    def __exit__(self, *problem: object) -> None:
        self._close()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    @contextmanager
    def left(self) -> Iterator[None]:
        """Give the terminal back for a while."""
        self._close()
        try:
            yield
        finally:
            self._open()

    @property
    def height(self) -> int:
        """Lines of the terminal."""
        return shutil.get_terminal_size().lines

    def draw(self, text: str) -> None:
        """Show a screen; nothing is written where it is there already."""
        size = shutil.get_terminal_size()
        if self._shown == (text, size):
            return
        self._shown = (text, size)
        *lines, last = text.split("\n")
        above = "".join(f"{_LINE}{line}\r\n" for line in lines)
        self._write(f"{_BEGIN}{above}{_REST}{last}{_END}")

    def wait(self, alarm: int, seconds: float) -> tuple[str, bool]:
        """Wait for keys or an alarm; the keys are end-of-input when the terminal is gone."""
        ready, _, _ = select.select([self._in, alarm], [], [], seconds)
        if self._in not in ready:
            return "", alarm in ready
        keys = os.read(self._in, 256).decode(errors="replace") or "\x04"
        # An arrow or a function key is several characters, and none of them is meant.
        return "\x1b" if keys[0] == "\x1b" and len(keys) == 1 else _plain(keys), alarm in ready

    def forget_keys(self) -> None:
        """Drop what was typed meanwhile."""
        import termios

        termios.tcflush(self._in, termios.TCIFLUSH)

    def _open(self) -> None:
        import tty

        tty.setcbreak(self._in)
        self._shown = None
        self._write(_ENTER)

    def _close(self) -> None:
        import termios

        self._write(_LEAVE)
        if self._saved is not None:
            termios.tcsetattr(self._in, termios.TCSAFLUSH, self._saved)

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _plain(keys: str) -> str:
    return "" if keys[0] == "\x1b" else keys


def _leave(number: int, frame: object) -> None:
    raise SystemExit(128 + number)
