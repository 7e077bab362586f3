"""Whatever arrives on the answer channel: valid frames, or one of two exceptions.

``tests/fuzz/fuzz_wire.py`` does the same for longer, led by coverage.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sslgrade.worker import packets, wire
from sslgrade.worker.messages import Raised, Returned
from sslgrade.worker.packets import outcome_tree
from sslgrade.worker.tree import Packer
from sslgrade.worker.wire import EndOfStream, Frame, WireError, pack, read_frame

READERS: list[Callable[[Frame], Any]] = [
    packets.read_outcomes,
    lambda frame: packets.read_loaded(frame.header),
    lambda frame: packets.read_layers(frame.header),
    lambda frame: packets.read_failed(frame.header),
]
SMALL = 1 << 16
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def valid() -> list[bytes]:
    packer = Packer()
    values = [0.5, (1, None, True), {"w": np.ones((2, 3), "f4")}, np.zeros((0, 4)), np.array(7)]
    outcomes = [outcome_tree(Returned(value, (1,)), packer) for value in values]
    outcomes.append(outcome_tree(Raised("ValueError", "no", 3, ("Exception",)), packer))
    frames: list[tuple[dict[str, Any], Any]] = [
        ({"kind": "done", "nonce": "ff", "first": 0, "outcomes": outcomes, "arrays": packer.specs},
         packer.parts),
        ({"kind": "loaded", "functions": ["f"], "layers": ["process"]}, ()),
        ({"kind": "failed", "reason": "memory", "message": "m", "line": 1, "layers": []}, ()),
    ]  # fmt: skip
    return [b"".join(pack(header, body)) for header, body in frames]


VALID = valid()


def read_all(data: bytes) -> list[Frame]:
    """Read frames from a pipe as the parent does, until it refuses or the stream ends."""
    out, into = os.pipe()
    os.write(into, data)
    os.close(into)
    found = []
    try:
        while True:
            found.append(read_frame(out, SMALL))
    except (WireError, EndOfStream):
        return found
    finally:
        os.close(out)


def only_refusals(frame: Frame) -> None:
    for reader in READERS:
        try:
            reader(frame)
        except WireError:
            continue


@pytest.mark.parametrize("data", VALID)
def test_the_frames_that_are_mutated_are_valid(data: bytes) -> None:
    (frame,) = read_all(data)
    name = frame.header["kind"]
    reader = {"done": READERS[0], "loaded": READERS[1], "failed": READERS[3]}[name]
    assert reader(frame)


@MANY
@given(st.binary(max_size=200))
def test_random_bytes(data: bytes) -> None:
    assert all(isinstance(frame, Frame) for frame in read_all(data))


@MANY
@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, 2000),
    st.binary(max_size=12),
)
def test_valid_frames_with_changed_lost_and_added_bytes(
    data: bytes, changes: list[tuple[int, int]], cut: int, extra: bytes
) -> None:
    mutated = bytearray(data)
    for place, value in changes:
        mutated[place % len(mutated)] = value
    cut %= len(mutated)
    for stream in (mutated, mutated[:cut], mutated[:cut] + extra + mutated[cut:]):
        for frame in read_all(bytes(stream)):
            only_refusals(frame)


LEAVES = st.none() | st.sampled_from(
    [True, 0, -1, 1 << 31, 1 << 63, 1 << 80, "", "0x1p4", "nan", "f8", "returned", "x" * 90]
)
TREES = st.recursive(
    LEAVES | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "d", "outcomes"]), inner, max_size=2)
    ),
    max_leaves=10,
)


@st.composite
def headers(draw: st.DrawFn) -> tuple[Any, bytes]:
    """Return a valid header in which one place holds another tree."""
    data = draw(st.sampled_from(VALID))
    _, size, _ = wire.HEAD.unpack(data[: wire.HEAD.size])
    text, body = data[wire.HEAD.size : wire.HEAD.size + size], data[wire.HEAD.size + size :]
    header = json.loads(text)
    place: Any = header
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        inner = place[key]
        if not (isinstance(inner, (dict, list)) and inner) or draw(st.integers(0, 3)) == 0:
            place[key] = draw(TREES)
            return header, body
        place = inner


@MANY
@given(headers())
def test_valid_headers_with_another_tree_in_one_place(given: tuple[Any, bytes]) -> None:
    header, body = given
    text = json.dumps(header).encode()
    data = wire.HEAD.pack(wire.MAGIC, len(text), len(body)) + text + body
    for frame in read_all(data):
        only_refusals(frame)
