from collections.abc import Callable
from typing import Any

import pytest

from sslgrade.labs.lab import Table
from sslgrade.labs.plot import bars, lines, png

TABLE = Table(("what", "how", "spread"), (("one", 0.5, 0.1), ("two", None, None)))


@pytest.mark.parametrize(
    "draw",
    [
        bars(TABLE, "how", "spread"),
        bars(TABLE, "how"),
        lines({"a": ([1, 10], [1.0, 2.0]), "- b": ([1, 10], [1.0, 1.0])}, "x", "y", log=True),
    ],
)
def test_a_plot_is_a_small_png_and_always_the_same(draw: Callable[[Any], None]) -> None:
    data = png("A title", draw)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert 2_000 < len(data) < 30_000
    assert data == png("A title", draw)


class Axes:
    """Remembers what was painted on it."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def get_xlim(self) -> tuple[float, float]:
        return 0.0, 1.0

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: self.calls.append((name, args, kwargs))


def test_bars_show_the_column_and_its_spread() -> None:
    axes = Axes()
    bars(TABLE, "how", "spread")(axes)
    name, args, kwargs = axes.calls[0]
    assert (name, args) == ("barh", (["one", "two"], [0.5, 0.0]))
    assert kwargs["xerr"] == [0.1, 0.0]


def test_baselines_are_dashed() -> None:
    axes = Axes()
    lines({"mine": ([1], [2.0]), "- base": ([1], [1.0])}, "x", "y", log=True, log_y=True)(axes)
    styles = {kw["label"]: args[2] for name, args, kw in axes.calls if name == "plot"}
    assert styles == {"mine": "o-", "base": "--"}
    assert {name for name, *_ in axes.calls} >= {"set_xscale", "set_yscale"}
