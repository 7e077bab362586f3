"""Coverage-guided fuzzing of everything that the grader reads from a child, for a bounded time.

``python tests/fuzz/fuzz_wire.py --seconds 20`` starts from valid frames and lets atheris (that is
libFuzzer) change them. Whatever arrives, the readers may only refuse with WireError; anything else
ends this program with status 1 and shows the bytes. Needs Linux on x86-64 and the extra ``[dev]``.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

RAW, FRAMED = b"R", b"F"
"""The first byte of an input: the rest is the stream, or header text, a zero byte and a body."""
MAX_BODY = 1 << 16
LONGEST = 4096


def target() -> Callable[[bytes], None]:
    """Return the function under test, instrumented for coverage where atheris is at work."""
    from sslgrade.worker import packets, wire

    readers: list[Callable[[Any], Any]] = [
        packets.read_outcomes,
        lambda frame: packets.read_loaded(frame.header),
        lambda frame: packets.read_layers(frame.header),
        lambda frame: packets.read_failed(frame.header),
    ]

    def frames(data: bytes) -> Iterable[Any]:
        assembler = wire.Assembler(MAX_BODY)
        while data:
            room = assembler.room()
            count = min(len(room), len(data), 1000)
            room[:count] = data[:count]
            data = data[count:]
            frame = assembler.filled(count)
            if frame is not None:
                yield frame

    def read(data: bytes) -> None:
        stream = data[1:]
        if data[:1] == FRAMED:
            text, _, body = stream.partition(b"\0")
            stream = wire.HEAD.pack(wire.MAGIC, len(text), len(body)) + text + body
        try:
            for frame in frames(stream):
                for reader in readers:
                    try:
                        reader(frame)
                    except wire.WireError:
                        continue
        except wire.WireError:
            return

    return read


def seeds() -> list[bytes]:
    """Return valid frames of every kind, whole and as header and body."""
    from sslgrade.worker.messages import Raised, Returned
    from sslgrade.worker.packets import outcome_tree
    from sslgrade.worker.tree import Packer
    from sslgrade.worker.wire import HEAD, pack

    values: list[Any] = [1.5, -3, True, None, (1, (2.5, None)), {"w": {"b": np.ones(2, "f4")}}]
    values += [
        np.zeros(shape, dtype) for shape in ((), (2, 0)) for dtype in ("f8", "f2", "?", "u1")
    ]
    packer = Packer()
    outcomes = [outcome_tree(Returned(value, (0, 1)), packer) for value in values]
    outcomes.append(outcome_tree(Raised("ValueError", "no", 3, ("Exception",)), packer))
    done = {"kind": "done", "nonce": "00ff", "first": 0, "outcomes": outcomes}
    plain: list[tuple[dict[str, Any], Any]] = [
        ({"kind": "ready"}, ()),
        ({"kind": "loaded", "functions": ["f", "g"], "layers": ["process"]}, ()),
        ({"kind": "failed", "reason": "syntax", "message": "no", "line": 1, "layers": []}, ()),
        ({**done, "arrays": packer.specs}, packer.parts),
        ({**done, "arrays": [["bf16", [2]]], "outcomes": [["returned", {"a": 0}, []]]}, [bytes(8)]),
    ]
    whole = [b"".join(pack(header, body)) for header, body in plain]
    found = [RAW + data for data in (*whole, b"".join(whole))]
    for data in whole:
        _, size, _ = HEAD.unpack(data[: HEAD.size])
        text, body = data[HEAD.size : HEAD.size + size], data[HEAD.size + size :]
        found.append(FRAMED + text + b"\0" + body)
    return found


def fuzz(corpus: Path, seconds: int) -> None:
    """Fuzz in this process; libFuzzer ends it."""
    atheris: Any = importlib.import_module("atheris")  # it has no types
    with atheris.instrument_imports(include=["sslgrade.worker"]):
        read = target()
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-rss_limit_mb=2048"]
    options += ["-timeout=5", f"-artifact_prefix={corpus.with_name('found')}/", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], read)
    atheris.Fuzz()


def main() -> int:
    """Fuzz in a child, because libFuzzer ends its process; return 1 if it found something."""
    parser = argparse.ArgumentParser(description="Fuzz the frame decoder for a bounded time.")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.corpus is not None:
        fuzz(given.corpus, given.seconds)
        return 0
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: python -m pip install 'sslgrade[dev]'", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        corpus.with_name("found").mkdir()
        for number, data in enumerate(seeds()):
            (corpus / f"seed{number}").write_bytes(data)
        argv = [sys.executable, __file__, f"--seconds={given.seconds}", f"--corpus={corpus}"]
        done = subprocess.run(argv, timeout=given.seconds + 120, check=False)
        for path in corpus.with_name("found").iterdir():
            print(f"{path.name}: {path.read_bytes()!r}", file=sys.stderr)
        found = len(list(corpus.iterdir()))
    print(f"{found} inputs with coverage of their own, status {done.returncode}")
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
