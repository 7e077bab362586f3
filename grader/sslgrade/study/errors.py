"""What a learner's side can refuse."""

from __future__ import annotations

from pathlib import Path


class StudyError(Exception):
    """A wrong use. The message says what was found, what was expected, and the next step."""


class NoWorkspace(StudyError):
    """There is no workspace where the command was run."""


def shown(path: Path) -> str:
    """Write a path as short as it can be from here."""
    try:
        # A link is shown by its own name, not by what it leads to.
        return str((path.parent.resolve() / path.name).relative_to(Path.cwd())) or "."
    except (ValueError, OSError):
        return str(path)
