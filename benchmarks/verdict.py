"""How a benchmark tells its figures: the surroundings first, then a row for every target."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version


@dataclass(frozen=True)
class Target:
    """One figure and the most that it may be."""

    name: str
    found: float
    most: float

    @property
    def met(self) -> bool:
        """Whether the figure is within the target."""
        return self.found <= self.most

    def __str__(self) -> str:
        """Write one row."""
        word = "met" if self.met else "MISSED"
        return f"{self.name:<44}{self.found:8.2f}   target ≤ {self.most:g}   {word}"


def surroundings(*packages: str) -> str:
    """Say on what the figures were measured."""
    found = [f"Python {platform.python_version()}"]
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"no {package}")
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{', '.join(found)}; {os.cpu_count()} cores, load {load}"


def tell(targets: list[Target]) -> int:
    """Print every target and return the exit code: 0 if all are met."""
    for target in targets:
        print(target)
    return int(not all(target.met for target in targets))
