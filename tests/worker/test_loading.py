"""Reading and parsing source; executing it is tested in a real child (test_dying)."""

from __future__ import annotations

import pytest

from sslgrade.worker.loading import MAX_SOURCE, LoadError, decode, functions_of, parse


def test_a_byte_order_mark_and_windows_lines_are_fine() -> None:
    text = decode(b"\xef\xbb\xbfx = 1\r\ny = 2\r\n", "a.py")
    tree, _ = parse(text, "a.py")
    assert len(tree.body) == 2


def test_an_empty_file_is_fine() -> None:
    assert parse(decode(b"", "a.py"), "a.py")[0].body == []


UNREADABLE = {
    b"x = '\xff'": ("a.py is not UTF-8 text: byte 0xff on line 1. Save the file as UTF-8", 1),
    "x = 1".encode("utf-16"): (
        "a.py is not UTF-8 text: byte 0xff on line 1. Save the file as UTF-8",
        1,
    ),
    b"\n\n\0": ("a.py has a NUL byte on line 3; is it a text file?", 3),
    b"#" * (MAX_SOURCE + 1): ("a.py is 2 MB long; the limit is 2 MB", 0),
}


@pytest.mark.parametrize("source", UNREADABLE, ids=range(len(UNREADABLE)))
def test_unreadable_files(source: bytes) -> None:
    with pytest.raises(LoadError) as caught:
        decode(source, "a.py")
    message, line = UNREADABLE[source]
    assert (caught.value.reason, caught.value.message, caught.value.line) == (
        "syntax",
        message,
        line,
    )


WRONG = {
    "def f(:\n    pass": "invalid syntax (line 1)\n    def f(:\n          ^",
    "def f():\n\treturn 1 +\n": "invalid syntax (line 2)\n    return 1 +\n              ^",
    "x = 'a": "unterminated string literal (detected at line 1) (line 1)\n    x = 'a\n        ^",
    "return 1": "'return' outside function (line 1)\n    return 1\n    ^",
    "x = 1\n  y = 2": "unexpected indent (line 2)\n    y = 2\n    ^",
    "f(" + "a, " * 60 + "1 2)": "invalid syntax. Perhaps you forgot a comma? (line 1)\n    ",
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_a_syntax_error_shows_its_line_and_column(text: str) -> None:
    with pytest.raises(LoadError) as caught:
        parse(text, "a.py")
    assert caught.value.reason == "syntax"
    assert caught.value.message.startswith(WRONG[text])


def test_a_long_line_is_cut_around_the_column() -> None:
    with pytest.raises(LoadError) as caught:
        parse("x = [" + "1, " * 100 + "$]", "a.py")
    _, shown, caret = caught.value.message.split("\n")
    assert len(shown) <= 104
    assert shown[caret.index("^")] == "$"


@pytest.mark.parametrize("text", ["x = " + "-" * 100_000 + "1", "x = " + "(" * 190 + ")" * 190])
def test_deep_nesting_is_a_syntax_error_or_fine(text: str) -> None:
    reasons = []
    try:
        parse(text, "a.py")
    except LoadError as error:
        reasons.append(error.reason)
    assert reasons in ([], ["syntax"])


def test_functions_are_named_without_private_ones() -> None:
    from types import ModuleType

    module = ModuleType("m")
    exec("import math\ndef f(): pass\ndef _g(): pass\nh = lambda: 0\nx = 1\n", module.__dict__)
    assert functions_of(module) == ("f", "h")
