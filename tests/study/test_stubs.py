from pathlib import Path
from typing import Any

import pytest

from sslgrade.study.stubs import Given, Stubs, fingerprint, store

SAME = [b"a\nb\n", b"a\r\nb\r\n", b"a  \nb", b"\na\nb\n\n"]


@pytest.mark.parametrize("source", SAME)
def test_a_fingerprint_is_blind_to_line_ends_and_trailing_blanks(source: bytes) -> None:
    assert fingerprint(source) == fingerprint(b"a\nb\n")


@pytest.mark.parametrize("source", [b"a\n b\n", b"a\n\nb\n", b"b\na\n", b""])
def test_a_fingerprint_sees_every_other_change(source: bytes) -> None:
    assert fingerprint(source) != fingerprint(b"a\nb\n")


def test_untouched_means_the_stub_of_then_or_of_today() -> None:
    stubs = Stubs({"mean_loss": Given(fingerprint(b"old"), "hash")})
    assert stubs.untouched("mean_loss", b"old\n", "new")
    assert stubs.untouched("mean_loss", b"new\n", "new")
    assert not stubs.untouched("mean_loss", b"mine", "new")
    assert not stubs.untouched("mean_grad", b"old", "new")


def test_stubs_survive_the_file(tmp_path: Path, said: Any) -> None:
    with store(tmp_path, said).changing() as stubs:
        stubs.given["mean_loss"] = Given("abcd", "hash")
    assert store(tmp_path, said).read() == Stubs({"mean_loss": Given("abcd", "hash")})
