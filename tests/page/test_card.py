"""The card's files: a heading, texts, and lines that stand for a piece of the page."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from sslgrade.commands._group import cli
from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import bank
from sslgrade.content.quiz_bugs import FAMILY as BUGS
from sslgrade.labs import lab as labs
from sslgrade.page.card import Piece, Section, read

ROOT = catalogue().root
CARD = read(ROOT / "concept" / "card")
TEXT = "\n".join(piece.text for section in CARD for piece in section.pieces)
FIGURES = {"mask-sentence", "infonce-circle", "ln-n-ceiling", "mae-digit", "dino", "augmentation"}
LABS = {
    *("shifted-digits", "plain-digits", "dino-collapse", "context-pays", "mlm-has-no-joint"),
    *("ln-n-ceiling", "mask-ratio", "temperature", "scaling"),
}


def _write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_file_becomes_a_section(tmp_path: Path) -> None:
    _write(tmp_path, "20_more.md", "## More\n\n{papers}\n")
    _write(tmp_path, "10_first_one.md", "## First\n\nText.\n\n{quiz a-1 b-2}\n{figure x}\n\nEnd.\n")
    assert read(tmp_path) == (
        Section(
            "first_one",
            "First",
            (
                Piece("text", "\nText.\n"),
                Piece("quiz", names=("a-1", "b-2")),
                Piece("figure", names=("x",)),
                Piece("text", "\nEnd.\n"),
            ),
        ),
        Section("more", "More", (Piece("papers"),)),
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("why.md", "## Why\n", "found this name, expected one such as 10_why.md. Rename it."),
        (
            "10_why.md",
            "# Why\n",
            "found '# Why', expected a heading `## …` in the first line.",
        ),
        (
            "10_why.md",
            "## Why\n\n{figur x}\n",
            "found '{figur x}', expected one of figure, lab, quiz, papers.",
        ),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(ContentError) as error:
        read(_write(tmp_path, name, text))
    assert str(error.value) == f"{tmp_path / name}: {message}"


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no text found"):
        read(tmp_path)


def _named(kind: str) -> list[str]:
    return [n for s in CARD for piece in s.pieces if piece.kind == kind for n in piece.names]


def test_every_figure_and_lab_has_its_place_once() -> None:
    assert sorted(_named("figure")) == sorted(FIGURES)
    assert sorted(_named("lab")) == sorted(LABS)


def test_the_labs_of_the_card_are_the_labs_that_can_be_run() -> None:
    assert set(labs.names()) == LABS


def test_every_question_exists_and_is_asked_once() -> None:
    names = _named("quiz")
    assert len(names) == len(set(names))
    assert set(names) <= set(bank(ROOT).items)


def test_every_exercise_is_linked_from_where_it_belongs() -> None:
    linked = set(re.findall(r"\(exercise:([a-z_]+)\)", TEXT))
    named = set(re.findall(r"sslgrade (?:show|check) ([a-z_]+)", TEXT))
    stretch = {"info_nce_chunked", "siglip_loss"}
    assert linked | named | stretch == set(catalogue().ids)


COMMANDS = sorted(set(re.findall(r"`(sslgrade [^`]+)`", TEXT)))


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_the_card_names_exists(line: str) -> None:
    _, name, *words = shlex.split(line)
    command = cli.get_command(click.Context(cli), name)
    assert command is not None, line
    options = {option for parameter in command.params for option in parameter.opts}
    for word in words:
        if word.startswith("-"):
            assert word in options
        elif name in ("show", "check"):
            assert word in catalogue().ids
        elif name == "quiz":
            assert word in {BUGS, *(family.name for family in bank(ROOT).families)}
        elif name == "lab":
            assert word in LABS
        else:
            assert name == "init"


def test_the_next_moves_are_all_there() -> None:
    moves = next(section for section in CARD if section.name == "next").pieces[0].text
    for move in ("Generalise", "Specialise", "Break an assumption", "Invert", "Connect"):
        row = next(line for line in moves.splitlines() if f"**{move}**" in line)
        assert "`sslgrade " in row
