from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sslgrade.worker.isolation import bubblewrap, probe
from sslgrade.worker.isolation.plan import Plan

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap exists only on Linux")


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Plan]:
    """A bwrap that is a shell script, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def write(script: str) -> Plan:
        program = tmp_path / "bwrap"
        program.write_text(f"#!/bin/sh\necho x >> {tmp_path}/runs\n{script}\n")
        program.chmod(0o755)
        outside = bubblewrap.outside()
        return Plan("L3", flags=("bubblewrap",), bubblewrap=str(program), outside=outside)

    return write


def runs(tmp_path: Path) -> int:
    return len((tmp_path / "runs").read_text().split())


def test_a_yes_is_tried_once(fake: Callable[[str], Plan], tmp_path: Path) -> None:
    plan = fake("echo 'pid:[1]'")
    assert [probe.bubblewrap_works(plan) for _ in range(3)] == [None] * 3
    assert runs(tmp_path) == 1
    assert probe.bubblewrap_works(plan, fresh=True) is None
    assert runs(tmp_path) == 2
    probe.forget()
    assert probe.bubblewrap_works(plan) is None
    assert runs(tmp_path) == 3


def test_a_no_says_why_and_is_tried_again_after_an_hour(
    fake: Callable[[str], Plan], tmp_path: Path
) -> None:
    plan = fake("echo 'setting up uid map: Permission denied' >&2; exit 1")
    missing = probe.bubblewrap_works(plan)
    assert missing is not None
    assert missing.why == ("bubblewrap does not work here: setting up uid map: Permission denied")
    assert "apparmor_restrict_unprivileged_userns" in missing.mend
    assert probe.bubblewrap_works(plan) == missing
    assert runs(tmp_path) == 1
    cache = tmp_path / "cache" / "sslgrade" / "bubblewrap.json"
    cache.write_text(json.dumps({**json.loads(cache.read_text()), "at": 0}))
    assert probe.bubblewrap_works(plan) == missing
    assert runs(tmp_path) == 2


def test_a_no_without_words(fake: Callable[[str], Plan]) -> None:
    missing = probe.bubblewrap_works(fake("exit 7"))
    assert missing is not None
    assert missing.why == "bubblewrap does not work here: it ended with status 7"


def test_one_that_isolates_nothing_is_a_no(fake: Callable[[str], Plan]) -> None:
    missing = probe.bubblewrap_works(fake(f"echo '{bubblewrap.outside()}'"))
    assert missing is not None
    assert "did not make a new pid namespace" in missing.why


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"key": 1}', "\x00", '{"why": ["x"]}'])
def test_a_broken_cache_is_ignored(fake: Callable[[str], Plan], tmp_path: Path, text: str) -> None:
    plan = fake("echo 'pid:[1]'")
    cache = tmp_path / "cache" / "sslgrade" / "bubblewrap.json"
    cache.parent.mkdir(parents=True)
    cache.write_text(text)
    assert probe.bubblewrap_works(plan) is None
    assert runs(tmp_path) == 1


def test_another_python_is_tried_anew(
    fake: Callable[[str], Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = fake("echo 'pid:[1]'")
    probe.bubblewrap_works(plan)
    monkeypatch.setattr(sys, "version", "3.99")
    probe.bubblewrap_works(plan)
    assert runs(tmp_path) == 2


def test_a_home_that_cannot_be_written_is_no_error(
    fake: Callable[[str], Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    assert probe.bubblewrap_works(fake("echo 'pid:[1]'")) is None


def test_without_proc_it_is_not_tried() -> None:
    missing = probe.bubblewrap_works(Plan("L3", flags=("bubblewrap",), bubblewrap="/bin/sh"))
    assert missing is not None
    assert missing.why == "/proc is not mounted."
