from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sslgrade.worker.isolation import capabilities
from sslgrade.worker.isolation.plan import Plan

Confined = Callable[..., Any]

CODE = """
with open("/proc/self/status") as file:
    lines = dict(line.split(":\\t") for line in file.read().splitlines() if ":\\t" in line)
result = {name: int(lines[name], 16) for name in ("CapPrm", "CapEff", "CapInh", "NoNewPrivs")}
import subprocess
again = "grep CapEff /proc/self/status"
result["after exec"] = int(subprocess.run(again.split(), capture_output=True).stdout.split()[1], 16)
"""


def test_none_is_left_and_exec_brings_none_back(confined: Confined) -> None:
    missing = capabilities.unavailable()
    if missing is not None:
        pytest.skip(missing.why)
    found = confined(Plan("L1", flags=("capabilities",)), CODE)
    assert found.pop("NoNewPrivs") == 1
    assert set(found.values()) == {0}
