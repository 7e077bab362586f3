import io
import time

import pytest

from sslgrade.report import text
from sslgrade.report.text import Style


class Terminal(io.StringIO):
    encoding = "utf-8"

    def __init__(self, tty: bool = True, encoding: str = "utf-8") -> None:
        super().__init__()
        self.tty = tty
        self.encoding = encoding

    def isatty(self) -> bool:
        return self.tty


# stream is a terminal, environment, --no-color → colour
COLOUR = [
    (True, {}, False, True),
    (True, {"TERM": "xterm-256color"}, False, True),
    (True, {"NO_COLOR": "1"}, False, False),
    (True, {"NO_COLOR": ""}, False, True),
    (True, {"TERM": "dumb"}, False, False),
    (True, {}, True, False),
    (False, {}, False, False),
]


@pytest.mark.parametrize(("tty", "environ", "no_color", "colour"), COLOUR)
def test_colour_only_on_a_terminal_that_wants_it(
    tty: bool, environ: dict[str, str], no_color: bool, colour: bool
) -> None:
    assert Style.of(Terminal(tty), no_color=no_color, environ=environ).colour is colour


@pytest.mark.parametrize(
    ("columns", "width"), [("200", 80), ("60", 60), ("10", 40), ("", 80), ("x", 80), ("0", 80)]
)
def test_width_is_at_most_80_and_at_least_40(columns: str, width: int) -> None:
    assert Style.of(Terminal(False), environ={"COLUMNS": columns}).width == width


def test_where_only_ascii_can_be_printed_marks_become_ascii() -> None:
    style = Style.of(Terminal(encoding="ascii"), environ={})
    assert not style.unicode
    assert style.final("✓ a · “τ ÷ 2” → …") == '+ a - "tau / 2" -> ...'
    assert style.final("日") == "?"


CLEAN = [
    ("plain", "plain"),
    ("two\nlines", "two\nlines"),
    ("a\tb", "a    b"),
    ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
    ("back\b\r", "back\\x08\\x0d"),
    ("\x9b2J", "\\x9b2J"),
    ("right‮left", "right\\u202eleft"),
    ("e\udc80", "e\\udc80"),
]


@pytest.mark.parametrize(("given", "shown"), CLEAN)
def test_control_characters_are_shown_not_obeyed(given: str, shown: str) -> None:
    assert text.clean(given) == shown


@pytest.mark.parametrize(("given", "columns"), [("abc", 3), ("日本", 4), ("é", 1), ("÷τ", 2)])
def test_width_counts_terminal_columns(given: str, columns: int) -> None:
    assert text.width(given) == columns


WRAP = [
    ("fits   as it is", 20, "", None, ["fits   as it is"]),
    ("one two three", 8, "", None, ["one two", "three"]),
    ("one two three", 9, "  ", None, ["  one two", "  three"]),
    ("one two three", 9, "- ", "    ", ["- one two", "    three"]),
    ("abcdefghij k", 5, "", None, ["abcde", "fghij", "k"]),
    ("日本語日本語", 5, "", None, ["日本", "語日", "本語"]),
    ("run `ssl check` now", 12, "", None, ["run", "`ssl check`", "now"]),
    ("", 10, "  ", None, ["  "]),
]


@pytest.mark.parametrize(("given", "columns", "indent", "hanging", "lines"), WRAP)
def test_wrap(given: str, columns: int, indent: str, hanging: str | None, lines: list[str]) -> None:
    assert text.wrap(given, columns, indent, hanging) == lines


PHRASES = [
    ("you 1   expected 2", 30, ["  you 1   expected 2"]),
    ("you 1   expected 2   (ratio 2)", 20, ["  you 1   expected 2", "  (ratio 2)"]),
    ("a long title: you 1   expected 2", 14, ["  a long", "  title: you 1", "  expected 2"]),
    ("plain words only", 9, ["  plain", "  words", "  only"]),
]


@pytest.mark.parametrize(("given", "columns", "lines"), PHRASES)
def test_phrases_break_between_parts(given: str, columns: int, lines: list[str]) -> None:
    assert text.phrases(given, columns, "  ") == lines


def test_a_path_can_be_left_whole() -> None:
    assert text.wrap("see /a/long/path now", 8, "", "  ", cut=False) == [
        "see /a/long/path",
        "  now",
    ]


@pytest.mark.parametrize(
    ("given", "columns", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 4, "abc…"),
        ("日本", 3, "日…"),
        ("日本語", 4, "日…"),
        # The accent of the last letter stays on it; that of the next one is cut with it.
        ("e\u0301e\u0301", 2, "e\u0301e\u0301"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("e" + 20 * "\u0301", 2, "e" + 15 * "\u0301" + "…"),
    ],
)
def test_clip(given: str, columns: int, shown: str) -> None:
    assert text.clip(given, columns) == shown


MARKS = 50_000 * "\u0301"


@pytest.mark.parametrize("given", [MARKS, MARKS + 100 * "x", "x" + MARKS, 50 * ("日" + MARKS)])
def test_clip_takes_its_time_once_and_never_more_than_its_columns(given: str) -> None:
    begun = time.process_time()
    shown = text.clip(given, 40)
    assert time.process_time() - begun < 5
    assert text.width(shown) <= 40
    assert len(shown) <= 8 * 40 + 1


def test_a_long_word_is_cut_once_through() -> None:
    begun = time.process_time()
    lines = text.wrap("日" * 20_000, 79, "  ")
    assert time.process_time() - begun < 5
    assert lines == ["  " + "日" * 38] * 526 + ["  " + "日" * 12]


def test_columns_fill_rows_and_end_without_blanks() -> None:
    assert text.columns(["a", "bb", "ccc"], 14) == ["  a     bb", "  ccc"]
    assert text.columns([], 14) == []
    assert text.columns(["longer than the line"], 10) == ["  longer than the line"]


def test_ends_keep_two_blanks_between() -> None:
    assert text.ends("left", "right", 12) == "left   right"
    assert text.ends("left", "right", 4) == "left  right"
