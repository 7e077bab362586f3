"""Numbers as other systems read them: without exponents, and shares that Moodle knows."""

from __future__ import annotations

from decimal import Decimal


def decimal(value: float) -> str:
    """Write a number with twelve digits and no exponent."""
    text = format(Decimal(f"{value:.12g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(parts: int) -> str:
    """Write the percentage of one of so many parts, to the five digits of Moodle's own list."""
    return decimal(round(100 / max(parts, 1), 5))


def points(score: float) -> int | float:
    """Write a score as the integer it nearly always is; only an override can be a fraction."""
    return int(score) if float(score).is_integer() else score
