from sslgrade.report.pages import markdown, python
from sslgrade.report.text import Style

TEXT = "# Title\n\nA *loss* of `x`.\n"


def test_without_colour_texts_stay_as_written() -> None:
    assert markdown(TEXT, Style()) == TEXT.strip("\n")
    assert python("x = 1\n", Style()) == "x = 1"


def test_with_colour_texts_are_formatted_in_the_given_width() -> None:
    shown = markdown(TEXT, Style(colour=True, width=40))
    assert "\x1b[" in shown
    assert "*loss*" not in shown
    assert "\x1b[40m" not in shown  # no background: the terminal may be light
    assert "\x1b[" in python("def f():\n    return 1", Style(colour=True))


def test_escapes_in_code_are_shown() -> None:
    assert python("x = '\x1b[2J'", Style()) == "x = '\\x1b[2J'"
