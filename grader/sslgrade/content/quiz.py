"""The quiz bank: ``concept/quiz/<family>.toml`` as frozen dataclasses, quick to build.

The files hold the keys and are private: a class installation has none. Building checks what asking
relies on; :mod:`sslgrade.content.quiz_schema` explains every fault, and is consulted when building
fails.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from sslgrade.content.modules import ContentError

FORMAT_VERSION = 1
Kind = Literal[
    "single_choice",
    "multiple_choice",
    "numeric",
    "ordering",
    "predict_output",
    "spot_the_bug",
    "derivation",
]
DOMAIN = (0.2, 1.7)
"""Where the variables of a derivation are drawn from, unless the item says otherwise."""


@dataclass(frozen=True)
class Option:
    """One thing to choose; a wrong one names the belief behind it."""

    text: str
    feedback: str
    correct: bool = False
    misconception: str = ""


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that a known belief gives: a formula, a printed text, or an order of steps."""

    answer: str | tuple[int, ...]
    misconception: str
    feedback: str


@dataclass(frozen=True)
class Proof:
    """Code that finds the answer a second way; only ``author check`` runs it, in the worker.

    Numeric items and derivations: it finds the parameters as variables and prints the answer.
    Spot-the-bug items: it runs before the item's code, and ``shows`` is printed after it, once
    with the bug and once mended; the two must differ. Other items: it prints ``prints``.
    """

    code: str
    prints: str = ""
    shows: str = ""
    backend: Literal["numpy", "jax"] = "numpy"


@dataclass(frozen=True)
class Item:
    """One question; which fields are filled depends on its kind."""

    id: str
    family: str
    kind: Kind
    difficulty: int
    exercise: str
    question: str
    explanation: str
    related: tuple[str, ...] = ()  # "exercise/misconception-id" of the code's misconceptions
    source: tuple[str, ...] = ()
    derivation: bool = False  # the explanation, or the proof, derives the answer
    shuffle: bool = True
    options: tuple[Option, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    code: str = ""
    output: str = ""  # predict_output: what the code prints
    lines: tuple[int, ...] = ()  # spot_the_bug: the wrong lines, from 1
    fixed: str = ""  # spot_the_bug: the mended line
    answer: str = ""  # numeric, derivation: a formula
    tolerance: float = 0.01  # numeric: relative
    unit: str = ""
    params: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    variables: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    steps: tuple[str, ...] = ()  # ordering: in the right order
    proof: Proof | None = None


@dataclass(frozen=True)
class Family:
    """One file of the bank."""

    name: str
    title: str
    order: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Bank:
    """All quiz items of one root."""

    families: tuple[Family, ...]

    @cached_property
    def items(self) -> dict[str, Item]:
        """All items by id, in the bank's order."""
        return {item.id: item for family in self.families for item in family.items}

    def family(self, name: str) -> Family:
        """Return one family by name.

        Raises
        ------
        ContentError
            No such family; the message suggests the nearest.
        """
        names = [family.name for family in self.families]
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            tip = f" Did you mean {near[0]}?" if near else ""
            raise ContentError(f"no quiz family {name!r}.{tip} Expected {', '.join(names)}.")
        return next(family for family in self.families if family.name == name)


def _item(data: dict[str, Any], family: str) -> Item:
    data = {**data}
    listed: dict[str, Any] = {
        key: tuple(data.pop(key, ())) for key in ("related", "source", "lines", "steps")
    }
    options = tuple(Option(**option) for option in data.pop("option", ()))
    wrong = tuple(
        Wrong(**{**w, "answer": tuple(w["answer"]) if listed["steps"] else w["answer"]})
        for w in data.pop("wrong", ())
    )
    params = {name: tuple(values) for name, values in data.pop("params", {}).items()}
    variables = {n: (float(v[0]), float(v[1])) for n, v in data.pop("variables", {}).items()}
    proof = data.pop("proof", None)
    for key in ("code", "output"):
        if key in data:
            data[key] = data[key].strip("\n")
    return Item(
        **data,
        **listed,
        family=family,
        options=options,
        wrong=wrong,
        params=params,
        variables=variables,
        proof=Proof(**proof) if proof else None,
    )


def build(data: dict[str, Any]) -> Family:
    """Build a family from parsed TOML; any fault is a KeyError, TypeError or ValueError."""
    if data["format_version"] != FORMAT_VERSION:
        raise ValueError("format_version")
    items = tuple(_item(item, data["family"]) for item in data["item"])
    return Family(data["family"], data["title"], data["order"], items)


def load(path: Path) -> dict[str, Any]:
    """Read one file as TOML; a ContentError names the line that is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: not valid TOML: {error}. Mend that line.") from None


def read(path: Path) -> Family:
    """Read one ``concept/quiz/<family>.toml``.

    Raises
    ------
    ContentError
        Names the file, the item, the field and the mend.
    """
    data = load(path)
    try:
        return build(data)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        from sslgrade.content.quiz_schema import explain

        raise ContentError(explain(path, data)) from None


def folder(root: Path) -> Path:
    """Return where the bank of a root lies."""
    return root / "concept" / "quiz"


def bank(root: Path) -> Bank:
    """Read the bank by looking; without solutions it is empty.

    Raises
    ------
    ContentError
        A file of it is wrong.
    """
    found = sorted(folder(root).glob("*.toml"))
    families = sorted((read(path) for path in found), key=lambda f: (f.order, f.name))
    return Bank(tuple(families))
