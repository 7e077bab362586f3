"""The line that counts the seconds of a capstone."""

from __future__ import annotations

import io
import threading

import pytest

from sslgrade.commands._waiting import counting, line, waiting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "train_lm: training [                    ] 0 s, at most 180 s CPU"),
        (90.0, "train_lm: training [==========          ] 90 s, at most 180 s CPU"),
        (900.0, "train_lm: training [====================] 900 s, at most 180 s CPU"),
    ],
)
def test_line(seconds: float, text: str) -> None:
    assert line("train_lm", seconds, 180.0) == text
    assert len(line("train_contrastive", 1234, 180)) < 80


def test_the_line_is_gone_afterwards() -> None:
    terminal = Terminal()
    with waiting("train_lm", 180.0, terminal):
        pass
    assert terminal.getvalue() == "\r\x1b[K"


def test_nothing_is_written_where_nobody_looks() -> None:
    pipe = io.StringIO()
    with waiting("train_lm", 180.0, pipe):
        pass
    assert pipe.getvalue() == ""


def test_the_seconds_are_told_while_something_runs() -> None:
    told: list[float] = []
    heard = threading.Event()

    def tell(seconds: float) -> None:
        told.append(seconds)
        heard.set()

    with counting(tell):
        assert heard.wait(30)
    assert told[0] >= 1
