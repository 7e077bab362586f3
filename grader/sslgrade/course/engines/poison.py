"""The grade of a submission that ended the process which graded it, again and again."""

from __future__ import annotations

from pathlib import Path

from sslgrade.content.catalogue import catalogue, content_root
from sslgrade.course.engines.tasks import Done, Setup, Task
from sslgrade.course.refused import refused

MOST_DEATHS = 3
"""A process may be killed for other reasons; three times in a row, alone, it is the submission."""


def poisoned(task: Task, setup: Setup) -> Done:
    """Return the report of such a submission: an error with its reason, and no points."""
    root = content_root() if setup.root is None else Path(setup.root)
    report = refused(
        catalogue(root).get(task.exercise),
        task.backend,
        "crash",
        f"The process that grades ended {MOST_DEATHS} times while it graded this code. "
        "Show it to your instructor.",
    )
    return Done(task.key, report.to_json())
