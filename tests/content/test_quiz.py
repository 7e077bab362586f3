from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import bank, build, read

HEAD = 'format_version = 1\nfamily = "small"\ntitle = "Small"\norder = 1\n\n'
ITEM = """[[item]]
id = "a-1"
kind = "single_choice"
difficulty = 1
exercise = "mean_loss"
derivation = true
question = "One?"
explanation = "It is one."

[[item.option]]
text = "yes"
correct = true
feedback = "Right."

[[item.option]]
text = "nope"
misconception = "no-one"
feedback = "It is."
"""


def test_a_family_is_read(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(HEAD + ITEM, encoding="utf-8")
    (item,) = read(path).items
    assert (item.id, item.family, item.kind) == ("a-1", "small", "single_choice")
    assert [(o.text, o.correct, o.misconception) for o in item.options] == [
        ("yes", True, ""),
        ("nope", False, "no-one"),
    ]


def test_the_bank_is_found_by_looking_and_ordered(tmp_path: Path) -> None:
    folder = tmp_path / "concept" / "quiz"
    folder.mkdir(parents=True)
    assert bank(tmp_path).families == ()
    (folder / "small.toml").write_text(HEAD + ITEM)
    first = (HEAD + ITEM).replace("small", "zero").replace("order = 1", "order = 0")
    (folder / "zero.toml").write_text(first.replace("a-1", "z-1"))
    assert list(bank(tmp_path).items) == ["z-1", "a-1"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("difficulty = 1\n", "", "{path}: a-1.difficulty: Field required. Add this field."),
        (
            "difficulty = 1",
            "difficulty = 1\ndifficulity = 2",
            "{path}: a-1.difficulity: Extra inputs are not permitted, found 2. "
            "Remove it, or correct its spelling.",
        ),
        (
            "format_version = 1",
            "format_version = 2",
            "{path}: format_version: found 2, expected 1. "
            "The quiz was written for a newer sslgrade: update sslgrade.",
        ),
    ],
)
def test_faults_name_file_item_field_and_mend(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = tmp_path / "small.toml"
    text = HEAD + ITEM
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(ContentError) as caught:
        read(path)
    assert str(caught.value) == message.format(path=path)


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text("family = \n")
    with pytest.raises(ContentError) as caught:
        read(path)
    assert str(caught.value) == (
        f"{path}: not valid TOML: Invalid value (at line 1, column 10). Mend that line."
    )


def test_an_unknown_family_is_answered_with_the_nearest(tmp_path: Path) -> None:
    folder = tmp_path / "concept" / "quiz"
    folder.mkdir(parents=True)
    (folder / "small.toml").write_text(HEAD + ITEM)
    with pytest.raises(ContentError) as caught:
        bank(tmp_path).family("smal")
    assert str(caught.value) == "no quiz family 'smal'. Did you mean small? Expected small."


def test_an_item_of_an_unknown_field_is_refused() -> None:
    item: dict[str, Any] = {"id": "a", "colour": "red"}
    with pytest.raises(TypeError):
        build(
            {
                "format_version": 1,
                "family": "small",
                "title": "Small",
                "order": 1,
                "item": [item],
            }
        )
