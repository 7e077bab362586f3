import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.browser import Browser, missing
from tests.figures.js import Node, running
from tests.figures.stage import Shown, show


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """Calls the pure functions of figures."""
    found = shutil.which("node") or shutil.which("nodejs")
    if found is None:
        missing("no node found: `apt-get install nodejs`")
    assert found is not None
    with running(found) as process:
        yield process


@pytest.fixture
def figure(browser: Browser, tmp_path: Path) -> Callable[..., Shown]:
    """Shows a figure in Chromium: ``figure("dino", width=390, dark=True)``."""
    return partial(show, browser, tmp_path)
