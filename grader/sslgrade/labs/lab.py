"""What a lab is, and where the labs are found."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sslgrade.study.errors import StudyError

if TYPE_CHECKING:
    from sslgrade.labs.bench import Bench

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """What was measured: every row has one cell per column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row does not have the {len(self.columns)} columns of its table")


@dataclass(frozen=True)
class Outcome:
    """What one run found.

    ``says`` is one sentence made from the numbers; ``shown`` is whether the claim's effect is in
    them, by the test that the lab states. ``draw`` paints a matplotlib axis. ``data`` names what
    was measured on, where that differs between machines.
    """

    table: Table
    says: str
    shown: bool
    draw: Callable[[Any], None]
    data: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Lab:
    """One micro-experiment.

    ``objectives`` are the losses that drive it (see ``objectives.py``): each is the learner's own
    where it passed. ``claim`` is what the lab puts to the test.
    """

    name: str
    title: str
    claim: str
    objectives: tuple[str, ...]
    run: Callable[[Bench], Outcome]


def names() -> tuple[str, ...]:
    """Return the names of all labs, in alphabetical order."""
    folder = Path(__file__).parent / "experiments"
    files = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    return tuple(stem.replace("_", "-") for stem in files)


def get(name: str) -> Lab:
    """Return one lab.

    Raises
    ------
    StudyError
        No such lab; the message suggests the nearest name.
    """
    known = names()
    wanted = name.replace("_", "-")
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, n=1)
        tip = f" Did you mean {near[0]}?" if near else ""
        raise StudyError(f"no lab {name!r}.{tip} `sslgrade lab` lists them all.")
    module = import_module(f"sslgrade.labs.experiments.{wanted.replace('-', '_')}")
    found = module.LAB
    assert isinstance(found, Lab)
    return found
