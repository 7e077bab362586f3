"""Makes ``tests.attacks`` importable, whatever pytest was started with, and runs the lanes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Hundreds of hostile processes, and minutes: let them loose on purpose, with SSLGRADE_ATTACKS=1.
if os.environ.get("SSLGRADE_ATTACKS") != "1":
    collect_ignore_glob = ["test_*.py"]

ROOT = str(Path(__file__).resolve().parent.parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from tests.attacks.lanes import Lanes  # noqa: E402


@pytest.fixture(scope="session")
def lanes(request: pytest.FixtureRequest) -> Iterator[Lanes]:
    """Lanes that already work on everything that this session will ask for."""
    with Lanes() as found:
        calls = [getattr(item, "callspec", None) for item in request.session.items]
        jobs = [call.params["job"] for call in calls if call is not None and "job" in call.params]
        found.schedule(jobs)
        yield found
