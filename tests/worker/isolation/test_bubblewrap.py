from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.worker.isolation import bubblewrap, levels
from sslgrade.worker.isolation.plan import IsolationError, Plan

Confined = Callable[..., Any]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap exists only on Linux")


@pytest.fixture(scope="module")
def plan(reachable: Callable[..., Plan]) -> Plan:
    """L3 without the layers inside, so that only the namespaces can take the credit."""
    whole = reachable("L3")
    return Plan("L3", whole.read_paths, (), ("bubblewrap",), whole.bubblewrap, whole.outside)


def test_it_sees_its_own_processes_no_network_and_none_of_the_checkout(
    plan: Plan, confined: Confined, tmp_path: Path
) -> None:
    (tmp_path / "answer").write_text("42")
    (installed,) = {os.path.dirname(os.path.dirname(pytest.__file__))}
    code = f"""
import socket
result = {{
    "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "checkout": os.path.exists({str(Path(__file__).parents[3] / "pyproject.toml")!r}),
    "tmp": os.path.exists({str(tmp_path)!r}),
    "packages": os.path.exists({installed + "/pytest"!r}),
    "numpy": attempt(lambda: __import__("numpy")),
    "write": [attempt(lambda: open(p, "w")) for p in ("/x", "/usr/lib/x", os.__file__)],
    "sslgrade": sorted(os.listdir({os.path.dirname(os.path.dirname(levels.__file__)) + "/.."!r})),
}}
"""
    found = confined(plan, code)
    assert found.pop("processes") <= 3
    # Compiled code of the package's own few modules, where it is kept.
    found["sslgrade"] = [name for name in found["sslgrade"] if name != "__pycache__"]
    assert found == {
        "interfaces": ["lo"],
        "checkout": False,
        "tmp": False,
        "packages": False,
        "numpy": "done",
        "write": ["OSError", "OSError", "OSError"],
        "sslgrade": ["__init__.py", "records.py", "worker"],
    }


def test_a_child_outside_of_it_is_noticed(plan: Plan) -> None:
    with pytest.raises(IsolationError, match="runs outside of it"):
        bubblewrap.restrict(plan)


DAEMON = """
import os, sys, time
for _ in range(2):
    if os.fork():
        time.sleep(60)
    os.setsid()
os.write(int(sys.argv[1]), b"ready")
time.sleep(60)
"""


def test_a_daemon_dies_with_it(plan: Plan) -> None:
    marker, end = os.pipe()
    argv = levels.wrap_argv(plan, [sys.executable, "-I", "-S", "-c", DAEMON, str(end)])
    process = subprocess.Popen(argv, env={}, pass_fds=(end,))
    os.close(end)
    assert os.read(marker, 5) == b"ready"
    process.kill()
    process.wait()
    assert os.read(marker, 1) == b""  # end of file: nobody holds the other end any more
    os.close(marker)


def test_the_view(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan("L3", ("/opt/numpy",), flags=("bubblewrap",), bubblewrap="/usr/bin/bwrap")
    command = levels.wrap_argv(plan, ["/opt/python", "-c", "pass"])
    assert command[0] == "/usr/bin/bwrap"
    assert command[-4:] == ["--", "/opt/python", "-c", "pass"]
    assert "--unshare-all" in command
    assert "--die-with-parent" in command
    joined = " ".join(command)
    assert "--ro-bind-try /opt/numpy /opt/numpy" in joined
    assert "--bind " not in joined
    sites = bubblewrap._masked(bubblewrap._shown())
    assert all(f"--tmpfs {site}" in joined for site in sites)


def test_other_levels_are_not_wrapped() -> None:
    argv = ["python", "-c", "pass"]
    assert levels.wrap_argv(Plan("L2"), argv) == argv


def test_it_is_looked_for_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bwrap"
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"relative:{tmp_path}")
    assert bubblewrap.find() == str(program)


def test_not_installed() -> None:
    missing = bubblewrap.unavailable("")
    assert missing is not None
    assert missing.why == "bubblewrap (bwrap) is not installed."
    assert missing.mend == "Install it, for example: apt-get install bubblewrap."


def test_it_costs_little(plan: Plan) -> None:
    started = time.process_time()
    levels.wrap_argv(plan, [sys.executable])
    assert time.process_time() - started < 0.02
