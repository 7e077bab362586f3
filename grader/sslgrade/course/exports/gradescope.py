"""Gradescope: a zip whose ``run_autograder`` grades a submission in Gradescope's container.

The zip holds this sslgrade with its solutions, but not the keys of the quiz. Learner code runs
where it always runs, in an isolated worker; ``run_autograder`` imports nothing of a submission.
Contract: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.course.exports.files import Export
from sslgrade.study.errors import StudyError

SUFFIX = ".zip"
_TEMPLATES = Path(__file__).parent / "templates"
_BORN = (1980, 1, 1, 0, 0, 0)  # the same course gives the same bytes
_CONTENT = ("exercises", "solutions")


def write(
    exercises: Sequence[Exercise], *, backend: str | None = None, allow_weak_isolation: bool = False
) -> Export:
    """Write the autograder of one assignment.

    Raises
    ------
    StudyError
        There are no solutions here to grade against, or no exercise was named.
    """
    if not exercises:
        raise StudyError(
            "found no exercise; a Gradescope assignment needs at least one: "
            "`sslgrade course export gradescope --exercise mlm_loss`."
        )
    if not all(exercise.has_solution for exercise in exercises):
        raise StudyError(
            "this installation has no solutions, so it cannot grade. "
            "Export from the whole sslgrade, not from the wheel for a class."
        )
    assignment = {
        "exercises": [exercise.id for exercise in exercises],
        "backend": backend,
        "allow_weak_isolation": allow_weak_isolation,
    }
    export = Export(notes=list(_NOTES))
    if allow_weak_isolation:
        export.notes.append(
            "--allow-weak-isolation: below L2, a submission can read the solutions in the container"
        )
    jax = backend != "numpy" and any("jax" in e.manifest.backends for e in exercises)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _add(archive, "setup.sh", (_TEMPLATES / "setup.sh").read_bytes(), executable=True)
        run = (_TEMPLATES / "run_autograder").read_bytes()
        _add(archive, "run_autograder", run, executable=True)
        _add(archive, "assignment.json", json.dumps(assignment, indent=1).encode() + b"\n")
        _add(archive, "requirements.txt", "".join(f"{r}\n" for r in _requirements(jax)).encode())
        for name, path in _package():
            _add(archive, name, path.read_bytes())
    export.files["autograder.zip"] = packed.getvalue()
    return export


_NOTES = (
    "hidden: inputs, expected values and what a submission printed are not shown to learners",
    "a submission is graded with numbers of its own; handing in again draws new ones",
    "quiz questions are left out: Gradescope has its own",
)


def _add(archive: zipfile.ZipFile, name: str, data: bytes, *, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _BORN)
    entry.create_system = 3  # Unix: the mode below is one
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


def _package() -> Iterator[tuple[str, Path]]:
    """Yield the files of sslgrade and its exercises, as a wheel has them."""
    package = Path(__file__).resolve().parents[2]
    for path in _files(package):
        inside = path.relative_to(package)
        if inside.parts[0] != "_content":
            yield f"lib/sslgrade/{inside.as_posix()}", path
    root = catalogue().root
    for folder in _CONTENT:
        for path in _files(root / folder):
            yield f"lib/sslgrade/_content/{path.relative_to(root).as_posix()}", path


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def _requirements(jax: bool) -> list[str]:
    """Return what sslgrade needs, as its own metadata say."""
    from importlib.metadata import requires

    found = []
    for line in requires("sslgrade") or []:
        what, _, condition = line.partition(";")
        extra = condition.replace('"', "'").strip()
        if not extra or (jax and extra == "extra == 'jax'"):
            found.append(what.strip())
    return found
