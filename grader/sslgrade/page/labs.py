"""Recorded results of the labs, ``concept/labs/<name>.json``: a table, a picture, what it says."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from sslgrade.content.modules import ContentError
from sslgrade.page.markdown import prose

_MIME = {".png": "image/png", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Result:
    """One lab, as it was recorded."""

    name: str
    title: str
    date: str
    seed: int
    cpu_s: float
    says: str
    effect_shown: bool
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    versions: Mapping[str, str] = field(default_factory=dict)
    loss_by: str = "reference"
    claim: str = ""
    picture: str = ""  # a data: address


def read(folder: Path) -> dict[str, Result]:
    """Read all results of a folder; a folder that is missing has none.

    Raises
    ------
    ContentError
        Names the file and the field that is missing or wrong.
    """
    return {path.stem: _result(path) for path in sorted(folder.glob("*.json"))}


def _result(path: Path) -> Result:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Result(
            name=path.stem,
            title=str(data["title"]),
            date=str(data["date"]),
            seed=int(data["seed"]),
            cpu_s=float(data["cpu_s"]),
            says=str(data["says"]),
            effect_shown=bool(data["effect_shown"]),
            columns=[str(name) for name in data["table"]["columns"]],
            rows=[list(row) for row in data["table"]["rows"]],
            versions={str(k): str(v) for k, v in data.get("versions", {}).items()},
            loss_by=str(data.get("loss_by", "reference")),
            claim=str(data.get("claim", "")),
            picture=_picture(path, data),
        )
    except KeyError as error:
        raise ContentError(f"{path}: {error.args[0]} is missing. Record the lab again.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise ContentError(f"{path}: not a lab's result: {error}. Record the lab again.") from None


def _picture(path: Path, data: Mapping[str, Any]) -> str:
    """Return a result's picture as an address that needs no request.

    It lies beside the result, or in it: ``svg`` as text, ``png`` as base64.
    """
    found = {ending: path.with_suffix(ending) for ending in _MIME}
    pictures = {ending: beside.read_bytes() for ending, beside in found.items() if beside.is_file()}
    if "svg" in data:
        pictures[".svg"] = data["svg"].encode()
    if "png" in data:
        pictures[".png"] = base64.b64decode(data["png"], validate=True)
    for ending, picture in pictures.items():
        return f"data:{_MIME[ending]};base64,{base64.b64encode(picture).decode()}"
    return ""


def html(result: Result) -> str:
    """Write one result out."""
    rows = "".join(
        "<tr>" + "".join(_cell(value, first=not n) for n, value in enumerate(row)) + "</tr>"
        for row in result.rows
    )
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in result.columns)
    picture = ""
    if result.picture:
        alt = escape(f"Plot of the table beside it. {result.says}", quote=True)
        picture = f'<img src="{result.picture}" alt="{alt}">'
    versions = ", ".join(f"{name} {number}" for name, number in result.versions.items())
    small = f"recorded {result.date[:10]} · losses: {result.loss_by} · seed {result.seed}"
    small += f" · {result.cpu_s:.0f} s CPU"
    small += f" · {versions}" if versions else ""
    claim = f"<p>Put to the test: {prose(result.claim)}</p>" if result.claim else ""
    said = result.effect_shown or "did not show" in result.says
    shown = "" if said else "<p><strong>The effect did not show.</strong></p>"
    return (
        f'<section class="lab" id="lab-{escape(result.name)}">'
        f"<h4>Measured: {escape(result.title)}</h4>{claim}{shown}<p>{prose(result.says)}</p>"
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(result.title)}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{picture}"
        f'<p class="small">{escape(small)}. With your own loss, where you passed it: '
        f"<code>sslgrade lab {escape(result.name)}</code></p></section>"
    )


def _cell(value: Any, *, first: bool) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
        return f'<td class="number">{text}</td>'
    if value is None:
        return '<td class="number">–</td>'
    text = prose(str(value))
    return f'<th scope="row">{text}</th>' if first else f"<td>{text}</td>"
