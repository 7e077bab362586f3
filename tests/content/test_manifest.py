from __future__ import annotations

from pathlib import Path

import pytest

from sslgrade.content.catalogue import Exercise
from sslgrade.content.manifest import Argument, Slope, read
from sslgrade.content.modules import ContentError


@pytest.mark.parametrize(
    ("text", "name", "kind", "axes", "default"),
    [
        ("logits: float[B, T, V]", "logits", "float", ("B", "T", "V"), None),
        ("tau: float", "tau", "float", None, None),
        ("eps: float = 1e-12", "eps", "float", None, "1e-12"),
        ("x: float[..., K]", "x", "float", ("...", "K"), None),
        ("num_items: int | None = None", "num_items", "int", None, "None"),
        ("x: float[B, L, p*p*C]", "x", "float", ("B", "L", "p*p*C"), None),
        ("apply: function", "apply", "function", None, None),
        ("teacher: dict[str, float[...]]", "teacher", "dict", ("str", "float[...]"), None),
    ],
)
def test_arguments_are_read(
    text: str, name: str, kind: str, axes: tuple[str, ...] | None, default: str | None
) -> None:
    found = Argument.parse(text)
    assert (found.name, found.kind, found.axes, found.default) == (name, kind, axes, default)


def test_a_wrong_argument_says_what_was_expected() -> None:
    with pytest.raises(ValueError) as caught:
        Argument.parse("logits float")
    assert str(caught.value) == (
        '\'logits float\' is no argument; expected like "logits: float[B, T, V]" or "tau: float"'
    )


def test_slopes_are_read() -> None:
    assert Slope.parse("da = d cosine_similarity.S / d a along G") == Slope(
        "da", "cosine_similarity", "S", "a", "G"
    )


def test_signature_is_written_as_in_the_contract(square_loss: Exercise) -> None:
    entry = square_loss.manifest.entries[0]
    assert entry.signature == "square_loss(pred: float[N, D], target: float[N, D]) -> float"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'tier = "stretch"',
            'tier = "strech"',
            "{path}: tier: Input should be 'core' or 'stretch', found 'strech'. "
            "Use one of 'core' or 'stretch'.",
        ),
        (
            "difficulty = 1",
            "difficulty = 1\ndifficulity = 2",
            "{path}: difficulity: Extra inputs are not permitted, found 2. "
            "Remove it, or correct its spelling.",
        ),
        (
            'tier = "stretch"',
            'tier = "stretch"\ncapstone = "yes"',
            "{path}: capstone: Input should be a valid boolean, found 'yes'. Correct the value.",
        ),
        (
            "minutes = 10\n",
            "",
            "{path}: minutes: Field required. Add this field.",
        ),
        (
            "format_version = 1",
            "format_version = 2",
            "{path}: format_version: found 2, expected 1. "
            "The exercise was written for a newer sslgrade: update sslgrade.",
        ),
    ],
)
def test_faults_name_file_field_and_mend(
    square_loss: Exercise, old: str, new: str, message: str
) -> None:
    from sslgrade.authoring import statics

    path = square_loss.folder / "exercise.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    try:
        read(path)
    except ContentError as error:
        found = str(error)
    else:  # a value of a wrong kind is found by the full validation
        found = "\n".join(statics.manifest(square_loss))
    assert found == message.format(path=path)


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "exercise.toml"
    path.write_text("id = \n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read(path)
    assert str(caught.value) == (
        f"{path}: not valid TOML: Invalid value (at line 1, column 6). Mend that line."
    )
