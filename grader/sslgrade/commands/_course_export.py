"""``sslgrade course export``: the class's results, or the quiz, for another system."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import BACKEND, EXERCISE, echo, say, style
from sslgrade.content.catalogue import Exercise
from sslgrade.course.exports import formats as known
from sslgrade.course.exports.asking import Request, export
from sslgrade.course.exports.files import notes_path, save
from sslgrade.course.store import STORE_NAME
from sslgrade.study.errors import StudyError, shown

_MOST_NOTES = 100


@make(
    "export",
    "For instructors and authors",
    "sslgrade course export csv --assignment week1",
    "sslgrade course export gradescope --exercise mlm_loss --out week1.zip",
    "sslgrade course export moodle-xml --family mlm",
    "sslgrade check mlm_loss --json | sslgrade course export junit --from - --out -",
)
@click.argument("name", metavar="FORMAT", required=False)
@click.option("--out", metavar="PATH", help="File or folder to write; - for standard output.")
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    default=STORE_NAME,
    show_default=True,
    help="Results to export.",
)
@click.option("--assignment", metavar="A", help="Which assignment of the store.")
@click.option(
    "--from",
    "document",
    metavar="FILE",
    help="Export this `sslgrade check --json` document, not a store; - for standard input.",
)
@click.option("--student", metavar="NAME", default="", help="Whose document it is.")
@click.option(
    "--exercise", "exercises", type=EXERCISE, multiple=True, help="Gradescope: what is graded."
)
@click.option("--backend", type=BACKEND, help="Gradescope: only this track.")
@click.option(
    "--allow-weak-isolation", is_flag=True, help="Gradescope: grade below isolation level L2, too."
)
@click.option("--family", "families", multiple=True, metavar="F", help="Quiz: only this family.")
@click.option("--item", "items", multiple=True, metavar="ID", help="Quiz: only this item.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Quiz: draws the numbers."
)
def command(
    name: str | None,
    out: str | None,
    force: bool,
    store: Path,
    assignment: str | None,
    document: str | None,
    student: str,
    exercises: Sequence[Exercise],
    backend: str | None,
    allow_weak_isolation: bool,
    families: Sequence[str],
    items: Sequence[str],
    seed: int,
) -> None:
    """Write results or quiz questions for another system.

    Without FORMAT, the formats are listed. What a format cannot hold is said on standard error, and
    in a file beside the one that is written.
    """
    look = style()
    if name is None:
        echo("\n".join(_listed()), look)
        return
    chosen = known.named(name)
    request = Request(
        store,
        assignment,
        None if document is None else _document(document),
        student,
        exercises,
        backend,
        allow_weak_isolation,
        families,
        items,
        seed,
    )
    made = export(chosen, request)
    if out == "-":
        if made.folder or chosen.suffix == ".zip":
            raise StudyError(f"{name} cannot go to standard output. Name a file with --out.")
        sys.stdout.buffer.write(next(iter(made.files.values())))
        _tell(made.notes, "")
        return
    ending = "" if made.folder else chosen.suffix
    path = Path(out) if out else Path(f"{request.title}-{name}{ending}")
    written = save(made, path, force=force)
    count = f" ({len(made.files):,} files)" if made.folder else ""
    echo(f"wrote {shown(path)}{count}", look)
    _tell(made.notes, f" It is also in {shown(notes_path(path))}." if len(written) > 1 else "")


def _listed() -> list[str]:
    titles = {
        "autograder": "An autograder",
        "results": "Results, of a store or of one `sslgrade check --json` document",
        "quiz": "Quiz questions",
    }
    lines = []
    for kind, title in titles.items():
        names = [f.name for f in known.formats().values() if f.kind == kind]
        lines += [f"{title}:", f"  {', '.join(names)}"]
    return lines


def _document(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise StudyError(f"{name} cannot be read: {error.strerror}. Check the path.") from None


def _tell(notes: Sequence[str], where: str) -> None:
    if not notes:
        return
    lines = [f"  {note if len(note) <= _MOST_NOTES else _short(note)}" for note in notes]
    say("\n".join([f"This format cannot hold everything.{where}", *lines]))


def _short(note: str) -> str:
    """Name the first items and count the others: the companion has all."""
    what, _, ids = note.partition(": ")
    names = ids.split(", ")
    return f"{what}: {', '.join(names[:3])} and {len(names) - 3} more" if len(names) > 3 else note
