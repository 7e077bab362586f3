"""``sslgrade concept``: the concept page, as one offline file or served on this machine."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, say, style
from sslgrade.commands._told import place
from sslgrade.content import catalogue as catalogues
from sslgrade.report.text import Style
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.standing import standings
from sslgrade.study.workspace import Workspace, find

NAME = "concept.html"


@make(
    "concept",
    "Begin",
    "sslgrade concept --open           build the page and show it",
    "sslgrade concept --serve          a page that follows your progress",
    "sslgrade concept --out ssl.html   one file to keep, mail or print",
)
@click.option("--open", "show", is_flag=True, help="Open it in your browser.")
@click.option("--serve", is_flag=True, help="Serve it on this machine alone, until Ctrl-C.")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="N", help="For --serve; default: a free one."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it.")
@click.option("--force", is_flag=True, help="Let --out overwrite a file that is not such a page.")
def command(show: bool, serve: bool, port: int | None, out: Path | None, force: bool) -> None:
    """Build the concept page: the ideas, in figures that you move.

    It is one HTML file that asks for nothing: no network, no account. In a workspace it shows
    your progress, and is kept in the folder .sslgrade unless you name another place.
    """
    _agree(serve, port, out, force)
    look = style()
    workspace = find(Path.cwd())
    if serve:
        _serve(workspace, port or 0, show, look)
        return
    path = out or _kept(workspace)
    _write(path, _html(workspace), force)
    size = (path.stat().st_size + 500) // 1000
    lines = [f"{place(path)} holds the concept page: {size} kB, nothing else needed."]
    if not show:
        lines += ["", f"Next: open it in a browser, {path.resolve().as_uri()}"]
    elif not webbrowser.open(path.resolve().as_uri()):
        lines += ["", f"No browser could be started. Open it yourself: {path.resolve().as_uri()}"]
    echo("\n".join(lines), look)


def _agree(serve: bool, port: int | None, out: Path | None, force: bool) -> None:
    if serve and out is not None:
        raise StudyError(
            "found --serve and --out together, expected one of them: --serve writes no file."
        )
    if port is not None and not serve:
        raise StudyError("found --port without --serve. Add --serve, or leave --port out.")
    if force and out is None:
        raise StudyError("found --force without --out: only a file that you name is overwritten.")


def _html(workspace: Workspace | None) -> str:
    from sslgrade.page.build import Page
    from sslgrade.page.ladder import Place

    ladder = catalogues.catalogue()
    found = standings(workspace, ladder, say) if workspace else []
    places = {s.exercise.id: Place(s.state, s.points, s.most, s.note) for s in found}
    return Page(ladder, places).html()


def _kept(workspace: Workspace | None) -> Path:
    """Say where the page lies unless another place is named."""
    if workspace is not None:
        folder = workspace.state
    else:
        from platformdirs import user_cache_path

        folder = user_cache_path("sslgrade")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(
            f"{shown(folder)} cannot be made: {error.strerror}. Name a file with --out."
        ) from None
    return folder / NAME


def _write(path: Path, text: str, force: bool) -> None:
    from sslgrade.page.write import write

    try:
        write(path, text, force=force)
    except FileExistsError:
        raise StudyError(
            f"{shown(path)} exists already and is not a page that sslgrade wrote, so it is not "
            "overwritten. Name another file with --out, or add --force."
        ) from None
    except OSError as error:
        raise StudyError(
            f"{shown(path)} cannot be written: {error.strerror}. Name another file with --out."
        ) from None


def _serve(workspace: Workspace | None, port: int, show: bool, look: Style) -> None:
    from sslgrade.page.serve import address, server

    _html(workspace)  # what cannot be built is said now, and not to the browser
    try:
        made = server(lambda: _html(workspace), port)
    except OSError as error:
        raise StudyError(
            f"port {port} cannot be used: {error.strerror}. "
            "Name another with --port, or leave --port out: a free one is taken."
        ) from None
    with made:
        echo(f"The concept page: {address(made)}   Ctrl-C stops.", look)
        if show and not webbrowser.open(address(made)):
            echo("No browser could be started. Open the address yourself.", look)
        try:
            made.serve_forever()
        except KeyboardInterrupt:
            echo("\nStopped.", look)
