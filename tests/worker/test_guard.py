"""The child's import system, installed here for one test at a time."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy
import pytest

from sslgrade.worker import guard

SITE = os.path.dirname(os.path.dirname(numpy.__file__))


@pytest.fixture
def finders() -> Iterator[None]:
    """Put the test process's own finders and modules back afterwards."""
    before, modules = list(sys.meta_path), dict(sys.modules)
    yield
    sys.meta_path[:] = before
    for name in set(sys.modules) - set(modules):
        del sys.modules[name]


@pytest.mark.usefixtures("finders")
def test_the_standard_library_and_numpy_are_found() -> None:
    guard.install({"numpy": SITE})
    for name in ("colorsys", "xml.dom", "numpy.polynomial.laguerre"):
        sys.modules.pop(name, None)
        __import__(name)


@pytest.mark.usefixtures("finders")
@pytest.mark.parametrize("name", ["hypothesis.extra.redis", "scipy", "sslgrade.nothing", "torch"])
def test_nothing_else_is_found(name: str) -> None:
    guard.install({"numpy": SITE})
    sys.modules.pop(name, None)
    with pytest.raises(ModuleNotFoundError):
        __import__(name)


@pytest.mark.usefixtures("finders")
def test_a_file_beside_the_submission_is_not_taken_for_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "colorsys.py").write_text("raise AssertionError")
    (tmp_path / "notes.py").write_text("raise AssertionError")
    guard.install({"numpy": SITE})
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop("colorsys", None)
    import colorsys

    assert colorsys.ONE_THIRD
    with pytest.raises(ModuleNotFoundError):
        __import__("notes")


@pytest.mark.usefixtures("finders")
def test_earlier_exercises_come_from_memory() -> None:
    learner = guard.install({"numpy": SITE}).learner
    learner.codes["my_softmax"] = compile("x = __name__", "my_softmax.py", "exec")
    module = __import__("my_softmax")
    assert module.x == "my_softmax"


@pytest.mark.usefixtures("finders")
def test_libraries_take_it_as_not_installed() -> None:
    guard.install({"numpy": SITE})
    assert importlib.util.find_spec("absent_accelerator") is None
    with pytest.raises(ModuleNotFoundError) as caught:
        __import__("absent_accelerator.core")
    assert caught.value.name == "absent_accelerator"


@pytest.mark.usefixtures("finders")
def test_a_hidden_package_is_gone_for_new_imports() -> None:
    given = guard.install({"numpy": SITE, "colorama_like": "/nowhere"})
    sys.modules["colorama_like"] = sys.modules["colorama_like.part"] = ModuleType("x")
    given.hide("colorama_like")
    with pytest.raises(ModuleNotFoundError):
        __import__("colorama_like.part")
