from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.worker.isolation import kernel, landlock
from sslgrade.worker.isolation.plan import Plan

Confined = Callable[..., Any]


@pytest.fixture(scope="module")
def landlocked() -> None:
    missing = landlock.unavailable()
    if missing is not None:
        pytest.skip(f"{missing.why} {missing.mend}")


def only_landlock(*readable: Path | str) -> Plan:
    """A plan with this layer alone, so that no other one can take the credit."""
    return Plan("L1", tuple(str(path) for path in readable), flags=("landlock",))


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for name in ("open", "closed"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / "file").write_text("text")
    return tmp_path


ATTEMPTS = {
    "open(f'{here}/open/deep/file').read()": "done",
    "os.listdir(f'{here}/open')": "done",
    "open(f'{here}/closed/deep/file')": "PermissionError",
    "os.listdir(f'{here}/closed')": "PermissionError",
    "open(f'{here}/open/../closed/deep/file')": "PermissionError",
    "open(f'{here}/link')": "PermissionError",
    "open(f'{here}/open/deep/file', 'w')": "PermissionError",
    "open(f'{here}/open/deep/file', 'a')": "PermissionError",
    "open(f'{here}/open/new', 'x')": "PermissionError",
    "os.mkdir(f'{here}/open/new')": "PermissionError",
    "os.unlink(f'{here}/open/deep/file')": "PermissionError",
    "os.rename(f'{here}/open/deep', f'{here}/open/new')": "PermissionError",
    "os.symlink('/', f'{here}/open/new')": "PermissionError",
    "os.link(f'{here}/open/deep/file', f'{here}/open/new')": "PermissionError",
    "os.execv('/bin/true', ['true'])": "PermissionError",
    "open('/proc/self/environ')": "PermissionError",
    "open(f'/proc/{os.getppid()}/mem', 'rb')": "PermissionError",
    "open('/proc/self/root/etc/passwd')": "PermissionError",
}


def test_only_the_given_paths_are_readable_and_nothing_is_writable(
    landlocked: None, confined: Confined, folders: Path
) -> None:
    (folders / "link").symlink_to(folders / "closed" / "deep" / "file")
    tries = ", ".join(f"{code!r}: attempt(lambda: {code})" for code in ATTEMPTS)
    code = f"here = {str(folders)!r}\nresult = {{{tries}}}"
    assert confined(only_landlock(folders / "open"), code) == ATTEMPTS
    assert (folders / "open" / "deep" / "file").read_text() == "text"


def test_a_file_is_a_rule_of_its_own(landlocked: None, confined: Confined, folders: Path) -> None:
    (folders / "open" / "other").write_text("")
    code = f"""
here = {str(folders / "open")!r}
result = [attempt(lambda: open(f"{{here}}/{{name}}")) for name in ("deep/file", "other")]
"""
    plan = only_landlock(folders / "open" / "deep" / "file", folders / "was never there")
    assert confined(plan, code) == ["done", "PermissionError"]


def test_signals_and_tcp_from_the_abi_that_has_them(landlocked: None, confined: Confined) -> None:
    code = """
import socket
result = [attempt(lambda: os.kill(os.getppid(), 0)),
          attempt(lambda: socket.socket().bind(("127.0.0.1", 0)))]
"""
    abi = landlock.abi()
    wanted = ["PermissionError" if abi >= 6 else "done", "PermissionError" if abi >= 4 else "done"]
    stdlib = os.path.dirname(os.__file__)
    assert confined(only_landlock(stdlib, "/usr/lib", "/lib"), code) == wanted


def test_two_threads_are_refused_because_it_binds_only_one(
    landlocked: None, confined: Confined
) -> None:
    code = """
import threading
gate = threading.Event()
threading.Thread(target=gate.wait).start()
try:
    levels.apply(levels.Plan("L1", flags=("landlock",)))
except levels.IsolationError as error:
    result = error.reason
gate.set()
os.listdir("/")  # nothing was restricted
"""
    found = confined(Plan("L0"), code)
    assert found == "2 threads run already, and Landlock would bind only one of them."


LENGTHS = [(1, 13, 8), (2, 14, 8), (3, 15, 8), (4, 15, 16), (5, 16, 16), (6, 16, 24), (9, 16, 24)]


@pytest.mark.parametrize(("version", "rights", "length"), LENGTHS)
def test_a_kernel_is_asked_for_what_it_knows(version: int, rights: int, length: int) -> None:
    attributes, size = landlock._attributes(version)
    assert size == len(attributes) == length
    assert int.from_bytes(attributes[:8], "little") == 2**rights - 1


REFUSALS = [
    (errno.ENOSYS, "The kernel has no Landlock.", "5.13"),
    (errno.EOPNOTSUPP, "Landlock is built into the kernel, but disabled at boot.", "lsm="),
    (errno.EPERM, "Landlock is denied (Operation not permitted).", "container"),
]


@pytest.mark.parametrize(("error", "why", "mend"), REFUSALS)
def test_why_there_is_none(
    monkeypatch: pytest.MonkeyPatch, error: int, why: str, mend: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(kernel, "machine", lambda: "x86_64")
    monkeypatch.setattr(kernel, "call", refuse)
    monkeypatch.setattr(os.path, "isdir", lambda path: True)
    missing = landlock.unavailable()
    assert missing is not None
    assert missing.why == why
    assert mend in missing.mend
    assert landlock.abi() == 0
