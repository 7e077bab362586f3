"""What a learner's side can refuse."""

from __future__ import annotations

from pathlib import Path


class StudyError(Exception):
    """A wrong use. The message says what was found, what was expected, and the next step."""


def shown(path: Path) -> str:
    """Write a path as short as it can be from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd())) or "."
    except (ValueError, OSError):
        return str(path)
