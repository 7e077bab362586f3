"""``sslgrade.figure("infonce")``: a figure of the concept page as a widget in a notebook."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sslgrade.notebook.source import CheckError

if TYPE_CHECKING:
    from anywidget import AnyWidget

INSTALL = "pip install 'sslgrade[notebook]'"
_CSS = re.compile(r"^export const css = `([^`]*)`;$", re.MULTILINE)


class FigureError(CheckError):
    """No such figure, or no way to show one. IPython shows it as one line."""


def figure(name: str) -> AnyWidget:
    """Show one of the concept page's figures: ``sslgrade.figure("infonce")``.

    The widget's ``state`` is a dict of what can be moved (points, sliders, switches). Read it to
    see what you set by hand; assign to it to set it from Python. What is of no use in it is
    replaced by the start's.

    Parameters
    ----------
    name
        The figure's name, or the beginning of it.

    Returns
    -------
    AnyWidget
        The widget; as a cell's last line it is shown.

    Raises
    ------
    FigureError
        No such figure, or anywidget is not installed. It says what was expected.
    """
    widget: AnyWidget = _widget(find(name))()
    return widget


def find(name: str) -> Path:
    """Return the file of the figure whose name is, or alone begins with, ``name``."""
    files = available()
    if not isinstance(name, str):
        raise FigureError(
            f"found {type(name).__name__}, expected a figure's name in quotes: {_list(files)}."
        )
    near = [known for known in files if name and known.startswith(name)]
    if name in files:
        return files[name]
    if len(near) == 1:
        return files[near[0]]
    raise FigureError(f"no figure {name!r}. Write one of {_list(files)}.")


def available() -> dict[str, Path]:
    """Return the figures of this installation by name."""
    from sslgrade.content import catalogue

    folder = catalogue.content_root() / "concept" / "figures"
    files = {path.stem: path for path in sorted(folder.glob("*.js"))}
    if not files:
        raise FigureError(
            f"found no figures in {folder}. Reinstall it: `pip install --force-reinstall sslgrade`."
        )
    return files


def _list(names: dict[str, Path]) -> str:
    return ", ".join(f'"{name}"' for name in names)


@cache
def _widget(path: Path) -> Any:
    """Return a figure's class. One each: the frontend keeps one style a class name."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise FigureError(f"figures in a notebook need anywidget: `{INSTALL}`") from None
    source = path.read_text(encoding="utf-8")
    css = _CSS.search(source)
    if css is None:
        raise FigureError(f"{path}: found no `export const css`, expected one. Restore the file.")
    body = {
        "__doc__": f"The figure {path.stem}.",
        "__module__": __name__,
        "_esm": source,
        "_css": css[1],
        "state": traitlets.Dict().tag(sync=True),
    }
    return type(path.stem.title().replace("-", ""), (anywidget.AnyWidget,), body)
