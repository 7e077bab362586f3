from __future__ import annotations

import os
import sys

import pytest

from sslgrade.worker.isolation import kernel


@pytest.mark.parametrize(
    ("platform", "machine", "bits", "wanted"),
    [
        ("linux", "x86_64", 64, "x86_64"),
        ("linux", "aarch64", 64, "aarch64"),
        ("linux", "x86_64", 32, ""),
        ("linux", "riscv64", 64, ""),
        ("darwin", "x86_64", 64, ""),
        ("win32", "AMD64", 64, ""),
    ],
)
def test_the_numbers_hold_on_two_machines(
    monkeypatch: pytest.MonkeyPatch, platform: str, machine: str, bits: int, wanted: str
) -> None:
    names = os.uname_result(("", "", "", "", machine)) if hasattr(os, "uname_result") else None
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "maxsize", 2 ** (bits - 1) - 1)
    monkeypatch.setattr(os, "uname", lambda: names, raising=False)
    assert kernel.machine() == wanted


def test_elsewhere_a_call_is_an_error_and_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "machine", lambda: "")
    with pytest.raises(OSError, match="seccomp: only on Linux"):
        kernel.call("seccomp", 0, 0, None)


@pytest.mark.skipif(not kernel.machine(), reason="needs Linux on x86-64 or aarch64")
def test_a_failing_call_says_its_errno() -> None:
    with pytest.raises(OSError, match="socket: ") as caught:
        kernel.call("socket", 9999, 1, 0)
    assert caught.value.errno


@pytest.mark.skipif(not kernel.machine(), reason="needs Linux on x86-64 or aarch64")
def test_dumpable_can_be_switched_off_and_restored() -> None:
    before = kernel.set_dumpable(False)
    assert kernel.set_dumpable(before) is False
