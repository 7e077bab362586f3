"""Plots as small PNG files: matplotlib without a screen, few colours."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sslgrade.labs.lab import Table

SIZE, DPI, COLOURS = (6.4, 3.6), 100, 48
PALETTE = ("#4477aa", "#ee6677", "#228833", "#aa3377", "#ccbb44", "#66ccee")
"""Paul Tol's bright scheme, which colour-blind readers can tell apart."""
Draw = Callable[[Any], None]


def png(title: str, draw: Draw) -> bytes:
    """Return the PNG of one plot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(title, fontsize=11)
    draw(axes)
    drawn, out = io.BytesIO(), io.BytesIO()
    canvas.print_png(drawn)  # type: ignore[no-untyped-call]
    # A plot has few colours; a palette makes the page's nine pictures a third of the size.
    image = Image.open(drawn).convert("RGB").quantize(COLOURS)
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def bars(table: Table, column: str, spread: str | None = None) -> Draw:
    """Draw a horizontal bar for every row."""
    at = table.columns.index(column)
    error = table.columns.index(spread) if spread else None

    def draw(axes: Any) -> None:
        names = [str(row[0]) for row in table.rows]
        widths = [_number(row[at]) for row in table.rows]
        errors = [_number(row[error]) for row in table.rows] if error is not None else None
        axes.barh(names, widths, xerr=errors, color=PALETTE[0], ecolor="#555555", capsize=3)
        axes.invert_yaxis()
        axes.set_xlabel(column)
        for place, width in enumerate(widths):
            axes.text(0.005 * axes.get_xlim()[1], place, f"{width:.3f}", va="center", color="white")

    return draw


def lines(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    x: str,
    y: str,
    *,
    log: bool = False,
    log_y: bool = False,
) -> Draw:
    """Draw named curves; dashed where the name says so by a leading ``- ``."""

    def draw(axes: Any) -> None:
        for number, (name, (xs, ys)) in enumerate(curves.items()):
            dashed = name.startswith("- ")
            axes.plot(
                xs,
                ys,
                "--" if dashed else "o-",
                color=PALETTE[number % len(PALETTE)],
                label=name.removeprefix("- "),
                markersize=4,
            )
        axes.set_xlabel(x)
        axes.set_ylabel(y)
        if log:
            axes.set_xscale("log")
        if log_y:
            axes.set_yscale("log")
        axes.legend(frameon=False, fontsize=8)

    return draw


def _number(cell: Any) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
