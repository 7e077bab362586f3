"""Fixtures that several folders of tests share."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sslgrade.authoring.new import create
from sslgrade.content.catalogue import Catalogue, Exercise, catalogue

pytest_plugins = ["tests.browser"]


@pytest.fixture
def course(tmp_path: Path) -> Catalogue:
    """A course of one small exercise, the template of `author new` with its TODOs written."""
    root = tmp_path / "course"
    (root / "exercises").mkdir(parents=True)
    (root / "solutions").mkdir()
    for path in create(root, "square_loss", "extra"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"TODO:? ?", "", text), encoding="utf-8")
    return catalogue(root)


@pytest.fixture
def square_loss(course: Catalogue) -> Exercise:
    """The exercise of the small course."""
    return course.get("square_loss")
