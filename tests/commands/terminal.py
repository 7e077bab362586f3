"""A real terminal for tests: tmux draws it, types into it, and tells what stands on it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

MAIN = [sys.executable, "-c", "from sslgrade.commands import main; main()"]
PATIENCE_S = 60.0
PROMPT = "$"


@dataclass
class Terminal:
    """One tmux server with one pane; ``close`` ends it and all that runs in it."""

    name: str
    columns: int = 90
    lines: int = 34
    server: str = field(init=False)

    def __post_init__(self) -> None:
        self.server = f"sslgrade-{os.getpid()}-{self.name}"

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-L", self.server, "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def start(self, line: str) -> None:
        """Run a shell line in a new pane."""
        size = ("-x", str(self.columns), "-y", str(self.lines))
        self.tmux("new-session", "-d", "-s", "main", *size, line)

    def shell(self, folder: Path) -> None:
        """Run a plain shell, in which ``sslgrade`` is the one that is tested."""
        tools = folder / ".bin"
        tools.mkdir()
        program = tools / "sslgrade"
        program.write_text(f'#!/bin/sh\nexec {shlex.join(MAIN)} "$@"\n')
        program.chmod(0o755)
        named = {"PATH": f"{tools}:{os.environ['PATH']}", "PS1": f"{PROMPT} "}
        setting = shlex.join(f"{name}={value}" for name, value in named.items())
        shell = "bash --noprofile --norc"
        self.start(f"cd {shlex.quote(str(folder))} && env -u COLUMNS -u NO_COLOR {setting} {shell}")
        self.wait(PROMPT)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "main")

    def keys(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "main", *keys)

    def type(self, text: str) -> None:
        """Type a line, and press Enter."""
        if text:
            self.tmux("send-keys", "-t", "main", "-l", "--", text)
        self.keys("Enter")

    def clear(self) -> None:
        """Empty the screen of a shell, so that what comes next stands at its top."""
        self.keys("C-l")
        self.until(lambda: self.screen().strip() == PROMPT)
        self.tmux("clear-history", "-t", "main")

    def wait(self, text: str, *, without: str = "\0", key: str = "") -> str:
        """Wait for a screen with a text; a key that is typed during a check is typed again."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            screen = self.screen()
            if text in screen and without not in screen:
                return screen
            if key and "checking …" not in screen:
                self.keys(key)
                time.sleep(0.2)
            time.sleep(0.1)
        raise AssertionError(f"{text!r} was not shown in {PATIENCE_S:.0f} s, but\n{self.screen()}")

    def until(self, ready: Callable[[], bool]) -> None:
        """Wait until something holds, twice in a row."""
        deadline = time.monotonic() + PATIENCE_S
        held = 0
        while held < 2:
            held = held + 1 if ready() else 0
            assert time.monotonic() < deadline, f"not in {PATIENCE_S:.0f} s:\n{self.screen()}"
            time.sleep(0.05)

    def asks(self) -> bool:
        """Whether a program has printed a prompt of its own, and waits behind it."""
        column, row = map(int, self.tmux("display", "-p", "#{cursor_x} #{cursor_y}").split())
        lines = self.screen().rstrip().split("\n")
        return column > 0 and row == len(lines) - 1 and lines[-1] != PROMPT

    def run(self, line: str, *answers: str) -> str:
        """Type a command into a shell, and what it asks for; return all that it printed."""
        self.clear()
        self.type(line)
        for answer in answers:
            self.until(self.asks)
            self.type(answer)
        self.until(lambda: self.printed().endswith(f"\n{PROMPT}"))
        return self.printed().removesuffix(PROMPT).rstrip()

    @property
    def pid(self) -> int:
        """The process that was started first: the shell."""
        return int(self.tmux("display", "-p", "-t", "main", "#{pane_pid}"))

    def printed(self) -> str:
        """Return everything since the screen was cleared, also what has left it."""
        return self.tmux("capture-pane", "-p", "-S", "-", "-t", "main").rstrip()

    def close(self) -> None:
        """End the server."""
        command = ["tmux", "-L", self.server, "kill-server"]
        subprocess.run(command, capture_output=True, check=False)
