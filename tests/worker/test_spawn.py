"""How a child is started: command, environment, descriptors."""

from __future__ import annotations

import os
import sys

import pytest

from sslgrade.worker import spawn
from sslgrade.worker.isolation.plan import Plan
from sslgrade.worker.spawn import CannotStart


def test_the_environment_is_ours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    monkeypatch.delenv("DYLD_LIBRARY_PATH", raising=False)
    numpy, jax = spawn.environment("numpy", "t"), spawn.environment("jax", "t")
    assert set(numpy) == {
        "PYTHONHASHSEED",
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "MALLOC_ARENA_MAX",
        "SSLGRADE_WORKER",
    }
    assert set(jax) - set(numpy) == {
        "JAX_PLATFORMS",
        "JAX_ENABLE_X64",
        "JAX_TRACEBACK_FILTERING",
        "XLA_FLAGS",
        "PJRT_NPROC",
    }


def test_a_python_that_needs_its_library_path_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/python/lib")
    assert spawn.environment("numpy", "t")["LD_LIBRARY_PATH"] == "/opt/python/lib"


def test_the_command_runs_without_site_and_user_folders() -> None:
    argv = spawn.command("numpy")
    assert argv[:6] == [sys.executable, "-P", "-s", "-S", "-X", "utf8"]
    assert argv[-2:] == ["numpy", f"numpy={spawn.folders('numpy')['numpy']}"]


def test_a_missing_package_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(CannotStart) as caught:
        spawn.folders("jax")
    assert str(caught.value) == (
        "jax is not installed in this Python: python -m pip install 'sslgrade[jax]'"
    )


def test_a_python_that_is_not_there_is_an_error_and_leaks_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else []
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(CannotStart, match="cannot be started"):
        spawn.spawn("numpy", Plan("L0"))
    if before:
        assert os.listdir("/proc/self/fd") == before


def test_windows_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_spawn")
    with pytest.raises(CannotStart) as caught:
        spawn.start(["x"], {}, {})
    assert str(caught.value) == "learner code runs on Linux and macOS; on Windows, use WSL 2"
