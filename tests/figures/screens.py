"""Take the pictures of docs/screens/: ``python -m tests.figures.screens``."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.figures.kit import figures
from tests.figures.stage import page

SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
KINDS = {"": (1000, "light"), "-phone": (390, "dark")}


def main() -> None:
    """Write each figure as it starts, wide and light; one of them on a dark phone as well."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for figure in figures():
            path = Path(folder) / f"{figure.stem}.html"
            path.write_text(page(figure.stem), encoding="utf-8")
            for kind, (width, scheme) in KINDS.items():
                if kind and figure.stem != "infonce-circle":
                    continue
                tab = chromium.new_page(
                    viewport={"width": width, "height": 800},
                    color_scheme="dark" if scheme == "dark" else "light",
                )
                tab.goto(path.as_uri())
                out = SCREENS / f"figure-{figure.stem}{kind}.png"
                tab.locator(".sslfig").screenshot(path=out)
        chromium.close()


if __name__ == "__main__":
    main()
