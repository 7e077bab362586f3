from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.worker.isolation import rlimits
from sslgrade.worker.isolation.plan import Plan

Confined = Callable[..., Any]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits")

CODE = """
import resource
result = [list(resource.getrlimit(getattr(resource, name)))
          for name in ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE")]
def fill():
    with open({path!r}, "wb") as file:
        file.write(b"x")
def exhaust():
    return [os.pipe() for _ in range(100)]
result += [attempt(fill), attempt(exhaust)]
"""


def test_no_core_no_file_contents_few_descriptors(confined: Confined, tmp_path: Path) -> None:
    code = CODE.replace("{path!r}", repr(str(tmp_path / "file")))
    found = confined(Plan("L1", flags=("rlimits",)), code)
    assert found == [[0, 0], [0, 0], [rlimits.OPEN_FILES] * 2, "OSError", "OSError"]


def test_a_limit_is_never_raised(confined: Confined) -> None:
    code = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (20, 30))
levels.apply(levels.Plan("L1", flags=("rlimits",)))
result = list(resource.getrlimit(resource.RLIMIT_NOFILE))
"""
    assert confined(Plan("L0"), code) == [30, 30]
