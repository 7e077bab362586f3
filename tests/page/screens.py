"""Take the pictures of docs/screens: `python -m tests.page.screens`, from the root."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.browser import Browser, launched

from sslgrade.content.catalogue import catalogue
from sslgrade.page.build import Page
from sslgrade.page.ladder import Place

FOLDER = Path("docs/screens")
SHOTS = [
    ("concept-top", 1280, False, "", 900),
    ("concept-contrastive", 1280, False, "#contrastive", 1500),
    ("concept-claims", 1280, True, "#claims", 1100),
    ("concept-exercise", 768, False, "#exercise-info_nce", 1000),
    ("concept-phone", 390, True, "#mlm", 1500),
]
PASSED = ("log_softmax", "cross_entropy", "mask_tokens")


def main() -> None:
    """Build the page of a learner on their way, and photograph it."""
    places = {name: Place("open", 0, 10) for name in catalogue().ids}
    places |= {name: Place("passed", 10, 10) for name in PASSED}
    places["mlm_loss"] = Place("failed", 4, 10, "the mean over sentences of their mean surprise")
    with tempfile.TemporaryDirectory() as folder, launched() as chromium:
        path = Path(folder) / "concept.html"
        path.write_text(Page(catalogue(), places).html(), encoding="utf-8")
        browser = Browser(chromium)
        for name, width, dark, part, height in SHOTS:
            seen = browser.open(
                path.as_uri() + part, width=width, height=height, dark=dark, still=True
            )
            seen.page.wait_for_timeout(300)
            seen.shot(FOLDER / f"{name}.png", whole=False)
        browser.close()


if __name__ == "__main__":
    main()
