"""sslgrade: an autograded course in self-supervised learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sslgrade.notebook.check import check
    from sslgrade.notebook.quiz import quiz
    from sslgrade.notebook.score import Score

__version__ = "0.1.0"
__all__ = ["Score", "__version__", "check", "quiz"]


def __getattr__(name: str) -> object:
    """Import what a notebook uses only when it is used: commands start without it."""
    if name == "check":
        from sslgrade.notebook.check import check

        return check
    if name == "quiz":
        from sslgrade.notebook.quiz import quiz

        return quiz
    if name == "Score":
        from sslgrade.notebook.score import Score

        return Score
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
