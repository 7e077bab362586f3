"""The child's import system, installed here for one test at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest

from sslgrade.worker import guard
from sslgrade.worker.guard import PolicyImportError

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
    guard.install("numpy", {"numpy": SITE})
    for name in ("colorsys", "xml.dom", "numpy.polynomial.laguerre"):
        sys.modules.pop(name, None)
        __import__(name)


@pytest.mark.usefixtures("finders")
@pytest.mark.parametrize("name", ["hypothesis.extra.redis", "scipy", "sslgrade.nothing", "torch"])
def test_nothing_else_is_found(name: str) -> None:
    guard.install("numpy", {"numpy": SITE, "scipy": SITE})
    sys.modules.pop(name, None)
    with pytest.raises(PolicyImportError):
        __import__(name)


@pytest.mark.usefixtures("finders")
def test_a_file_beside_the_submission_is_not_taken_for_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "colorsys.py").write_text("raise AssertionError")
    (tmp_path / "notes.py").write_text("raise AssertionError")
    guard.install("numpy", {"numpy": SITE})
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop("colorsys", None)
    import colorsys

    assert colorsys.ONE_THIRD
    with pytest.raises(PolicyImportError):
        __import__("notes")


@pytest.mark.usefixtures("finders")
def test_earlier_exercises_come_from_memory() -> None:
    learner = guard.install("numpy", {"numpy": SITE})
    learner.codes["my_softmax"] = compile("x = __name__", "my_softmax.py", "exec")
    module = __import__("my_softmax")
    assert module.x == "my_softmax"


@pytest.mark.usefixtures("finders")
def test_libraries_take_it_as_not_installed() -> None:
    guard.install("numpy", {"numpy": SITE})
    with pytest.raises(ModuleNotFoundError) as caught:
        __import__("absent_accelerator.core")
    assert caught.value.name == "absent_accelerator"
