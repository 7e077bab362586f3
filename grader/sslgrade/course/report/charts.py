"""The histogram of scores, as SVG that scales; the same numbers stand in a table below it."""

from __future__ import annotations

from collections.abc import Sequence

from sslgrade.course.report.parts import plain, table, text

BINS = 10
_WIDTH, _HEIGHT, _TOP, _BOTTOM, _SIDE = 720, 220, 26, 34, 24


def bins(shares: Sequence[float]) -> list[int]:
    """Count shares in ten bins; full marks belong to the last."""
    counts = [0] * BINS
    for share in shares:
        counts[min(BINS - 1, int(share * BINS + 1e-9))] += 1
    return counts


def histogram(shares: Sequence[float], *, who: str) -> str:
    """Draw how many learners have which share of the points."""
    counts = bins(shares)
    most = max([*counts, 1])
    step = _WIDTH / BINS
    drawn = []
    for place, count in enumerate(counts):
        high = (_HEIGHT - _TOP - _BOTTOM) * count / most
        x, y = place * step + 3, _HEIGHT - _BOTTOM - high
        drawn.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{step - 6:.1f}" height="{high:.1f}"/>')
        middle = place * step + step / 2
        if count:
            drawn.append(f'<text x="{middle:.1f}" y="{y - 6:.1f}">{count:,}</text>')
    for edge in range(BINS + 1):
        x = edge * step
        drawn.append(f'<text class="axis" x="{x:.1f}" y="{_HEIGHT - 8}">{10 * edge}</text>')
    base = _HEIGHT - _BOTTOM
    drawn.append(f'<line x1="0" y1="{base}" x2="{_WIDTH}" y2="{base}"/>')
    said = ", ".join(
        f"{count} with {10 * place} to {10 * place + 10} percent"
        for place, count in enumerate(counts)
        if count
    )
    rows = [
        (plain(f"{10 * place}–{10 * place + 10} %"), plain(count))
        for place, count in enumerate(counts)
    ]
    numbers = table(
        f"{who} by share of the points", ["share of the points", who], rows, numbers=[1]
    )
    return (
        f'<figure><svg class="hist" viewBox="{-_SIDE} 0 {_WIDTH + 2 * _SIDE} {_HEIGHT}" role="img" '
        f'aria-label="{text(f"{who} by share of the points: {said}")}">{"".join(drawn)}</svg>'
        f"<figcaption>{text(who)} by share of the points, in percent</figcaption></figure>"
        f"<details><summary>The same as a table</summary>{numbers}</details>"
    )
