from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.commands._asked import plain
from sslgrade.commands._early import Early, prespawn
from sslgrade.content import catalogue as catalogues

Run = Callable[..., Any]


def early(arguments: list[str]) -> Early:
    asked = plain(arguments)
    assert asked is not None
    return prespawn(asked)


# arguments after `check` → backend and isolation of the worker that starts at once
PLAIN = [
    ("mean_loss", "numpy", "auto"),
    ("", "numpy", "auto"),
    ("mean_loss --json --no-color", "numpy", "auto"),
    ("mean_loss --backend jax", "jax", "auto"),
    ("mean_loss --backend=jax --isolation=L1", "jax", "L1"),
    ("--isolation L0 mean_loss --seed 3", "numpy", "L0"),
]


@pytest.mark.parametrize(("arguments", "backend", "isolation"), PLAIN)
def test_a_plain_check_starts_a_worker(
    workspace: Path, arguments: str, backend: str, isolation: str
) -> None:
    worker: Any = early(arguments.split()).worker
    assert (worker.backend, worker.isolation) == (backend, isolation)


@pytest.mark.parametrize("arguments", ["--help", "mean_loss -h", "--unknown"])
def test_whatever_will_not_be_graded_starts_none(
    sslgrade: Run, workspace: Path, spawned: list[Any], arguments: str
) -> None:
    sslgrade("check", *arguments.split())
    assert spawned == []


def test_what_click_reads_starts_one_too(sslgrade: Run, mine: Path, grader: Any) -> None:
    sslgrade("check", "--", "mean_loss")
    (call,) = grader.calls
    assert call["worker"] is not None


def test_outside_a_workspace_only_a_numpy_file_decides(tmp_path: Path) -> None:
    (tmp_path / "n.py").write_text("import numpy\n")
    (tmp_path / "j.py").write_text("import jax\n")
    assert early(["mean_loss"]).worker is None
    assert early(["mean_loss", "--file", str(tmp_path / "n.py")]).worker is not None
    assert early(["mean_loss", "--file", str(tmp_path / "j.py")]).worker is None
    assert early(["mean_loss", "--file", str(tmp_path / "none.py")]).worker is None


def test_the_worker_is_used_once(
    sslgrade: Run, mine: Path, grader: Any, spawned: list[Any]
) -> None:
    (mine.parent.parent / "02_second" / "mean_grad.py").write_text("g = 1\n")
    sslgrade("check")
    (one,) = spawned
    assert [call["worker"] for call in grader.calls] == [one, None]
    assert not one.closed


def test_a_worker_for_other_limits_is_not_used(
    sslgrade: Run, mine: Path, content: Path, grader: Any, spawned: list[Any]
) -> None:
    manifest = content / "exercises" / "mean_loss" / "exercise.toml"
    manifest.write_text(f"{manifest.read_text()}\n[limits]\ncpu_s = 3.0\n")
    catalogues._catalogues.clear()
    sslgrade("check")
    (one,) = spawned
    assert (grader.calls[0]["worker"], grader.calls[0]["limits"].cpu_s) == (None, 3.0)
    assert one.closed


def test_a_worker_that_nobody_needs_is_closed(
    sslgrade: Run, workspace: Path, spawned: list[Any]
) -> None:
    assert sslgrade("check", "mean_los").code == 2
    assert sslgrade("check", "mean_loss").code == 1
    assert [one.closed for one in spawned] == [True, True]


def test_a_worker_that_cannot_start_is_no_reason_to_stop(
    sslgrade: Run, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sslgrade.grading import grade as grading

    def refuse(*_: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(grading, "prespawn", refuse)
    assert sslgrade("check", "mean_loss").code == 1
