"""What a result depends on beside the learner's text: a changed exercise asks for new results."""

from __future__ import annotations

from sslgrade import __version__
from sslgrade.content.catalogue import Exercise


def bundle_of(exercise: Exercise) -> str:
    """Return the hash of the exercise's files, public and private, and the grader's version."""
    return f"{exercise.content_hash()}/{__version__}"
