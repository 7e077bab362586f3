"""Write an nbgrader course whose autograding runs no learner code beside a score."""

from __future__ import annotations

import re
from pathlib import Path

from sslgrade.study.errors import StudyError, shown
from sslgrade.study.store import write_atomically

CONFIG = "nbgrader_config.py"
_COURSE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*$")

_TEXT = '''\
"""nbgrader's settings for this course, written by `sslgrade course init`. They are yours to change.

`sslgrade course build` writes assignments; everything after that is plain nbgrader:
`nbgrader release_assignment`, `collect`, `autograde`, `generate_feedback`, `export`, `formgrader`.
"""

import os

c = get_config()

c.CourseDirectory.course_id = "{course_id}"
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))

# Where assignments are handed out and collected; every learner's account must reach it.
# c.Exchange.root = "/usr/local/share/nbgrader/exchange"

# What stands in the place of a solution: the stubs raise this, and `check` knows it.
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError"}}

# A submission is read as text and rebuilt; links and pipes in it are moved to set_aside/.
c.Autograde.exporter_class = "sslgrade.course.mending.TolerantExporter"
c.Autograde.pre_convert_hook = "sslgrade.course.set_aside.set_aside"

# IsolatedExecute stands where nbgrader's Execute would: no learner code runs in a process that
# knows an answer or a score. Put Execute back only for a class whose every line you trust.
c.Autograde.autograde_preprocessors = [
    "sslgrade.course.execute.IsolatedExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# nbgrader's own CSV breaks at a comma in a name.
c.ExportApp.plugin_class = "sslgrade.course.csv_export.QuotedCsv"
'''


def create(folder: Path, course_id: str | None = None) -> list[Path]:
    """Write a course into a folder that has none yet; return what was written.

    Raises
    ------
    StudyError
        There is a course already, or the id is not usable.
    """
    name = course_id or re.sub(r"[^A-Za-z0-9_.-]+", "-", folder.resolve().name).strip("-.")
    if not _COURSE_ID.match(name):
        raise StudyError(
            f"found {name!r} as the course's id, expected letters, digits, `-`, `_` and `.`. "
            "Give another: `--course-id ssl101`."
        )
    config = folder / CONFIG
    taken = [path for path in (config, folder / "gradebook.db") if path.exists()]
    if taken:
        raise StudyError(
            f"{shown(taken[0])} is there already; nothing was changed. Choose another folder, or "
            "build an assignment in this one: `sslgrade course build`."
        )
    if folder.exists() and not folder.is_dir():
        raise StudyError(f"{shown(folder)} is a file; expected a folder. Choose another name.")
    try:
        (folder / "source").mkdir(parents=True, exist_ok=True)
        write_atomically(config, _TEXT.format(course_id=name).encode())
    except OSError as error:
        raise StudyError(
            f"{shown(folder)} cannot be written: {error.strerror}. Choose another folder."
        ) from None
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{(folder / 'gradebook.db').resolve()}", name):
        pass
    return [config, folder / "source", folder / "gradebook.db"]
