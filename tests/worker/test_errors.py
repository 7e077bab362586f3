"""Exceptions of learner code, also those that lie about themselves."""

from __future__ import annotations

from typing import Any

from sslgrade.worker.errors import MAX_NAME, line_in, mro_names, name_of, text_of


class Loud(Exception):
    def __str__(self) -> str:
        return "x" * 5000


class Broken(Exception):
    def __str__(self) -> str:
        raise SystemExit


class Meta(type):
    def __getattribute__(cls, name: str) -> Any:
        if name == "__subclasses__":  # dask asks it of every exception that there is
            return type.__getattribute__(cls, name)
        raise AssertionError("never asked")

    def mro(cls) -> list[type]:
        return type.mro(cls)


class Odd(ValueError, metaclass=Meta):
    pass


def raised(code: str, filename: str) -> BaseException:
    try:
        exec(compile(code, filename, "exec"), {})
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def test_texts_are_cut_and_never_fail() -> None:
    assert text_of(ValueError("bad")) == "bad"
    assert text_of(Loud()) == "x" * 2000 + "..."
    assert text_of(ValueError("a\ud800b")) == "a?b"
    assert text_of(Broken()) == "(its message cannot be shown)"


def test_our_own_files_are_not_named() -> None:
    text = "while tracing the function f at /home/x/sslgrade/worker/transforms.py:93 for jit"
    assert text_of(ValueError(text)) == "while tracing the function f for jit"


def test_names_do_not_ask_the_class() -> None:
    assert name_of(Odd) == "Odd"
    assert mro_names(Odd) == ("ValueError", "Exception", "BaseException")
    assert name_of(type("N" * 100, (), {})) == "N" * MAX_NAME


def test_a_name_is_one_line() -> None:
    fake = type("E\n\nlog_softmax\u2028  5 / 5\r\n", (Exception,), {})
    assert name_of(fake) == "E log_softmax 5 / 5"
    assert mro_names(type("F", (fake,), {}))[0] == "E log_softmax 5 / 5"


def test_the_line_is_the_deepest_one_of_the_file() -> None:
    code = "def f(x):\n    return g(x)\ndef g(x):\n    return int(x)\n\nf('a')\n"
    assert line_in(raised(code, "submission.py"), "submission.py") == 4
    assert line_in(raised(code, "submission.py"), "other.py") == 0
