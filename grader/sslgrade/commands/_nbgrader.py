"""What a command of the course needs from the extra ``course``, or one line that says so."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from sslgrade.study.errors import StudyError


def need_nbgrader() -> None:
    """Refuse where nbgrader is not installed; let it find its own programs where it is.

    It starts ``alembic`` by name, which an environment that was not activated does not have on its
    path.

    Raises
    ------
    StudyError
        Says how to install it.
    """
    if find_spec("nbgrader") is None:
        raise StudyError("nbgrader is not installed: `pip install 'sslgrade[course]'`.")
    own = str(Path(sys.executable).parent)
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if own not in folders:
        os.environ["PATH"] = os.pathsep.join([own, *folders])
