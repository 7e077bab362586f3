import functools
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sslgrade.notebook.source import CheckError, cells_of

Module = Callable[..., Any]
TEXT = "import functools\ndef f(x=1): return x\ng = f\nh = functools.partial(f, 2)\n"


def test_the_text_of_a_module_is_its_file(module: Module) -> None:
    found = module(TEXT)
    cells = cells_of([found.f], {"__name__": "elsewhere", "f": found.f})
    assert (cells.texts, cells.labels, cells.names) == ((TEXT,), ("",), ("f",))
    assert cells.path == Path(found.__file__)


def test_a_function_has_the_name_it_is_bound_to(module: Module) -> None:
    found = module(TEXT)
    assert cells_of([found.g], vars(found)).names == ("f",)
    assert cells_of([found.h, found.f], vars(found)).names == ("h", "f")


@pytest.mark.parametrize(
    ("function", "called"), [(lambda: 1, "a function"), (functools.partial(int), "a function")]
)
def test_a_function_without_a_name_is_refused(
    module: Module, function: Callable[..., Any], called: str
) -> None:
    with pytest.raises(CheckError) as caught:
        cells_of([function], vars(module(TEXT)))
    assert str(caught.value) == (
        f"found {called}, which has no name where it was defined; expected a function of yours. "
        "Bind it to a name first, and give that: `sslgrade.check(ID, name)`."
    )


def test_text_that_is_nowhere_is_refused() -> None:
    home: dict[str, Any] = {"__name__": "typed_in"}
    exec("def f(): return 1", home)
    with pytest.raises(CheckError) as caught:
        cells_of([home["f"]], home)
    assert str(caught.value) == (
        "the text of `f` cannot be found: it is neither in a notebook nor in a file. Save it as a "
        "file, and run that."
    )


def test_the_text_of_a_notebook_is_its_history(monkeypatch: pytest.MonkeyPatch) -> None:
    home: dict[str, Any] = {"__name__": "__main__"}
    exec("def f(): return 1", home)
    history = SimpleNamespace(input_hist_raw=["", "%time 1", "def f(): return 1", " "])
    shell = SimpleNamespace(user_ns=home, history_manager=history)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    cells = cells_of([home["f"]], home)
    assert cells.texts == ("%time 1", "def f(): return 1")
    assert cells.labels == ("In [1]", "In [2]")
    assert cells.path is None


def test_ipython_shows_one_line() -> None:
    assert CheckError("no such thing.")._render_traceback_() == ["sslgrade: no such thing."]
