"""``sslgrade course merge``: the stores of several shards become one."""

from __future__ import annotations

from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, style
from sslgrade.course.graded import STORE_NAME


@make(
    "merge",
    "For instructors and authors",
    "sslgrade course merge shard1.sqlite shard2.sqlite --into class.sqlite",
)
@click.argument("stores", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), help=f"Default: {STORE_NAME}, here.")
def command(stores: tuple[Path, ...], into: Path | None) -> int:
    """Merge stores into one, such as those of `course grade --shard`.

    Nothing is lost or graded again: of two submissions of one exercise by one learner the later
    counts, and the history of overrides is joined. Merging twice changes nothing.
    """
    from sslgrade.course.alone import alone
    from sslgrade.course.merging import merge
    from sslgrade.course.store import Store

    path = into or Path(STORE_NAME)
    look = style()
    with alone(path), Store.open(path, create=True) as store:
        for other in stores:
            found = merge(store, other)
            echo(f"{other}: {found.results:,} results, {found.submissions:,} submissions", look)
    return 0
