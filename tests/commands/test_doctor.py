import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Run = Callable[..., Any]


@dataclass(frozen=True)
class Fact:
    level: str
    layer: str
    available: bool
    what: str
    why_not: str = ""
    how_to_get: str = ""


@pytest.fixture(autouse=True)
def facts(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("facts")
    found = [
        Fact("L0", "process", True, "a process of its own"),
        Fact("L1", "rlimits", True, "bounds on time and memory"),
        Fact("L2", "landlock", False, "files", "the kernel is 5.4, expected 5.13", "Update it."),
        Fact("L2", "seccomp", True, "no sockets"),
    ]
    monkeypatch.setattr(module, "doctor_facts", lambda: found, raising=False)
    monkeypatch.setitem(sys.modules, "sslgrade.worker.isolation.facts", module)


def test_everything_is_told(sslgrade: Run, workspace: Path, content: Path) -> None:
    done = sslgrade("doctor")
    assert (done.code, done.err) == (0, "")
    text = " ".join(done.out.split())
    assert "3 exercises, 3 with solutions, in" in text
    assert "(numpy)" in text
    assert done.out.endswith("""\
Isolation of the code that is graded: reaches L1
✓ L0 process        a process of its own
✓ L1 rlimits        bounds on time and memory
✗ L2 landlock       the kernel is 5.4, expected 5.13. Update it.
✓ L2 seccomp        no sockets
""")


def test_broken_content_is_told_and_is_our_fault(sslgrade: Run, content: Path) -> None:
    (content / "exercises" / "mean_loss" / "exercise.toml").write_text("x")
    done = sslgrade("doctor")
    assert done.code == 3
    assert "✗ content" in done.out
    assert "none from here upwards; `sslgrade init DIR` makes one" in done.out
