"""Run code in a confined process; interpret a seccomp filter without a kernel."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sslgrade
from sslgrade.worker.isolation import levels, paths
from sslgrade.worker.isolation.plan import IsolationError, Plan

SOURCE_ROOT = str(Path(sslgrade.__file__).parent.parent)

# What the real child does, in short: import, restrict, run. `attempt` says how a call ended.
CHILD = """
import sys
root, site, preload, plan, code = sys.argv[1:6]
sys.path.insert(0, root)
sys.path.extend(site.split(":"))
import builtins, importlib, json, os, time
# numpy.f2py takes it where it is found; in a real child the import guard does not find it.
sys.modules["charset_normalizer"] = None
for name in preload.split():
    importlib.import_module(name)
from sslgrade.worker.isolation import levels
sys.path.remove(root)
started = time.process_time()
layers = levels.apply(levels.Plan.from_json(plan))
cpu_ms = 1e3 * (time.process_time() - started)
def attempt(call):
    try:
        call()
    except BaseException as error:
        return type(error).__name__
    return "done"
result = None
exec(compile(code, "<code>", "exec"))
print(json.dumps(result))
"""

Confined = Callable[..., Any]


def plan_or_skip(level: str, backend: str = "numpy") -> Plan:
    """Return the plan of a level; skip with the reason where this machine cannot reach it.

    SSLGRADE_REQUIRE_LEVEL=L3 turns the skip into a failure, for machines that must reach it.
    """
    try:
        return levels.reach(level, backend)
    except IsolationError as error:
        if level <= os.environ.get("SSLGRADE_REQUIRE_LEVEL", ""):
            raise
        pytest.skip(str(error))


def run_confined(plan: Plan, code: str, *, preload: str = "", wrap: bool = True) -> Any:
    """Run ``code`` in a process under ``plan``; return what it put into ``result``."""
    site = ":".join(paths.site_folders())
    script = [CHILD, SOURCE_ROOT, site, preload, plan.to_json(), code]
    argv = [sys.executable, "-I", "-S", "-X", "utf8", "-c", *script]
    environment = {
        "OPENBLAS_NUM_THREADS": "1",
        "JAX_PLATFORMS": "cpu",
        "JAX_ENABLE_X64": "1",
    }
    done = subprocess.run(
        levels.wrap_argv(plan, argv) if wrap else argv,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def confined() -> Confined:
    return run_confined


@pytest.fixture(scope="session")
def reachable() -> Callable[..., Plan]:
    return plan_or_skip


@pytest.fixture(scope="session")
def run_filter() -> Callable[..., int]:
    return interpret


def interpret(steps: list[bytes], number: int, arguments: tuple[int, ...], arch: int) -> int:
    """Return the verdict of a filter: as much of classic BPF as bpf.py writes."""
    padded = (*arguments, *([0] * (6 - len(arguments))))
    data = struct.pack("<IIQ6Q", number, arch, 0, *(word % 2**64 for word in padded))
    accumulator, position = 0, 0
    while True:
        code, if_true, if_false, value = struct.unpack("<HBBI", steps[position])
        position += 1
        if code == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        elif code == 0x54:
            accumulator &= value
        elif code == 0x15:
            position += if_true if accumulator == value else if_false
        elif code == 0x45:
            position += if_true if accumulator & value else if_false
        else:
            assert code == 0x06
            return int(value)
