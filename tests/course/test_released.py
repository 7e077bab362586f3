"""Nothing of an answer is in what learners get: every exercise, every question."""

import re
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from sslgrade.commands._front import run
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.quiz import Item, bank

CATALOGUE = catalogue()
ITEMS = bank(CATALOGUE.root).items


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The released folder of an assignment of everything there is."""
    root = tmp_path_factory.mktemp("everything") / "ssl101"
    families = {item.family for item in ITEMS.values()}
    asked = ["--exercises", ",".join(CATALOGUE.ids), "--quiz", ",".join(sorted(families))]
    assert run(["course", "init", str(root)]) == 0
    assert run(["course", "build", "all", *asked, "--course", str(root)]) == 0
    return root / "release" / "all"


def squeezed(text: str) -> str:
    """Letters and signs only: neither JSON's escapes nor line breaks hide an answer."""
    return re.sub(r"[\s\"'\\]|\\n", "", text.replace("\\n", "\n").replace('\\"', '"'))


def everything(released: Path) -> str:
    files = [path for path in released.rglob("*") if path.is_file()]
    assert files
    return squeezed("".join(path.read_text(encoding="utf-8") for path in files))


def secrets(exercise: Exercise) -> set[str]:
    """Every line of the private folder that the public one does not hold too."""
    assert exercise.private is not None
    public = squeezed("".join(p.read_text() for p in exercise.folder.glob("*.*")))
    private = [p.read_text() for p in sorted(exercise.private.glob("*.*"))]
    lines = {squeezed(line) for text in private for line in text.split("\n")}
    return {line for line in lines if len(line) >= 24 and line not in public}


def keys(item: Item) -> set[str]:
    """What is said to answers, and the answers themselves where they are no option."""
    said = [item.explanation, item.fixed, *(w.feedback for w in item.wrong)]
    said += [str(w.misconception) for w in item.wrong]
    said += [text for o in item.options for text in (o.feedback, o.misconception)]
    if item.kind in ("numeric", "derivation"):
        said.append(item.answer)
    asked = squeezed(item.question + item.code)
    found = {squeezed(text) for text in said}
    return {text for text in found if len(text) >= 12 and text not in asked}


def test_no_line_of_a_solution_is_released(released: Path) -> None:
    text = everything(released)
    public = squeezed("".join(p.read_text() for p in CATALOGUE.root.glob("exercises/*/*.*")))
    found = {
        (exercise.id, line)
        for exercise in CATALOGUE.exercises
        for line in secrets(exercise)
        if line in text and line not in public
    }
    asked = squeezed("".join(i.question + i.code + "".join(i.steps) for i in ITEMS.values()))
    assert {(name, line) for name, line in found if line not in asked} == set()


def test_no_key_of_a_question_is_released(released: Path) -> None:
    text = everything(released)
    public = squeezed("".join(p.read_text() for p in CATALOGUE.root.glob("exercises/*/*.*")))
    public += squeezed("".join(o.text for i in ITEMS.values() for o in i.options))
    found = {(item.id, key) for item in ITEMS.values() for key in keys(item) if key in text}
    assert {(name, key) for name, key in found if key not in public} == set()


def test_the_source_does_hold_them(released: Path) -> None:
    """The search would find an answer: the instructor's version is full of them."""
    source = released.parents[1] / "source" / "all"
    text = everything(source)
    for exercise in CATALOGUE.exercises:
        assert any(line in text for line in secrets(exercise)), exercise.id


def test_no_delimiter_is_left(released: Path) -> None:
    assert "SOLUTION" not in (released / "all.ipynb").read_text()
