"""Sentences about files that were written, kept or left out."""

from __future__ import annotations

from pathlib import Path

from sslgrade.report.text import WIDEST, wrap
from sslgrade.study.errors import shown
from sslgrade.study.scaffold import Outcome

_MOST = 5


def place(path: Path) -> str:
    """Write a path as it can be typed."""
    text = shown(path)
    return f'"{text}"' if " " in text else text


def files(paths: list[Path]) -> list[str]:
    """List some files, one a line, and count the rest."""
    lines = [f"  {shown(path)}" for path in paths[:_MOST]]
    more = len(paths) - _MOST
    return [*lines, f"  … and {more} more"] if more > 0 else lines


def kept(outcome: Outcome) -> list[str]:
    """Say which files were there already and stayed as they are."""
    if not outcome.kept:
        return []
    one = len(outcome.kept) == 1
    head = (
        "1 file was there already and is kept"
        if one
        else (f"{len(outcome.kept)} files were there already and are kept")
    )
    return [f"{head}:", *files(outcome.kept)]


def other_track(outcome: Outcome, backend: str) -> list[str]:
    """Say which exercises this workspace's backend does not have."""
    if not outcome.other_track:
        return []
    names = ", ".join(outcome.other_track)
    other = "jax" if backend == "numpy" else "numpy"
    return wrap(f"Only in a {other} workspace: {names}.", WIDEST)
