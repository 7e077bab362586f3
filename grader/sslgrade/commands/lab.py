"""``sslgrade lab``: a micro-experiment, with the learner's own loss where it passed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._meter import meter
from sslgrade.commands._shared import echo, say, style
from sslgrade.commands._told import place
from sslgrade.content.catalogue import catalogue
from sslgrade.report.text import Style, pad, wrap
from sslgrade.study.errors import StudyError
from sslgrade.study.workspace import find

if TYPE_CHECKING:
    from sslgrade.labs.lab import Cell, Table
    from sslgrade.labs.result import Result

SEED = 0
"""The seed of the recorded results, so that a plain run can be held against them."""


@make(
    "lab",
    "Practise",
    "sslgrade lab                    lists the labs",
    "sslgrade lab ln-n-ceiling       runs one, with your own loss where it passed",
    "sslgrade lab scaling --seed 7 --out results",
)
@click.argument("name", required=False)
@click.option(
    "--seed",
    type=click.IntRange(min=0, max=2**32 - 1),
    default=SEED,
    show_default=True,
    metavar="N",
    help="Same seed and machine, same numbers.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where table (JSON) and plot (PNG) go; default: labs/ of the workspace, or of here.",
)
@click.option("--reference", is_flag=True, help="Let the reference drive, whatever you passed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; files only with --out.")
def command(name: str | None, seed: int, out: Path | None, reference: bool, as_json: bool) -> int:
    """Measure a claim on real data, beside baselines.

    A lab takes a minute or less. Your own loss drives it where that exercise has passed in this
    workspace. Exit code: 0 when it ran, whether or not the effect showed.
    """
    from sslgrade.labs import lab as labs

    look = style()
    if name is None:
        echo(listing(look), look)
        return 0
    chosen = labs.get(name)
    from sslgrade.labs.bench import need_packages
    from sslgrade.labs.result import need_place, write
    from sslgrade.labs.session import Setting, folder_for, perform

    need_packages()
    workspace = find(Path.cwd())
    setting = Setting(catalogue(), workspace, say, reference)
    whose = setting.whose(chosen)
    folder = out or (None if as_json else folder_for(workspace))
    if folder is not None:
        if folder.exists() and not folder.is_dir():
            raise StudyError(f"{place(folder)} is a file; expected a folder. Name one with --out.")
        need_place(folder, chosen.name)
    if not as_json:
        head = [look.paint(chosen.title, "bold"), *wrap(chosen.claim, look.width)]
        told = [line for w in whose for line in wrap(w.sentence(), look.width, "  ")]
        echo("\n".join([*head, "", *told, ""]), look)
    with meter(chosen.name) as shown:
        result, picture = perform(chosen, setting, whose, seed, meter=shown)
    written = write(result, picture, folder) if folder is not None else None
    if as_json:
        sys.stdout.write(result.text())
    else:
        echo(screen(result, look), look)
    if written is not None and not as_json:
        echo(f"\nWritten: {place(written[0])}, {place(written[1])}", look)
    return 0


def listing(look: Style) -> str:
    """List all labs with their titles and losses."""
    from sslgrade.labs import lab as labs
    from sslgrade.labs.objectives import OBJECTIVES

    found = [labs.get(name) for name in labs.names()]
    wide = max(len(lab.name) for lab in found) + 2
    lines = []
    for lab in found:
        exercises = dict.fromkeys(e for o in lab.objectives for e in OBJECTIVES[o].jax)
        told = f"{lab.title} ({', '.join(exercises)})"
        first, *rest = wrap(told, look.width, " " * wide)
        lines += [look.paint(pad(lab.name, wide), "bold") + first[wide:], *rest]
    return "\n".join([*lines, "", "Next: sslgrade lab NAME"])


def screen(result: Result, look: Style) -> str:
    """Return the table and what it says."""
    mark = look.mark("passed" if result.outcome.shown else "failed")
    says = wrap(result.outcome.says, look.width, "  ")
    data = [f"{name} {short_of(value)}" for name, value in result.outcome.data.items()]
    small = [f"seed {result.seed}", f"{result.cpu_s:.1f} s CPU", *data]
    lines = [*rows(result.outcome.table, look), "", f"{mark} {says[0].strip()}", *says[1:]]
    lines += [look.paint(line, "dim") for line in wrap(" · ".join(small), look.width)]
    return "\n".join(lines)


def rows(table: Table, look: Style) -> list[str]:
    """Lay a table out: names to the left, numbers to the right; a heading may take two lines."""
    cells = [[short_of(cell) for cell in row] for row in table.rows]
    heads = [_folded(name) for name in table.columns]
    wide = [
        max(*(len(part) for part in head), *(len(row[i]) for row in cells))
        for i, head in enumerate(heads)
    ]

    def line(parts: list[str]) -> str:
        first, *rest = zip(parts, wide, strict=True)
        return "  ".join([first[0].ljust(first[1]), *(p.rjust(w) for p, w in rest)]).rstrip()

    height = max(map(len, heads))
    tops = [[""] * (height - len(head)) + head for head in heads]
    titles = [look.paint(line([top[n] for top in tops]), "bold") for n in range(height)]
    return [*titles, *map(line, cells)]


def _folded(name: str) -> list[str]:
    """Break a long heading near its middle."""
    if len(name) <= 10 or " " not in name:
        return [name]
    blanks = [i for i, letter in enumerate(name) if letter == " "]
    at = min(blanks, key=lambda i: abs(i - len(name) / 2))
    return [name[:at], name[at + 1 :]]


def short_of(cell: Cell) -> str:
    """Write one cell."""
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.3f}" if 1e-3 <= abs(cell) < 1e4 or cell == 0 else f"{cell:.1e}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
