"""One frame of the wire: ``SSG1 | u32 header length | u64 body length | JSON header | raw bytes``.

Both ends use it: the child blocks on its pipe (:func:`read_frame`, :func:`write_frame`), the parent
feeds :class:`Assembler` with whatever a non-blocking read gave. Nothing here needs NumPy, because
the child must be spawned before the parent imports it. There is no pickle, no ``eval`` and no
string that names code; whatever is wrong with received bytes ends in one exception,
:class:`WireError`.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable
from typing import Any, NoReturn

Buffer = bytes | bytearray | memoryview

MAGIC = b"SSG1"
HEAD = struct.Struct("<4sIQ")
MAX_HEADER = 8 << 20
"""Largest JSON header in bytes. A batch of 256 calls has about 60 KiB."""
MAX_BODY = 256 << 20
"""Largest body in bytes, unless the reader asks for less."""
CHUNK = 1 << 20


class WireError(Exception):
    """The other end sent something that is not a valid frame."""


class EndOfStream(Exception):
    """The other end closed the pipe."""


class Frame:
    """A received frame: the JSON object, the raw bytes of its arrays, its size on the wire."""

    __slots__ = ("body", "header", "size")

    def __init__(self, header: dict[str, Any], body: bytearray, size: int = 0) -> None:
        self.header = header
        self.body = body
        self.size = size


def _refuse(text: str) -> NoReturn:
    raise WireError(f"a number that the wire format does not have: {text[:40]}")


# Floats travel as hex text, so a JSON float (or NaN) is never ours.
_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False)


def pack(header: dict[str, Any], body: Iterable[Buffer] = ()) -> list[memoryview]:
    """Return the parts of a frame, ready to be written one after the other."""
    text = _ENCODER.encode(header).encode("utf-8", "surrogatepass")
    parts = [memoryview(part).cast("B") for part in body]
    size = sum(len(part) for part in parts)
    if len(text) > MAX_HEADER:
        raise WireError(f"header of {len(text)} bytes; the limit is {MAX_HEADER}")
    if size > MAX_BODY:
        raise WireError(f"body of {size} bytes; the limit is {MAX_BODY}")
    return [memoryview(HEAD.pack(MAGIC, len(text), size) + text), *(p for p in parts if len(p))]


def unpack_head(head: Buffer, max_body: int = MAX_BODY) -> tuple[int, int]:
    """Return header length and body length of a frame, both within bounds."""
    try:
        magic, header, body = HEAD.unpack(head)
    except struct.error as error:
        raise WireError("a frame starts with 16 bytes") from error
    if magic != MAGIC:
        raise WireError(f"a frame starts with {MAGIC!r}, found {magic!r}")
    if header > MAX_HEADER:
        raise WireError(f"header of {header} bytes; the limit is {MAX_HEADER}")
    if body > max_body:
        raise WireError(f"body of {body} bytes; the limit is {max_body}")
    return header, body


def unpack_header(text: bytes | bytearray) -> dict[str, Any]:
    """Decode a JSON header."""
    try:
        header = _DECODER.decode(text.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is not JSON: {type(error).__name__}") from error
    if type(header) is not dict:
        raise WireError("the header is not a JSON object")
    return header


class Assembler:
    """Builds one frame from bytes that arrive in pieces.

    Write received bytes into :meth:`room` and tell :meth:`filled` how many; a length is checked
    against the limits before memory is set aside for it.
    """

    def __init__(self, max_body: int = MAX_BODY) -> None:
        self._max_body = max_body
        self._start()

    def _start(self) -> None:
        self._stage = 0
        self._buffer = bytearray(HEAD.size)
        self._at = 0
        self._header_size = self._body_size = 0
        self._header: dict[str, Any] = {}

    @property
    def begun(self) -> bool:
        """Whether part of a frame has arrived."""
        return self._stage > 0 or self._at > 0

    def room(self) -> memoryview:
        """Return where the next bytes go; never empty."""
        return memoryview(self._buffer)[self._at :]

    def filled(self, count: int) -> Frame | None:
        """Take note of ``count`` new bytes; return the frame when it is complete."""
        self._at += count
        while self._at == len(self._buffer):
            frame = self._next_stage()
            if frame is not None:
                return frame
        return None

    def _next_stage(self) -> Frame | None:
        if self._stage == 0:
            size, self._body_size = unpack_head(self._buffer, self._max_body)
            self._header_size = size
            self._stage, self._buffer, self._at = 1, bytearray(size), 0
            return None
        if self._stage == 1:
            self._header = unpack_header(self._buffer)
            self._stage, self._buffer, self._at = 2, bytearray(self._body_size), 0
            return None
        frame = Frame(self._header, self._buffer, self._header_size + len(self._buffer))
        self._start()
        return frame


def read_frame(fd: int, max_body: int = MAX_BODY) -> Frame:
    """Block until one whole frame was read from ``fd``."""
    assembler = Assembler(max_body)
    while True:
        count = os.readv(fd, [assembler.room()])
        if count == 0:
            raise EndOfStream
        frame = assembler.filled(count)
        if frame is not None:
            return frame


def write_frame(fd: int, parts: Iterable[memoryview]) -> None:
    """Block until all parts of a frame were written to ``fd``."""
    for part in parts:
        rest = part
        while len(rest):
            rest = rest[os.write(fd, rest[:CHUNK]) :]
