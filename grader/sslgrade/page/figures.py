"""Figures: ``concept/figures/<name>.js``, ES modules of anywidget's contract, made inline.

An inline module cannot be imported, so its ``export`` words are taken out and it hands itself to
the page's host (``assets/host.js``) in its last line. Each becomes a module script of its own:
nothing that it declares is seen by another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sslgrade.content.modules import ContentError

_DEFAULT = re.compile(r"^export default(?=[ {])", re.MULTILINE)
_NAMED = re.compile(r"^export (?=(?:async )?(?:const|let|function|class)\b)", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:export|import)\b.*$", re.MULTILINE)
_CSS = re.compile(r"^export const css\b", re.MULTILINE)


@dataclass(frozen=True)
class Figure:
    """One figure, as a script that can stand in the page."""

    name: str
    script: str


def read(folder: Path) -> dict[str, Figure]:
    """Read all figures of a folder; a folder that is missing has none."""
    return {path.stem: _figure(path) for path in sorted(folder.glob("*.js"))}


def _figure(path: Path) -> Figure:
    source = path.read_text(encoding="utf-8")
    body, defaults = _DEFAULT.subn("const figure =", source)
    if defaults != 1:
        raise ContentError(
            f"{path}: found {defaults} lines that begin with `export default`, expected one."
        )
    body = _NAMED.sub("", body)
    left = _LEFT.search(body)
    if left is not None:
        raise ContentError(
            f"{path}: found `{left[0].strip()}`, which an inline script cannot hold. Export with "
            "`export const`, `export function` or `export default { render }`, and import nothing."
        )
    if "</script" in body.lower() or "<!--" in body:
        raise ContentError(
            f"{path}: holds `</script` or `<!--`, which would end the page's script."
        )
    css = "css" if _CSS.search(source) else '""'
    return Figure(path.stem, f'{body.rstrip()}\nsslgrade.show("{path.stem}", figure, {css});\n')
