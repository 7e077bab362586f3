"""One finished run: a JSON file and a PNG beside it, never half of one, never over other files."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from sslgrade.labs.lab import Lab, Outcome
from sslgrade.labs.losses import By
from sslgrade.labs.whose import Whose
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.store import now

SCHEMA = "sslgrade/lab/v1"
PACKAGES = ("sslgrade", "numpy", "jax", "scikit-learn")
DIGITS = 6
"""Significant digits of recorded numbers."""


@dataclass(frozen=True)
class Result:
    """A run with all that is needed to repeat it."""

    lab: Lab
    outcome: Outcome
    seed: int
    cpu_s: float
    whose: tuple[Whose, ...]

    @property
    def loss_by(self) -> By:
        """``yours`` only where every loss of the run was."""
        return "yours" if all(w.by == "yours" for w in self.whose) else "reference"

    def document(self) -> dict[str, Any]:
        """Return the JSON document."""
        table = self.outcome.table
        return {
            "schema": SCHEMA,
            "name": self.lab.name,
            "title": self.lab.title,
            "claim": self.lab.claim,
            "date": now(),
            "versions": versions(),
            "seed": self.seed,
            "cpu_s": round(self.cpu_s, 1),
            "loss_by": self.loss_by,
            "losses": {" and ".join(w.exercises): w.by for w in self.whose},
            "table": {
                "columns": list(table.columns),
                "rows": [[short(cell) for cell in row] for row in table.rows],
            },
            "says": self.outcome.says,
            "effect_shown": self.outcome.shown,
            "data": {name: short(cell) for name, cell in self.outcome.data.items()},
        }

    def text(self) -> str:
        """Return the JSON text."""
        return json.dumps(self.document(), indent=1, ensure_ascii=True) + "\n"


def versions() -> dict[str, str]:
    """Return what the numbers depend on beside the seed."""
    found = {name: metadata.version(name) for name in PACKAGES}
    return found | {"python": platform.python_version()}


def short(cell: Any) -> Any:
    """Round a number to the digits that are recorded; JSON has no NaN, so it becomes null."""
    if isinstance(cell, bool) or not isinstance(cell, float):
        return cell
    value = float(f"{cell:.{DIGITS}g}")
    return value if abs(value) < float("inf") else None


def need_place(folder: Path, name: str) -> None:
    """Say no before a long run where its result cannot be written.

    Raises
    ------
    StudyError
        The folder cannot be made, or holds a file of that name that is no result of this lab.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(
            f"{shown(folder)} cannot be made: {error.strerror}. Name another folder with --out."
        ) from None
    if not os.access(folder, os.W_OK):
        raise StudyError(f"{shown(folder)} is not writable. Name another folder with --out.")
    target, picture = folder / f"{name}.json", folder / f"{name}.png"
    for stranger in (target, picture):
        if stranger.exists() and not _ours(target, name):
            raise StudyError(
                f"{shown(stranger)} exists already and is no result of this lab: it is not "
                "overwritten. Move it, or name another folder with --out."
            )


def _ours(path: Path, name: str) -> bool:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(found, Mapping) and (found.get("schema"), found.get("name")) == (SCHEMA, name)


def write(result: Result, picture: bytes, folder: Path) -> tuple[Path, Path]:
    """Write both files, each whole or not at all; both exist under other names before one changes.

    Raises
    ------
    StudyError
        They cannot be written; files that were there are as they were.
    """
    texts = {".png": picture, ".json": result.text().encode()}
    waiting: list[tuple[Path, Path]] = []
    try:
        for ending, data in texts.items():
            target = folder / f"{result.lab.name}{ending}"
            temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
            waiting.append((temporary, target))
            with temporary.open("wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
        for temporary, target in waiting:
            os.replace(temporary, target)
    except OSError as error:
        raise StudyError(
            f"{shown(folder)} cannot be written: {error.strerror}. Name another with --out."
        ) from None
    finally:
        for temporary, _ in waiting:
            temporary.unlink(missing_ok=True)
    return waiting[1][1], waiting[0][1]
