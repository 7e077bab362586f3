from collections.abc import Callable
from typing import Any

import pytest

from sslgrade.content import catalogue as catalogues
from sslgrade.content.catalogue import Catalogue
from sslgrade.report.model import CheckResult, Isolation, Report

PASSED = Report(
    exercise="square_loss",
    backend="numpy",
    status="passed",
    reason=None,
    mode="full",
    score=3,
    max_score=4,
    checks=(CheckResult("values", "square_loss", "value", "passed", 3, 3, title="values"),),
    diagnosis=None,
    relation=None,
    counterexample=None,
    isolation=Isolation("L2"),
    seed=7,
    cpu_s=0.2,
    wall_s=0.2,
    peak_rss_mb=50.0,
)


@pytest.fixture
def passed() -> Report:
    return PASSED


@pytest.fixture
def small(course: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """The course of one exercise, as if it were the one installed."""
    monkeypatch.setattr(catalogues, "content_root", lambda: course.root)
    return course


@pytest.fixture
def module(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Import a text as a module that lies in a file."""
    import importlib.util
    import sys

    def make(text: str, name: str = "learner_module") -> Any:
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        found = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, found)
        spec.loader.exec_module(found)
        return found

    return make
