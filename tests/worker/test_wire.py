"""Frames: what is packed comes out again, whatever the pieces; everything else is a WireError."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sslgrade.worker import wire
from sslgrade.worker.wire import Assembler, EndOfStream, Frame, WireError, pack

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


def joined(header: dict[str, Any], body: list[bytes]) -> bytes:
    return b"".join(pack(header, body))


def assemble(data: bytes, step: int) -> list[Frame]:
    assembler, frames = Assembler(), []
    while data:
        room = assembler.room()
        count = min(len(room), step, len(data))
        room[:count] = data[:count]
        data = data[count:]
        frame = assembler.filled(count)
        if frame is not None:
            frames.append(frame)
    assert not assembler.begun
    return frames


@given(
    st.dictionaries(st.text(max_size=5), JSON, max_size=4),
    st.lists(st.binary(max_size=30), max_size=4),
    st.integers(1, 40),
)
def test_frames_survive_the_journey_in_pieces(
    header: dict[str, Any], body: list[bytes], step: int
) -> None:
    data = joined(header, body)
    for frame in assemble(data + data, step):
        assert frame.header == header
        assert bytes(frame.body) == b"".join(body)


def test_an_empty_frame_is_a_frame() -> None:
    (frame,) = assemble(joined({}, []), 3)
    assert (frame.header, bytes(frame.body)) == ({}, b"")


def head(magic: bytes = b"SSG1", header: int = 2, body: int = 0) -> bytes:
    return wire.HEAD.pack(magic, header, body)


BAD = {
    "a frame starts with b'SSG1', found b'HTTP'": head(b"HTTP"),
    "header of 8388609 bytes; the limit is 8388608": head(header=(8 << 20) + 1),
    "body of 268435457 bytes; the limit is 268435456": head(body=(256 << 20) + 1),
    "the header is not JSON: JSONDecodeError": head() + b"{]",
    "the header is not JSON: UnicodeDecodeError": head() + b"\xff\xff",
    "the header is not JSON: RecursionError": head(header=200_000) + b"[" * 200_000,
    "the header is not JSON: ValueError": head(header=6000) + b"1" * 6000,
    "the header is not a JSON object": head() + b"[]",
    "a number that the wire format does not have: 1.5": head(header=7) + b'{"a":1.5}'[:7],
    "a number that the wire format does not have: NaN": head(header=9) + b'{"a":NaN}',
}


@pytest.mark.parametrize("message", BAD)
def test_what_is_not_a_frame_is_refused(message: str) -> None:
    data = BAD[message]
    if "1.5" in message:
        data = head(header=9) + b'{"a":1.5}'
    with pytest.raises(WireError) as caught:
        assemble(data, 1 << 20)
    assert str(caught.value) == message


@given(st.binary(max_size=64))
def test_any_bytes_give_a_frame_or_a_wire_error(data: bytes) -> None:
    try:
        header, body = wire.unpack_head((head() + data)[:16])
        wire.unpack_header(data)
    except WireError:
        return
    assert (header, body) == (2, 0)


def test_a_short_head_is_refused() -> None:
    with pytest.raises(WireError, match="16 bytes"):
        wire.unpack_head(b"SSG1")


def test_a_reader_may_ask_for_less() -> None:
    with pytest.raises(WireError, match="the limit is 10"):
        wire.unpack_head(head(body=11), max_body=10)


def test_too_large_a_frame_is_not_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_BODY", 8)
    monkeypatch.setattr(wire, "MAX_HEADER", 8)
    with pytest.raises(WireError, match="body of 9 bytes; the limit is 8"):
        pack({}, [bytes(9)])
    with pytest.raises(WireError, match="header of 14 bytes; the limit is 8"):
        pack({"key": "long"})


def test_frames_go_through_a_pipe() -> None:
    out, into = os.pipe()
    wire.write_frame(into, pack({"n": 1}, [b"abc"]))
    os.close(into)
    frame = wire.read_frame(out)
    assert (frame.header, bytes(frame.body)) == ({"n": 1}, b"abc")
    with pytest.raises(EndOfStream):
        wire.read_frame(out)
    os.close(out)
