import io
import time

import pytest

from sslgrade.course import showing


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    times = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: times[0])
    return times


def test_plain_lines_every_ten_seconds(clock: list[float]) -> None:
    stream = io.StringIO()
    with showing.shown(stream) as tell:
        for second in range(31):
            clock[0] = 100.0 + second
            tell(40 * second, 12_000)
    assert stream.getvalue() == (
        "400 of 12,000 graded, 40.0 a second, about 5 min left\n"
        "800 of 12,000 graded, 40.0 a second, about 5 min left\n"
        "1,200 of 12,000 graded, 40.0 a second, about 4 min left\n"
    )


def test_nothing_is_divided_by_nothing(clock: list[float]) -> None:
    stream = io.StringIO()
    with showing.shown(stream) as tell:
        clock[0] += 11
        tell(0, 10)
    assert stream.getvalue() == "0 of 10 graded, 0.0 a second\n"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (89, "89 s"), (90, "2 min"), (600, "10 min"), (5400, "1 h 30 min")],
)
def test_spans(seconds: float, text: str) -> None:
    assert showing.span(seconds) == text


def test_a_terminal_gets_a_bar_with_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "SETTLED_S", 0.0)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with showing.shown(stream) as tell:
        tell(5, 20)
    text = stream.getvalue()
    assert "5/20" in text
    assert "/s, " in text
    assert " left" in text
