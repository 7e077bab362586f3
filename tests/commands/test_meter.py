import io

import pytest

from sslgrade.commands._meter import Bar, Lines, meter


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_a_line_for_every_stage() -> None:
    out = io.StringIO()
    with meter("scaling", out) as shown:
        assert isinstance(shown, Lines)
        shown.stage("2 hidden units")
        shown.advance(0.5)
        shown.stage("4 hidden units")
    assert out.getvalue() == "scaling: 2 hidden units\nscaling: 4 hidden units\n"


def test_a_terminal_gets_a_bar_that_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    out = Terminal()
    with meter("scaling", out) as shown:
        assert isinstance(shown, Bar)
        shown.stage("2 hidden [units]")
        shown.advance(0.5)
    text = out.getvalue()
    assert "scaling" in text
    assert "2 hidden [units]" in text
    assert "50%" in text
    assert text.endswith("\x1b[2K")


def test_a_bar_leaves_when_the_run_is_stopped() -> None:
    out = Terminal()
    with pytest.raises(KeyboardInterrupt), meter("scaling", out):
        raise KeyboardInterrupt
    assert "\x1b[?25h" in out.getvalue()  # the cursor is back
