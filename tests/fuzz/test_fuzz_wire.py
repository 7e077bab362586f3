"""The fuzzer's own parts: its seeds are valid frames, and what is no refusal comes through."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).with_name("fuzz_wire.py")
spec = importlib.util.spec_from_file_location("fuzz_wire", FILE)
assert spec is not None
assert spec.loader is not None
fuzz_wire = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fuzz_wire)

BROKEN = """
import runpy, sys
from sslgrade.worker import packets
def broken(frame):
    raise IndexError
packets.read_outcomes = broken
sys.argv[:] = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_the_seeds_are_read() -> None:
    read = fuzz_wire.target()
    seeds = fuzz_wire.seeds()
    assert len(set(seeds)) == 11
    for seed in seeds:
        assert seed[:1] in (fuzz_wire.RAW, fuzz_wire.FRAMED)
        read(seed)
        read(seed[:-3])


def test_what_is_no_refusal_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(frame: object) -> None:
        raise IndexError

    monkeypatch.setattr("sslgrade.worker.packets.read_outcomes", broken)
    read = fuzz_wire.target()
    with pytest.raises(IndexError):
        read(fuzz_wire.seeds()[0])


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
def test_it_finds_a_fault_and_shows_the_bytes(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "found").mkdir()
    (corpus / "seed").write_bytes(fuzz_wire.seeds()[0])
    argv = [sys.executable, "-c", BROKEN, str(FILE), "--seconds=10", f"--corpus={corpus}"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0, done.stderr[-2000:]
    assert "IndexError" in done.stdout + done.stderr
    assert list((tmp_path / "found").iterdir())
