"""A course of one small exercise with a small card, for tests of the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.page.build import Page

CARD = """\
## Why

Read [the task](exercise:square_loss) and [Doe](source:doe2020): $x^2$.

{figure sum}

{lab temperature}

{quiz a-1}

{papers doe2020}
"""
SOURCES = """\
format_version = 1
[source.doe2020]
authors = "Jane Doe"
title = "Squares: a & b"
venue = "ICLR"
year = 2020
url = "https://example.org/?a=1&b=2"
confirmed = "seen in the proceedings"
canonical = "Why square?"
"""
FIGURE = """\
export const css = ".sum { font-weight: bold }";
export default {
  render({ model, el }) {
    const text = document.createElement("output");
    text.className = "sum";
    const write = () => (text.textContent = `sum ${model.get("a") ?? 0}`);
    model.on("change:a", write);
    write();
    const more = document.createElement("button");
    more.textContent = "more";
    more.addEventListener("click", () => model.set("a", (model.get("a") ?? 0) + 1));
    el.append(text, more);
  },
};
"""
QUIZ = """\
format_version = 1
family = "squares"
title = "Squares"
order = 1

[[item]]
id = "a-1"
kind = "numeric"
difficulty = 1
exercise = "square_loss"
derivation = true
question = "What is {n} squared?"
explanation = "The secret explanation."
answer = "n * n"
params = { n = [3] }

[[item.wrong]]
answer = "2 * n"
misconception = "doubling"
feedback = "The secret feedback."
"""
LAB = """\
{"name": "temperature", "title": "Cold is sharp", "date": "2026-11-25", "versions": {}, "seed": 1,
 "cpu_s": 2.0, "table": {"columns": ["a"], "rows": [["b"]]}, "says": "It is.", "effect_shown": true}
"""


@pytest.fixture
def concept(course: Catalogue) -> Path:
    """The folder ``concept/`` of the small course."""
    folder = course.root / "concept"
    for name, text in {
        "card/10_why.md": CARD,
        "sources.toml": SOURCES,
        "figures/sum.js": FIGURE,
        "labs/temperature.json": LAB,
        "quiz/squares.toml": QUIZ,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def page(course: Catalogue, concept: Path) -> Callable[..., Page]:
    """Build the small page, with places or without."""
    manifest = course.root / "exercises" / "square_loss" / "exercise.toml"
    text = manifest.read_text(encoding="utf-8").split("\n")
    at = next(n for n, line in enumerate(text) if line.startswith("sources = "))
    text[at] = 'sources = ["Doe, Squares, ICLR 2020", "Derivation of it"]'
    manifest.write_text("\n".join(text), encoding="utf-8")
    return lambda places=None: Page(course, places or {})
