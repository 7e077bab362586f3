"""The parent's end: nothing blocks, nothing is lost, output is drained."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from sslgrade.worker import pipes, wire
from sslgrade.worker.channel import Channel, Late
from sslgrade.worker.pipes import ChildEnds
from sslgrade.worker.wire import EndOfStream, WireError, pack

Pair = tuple[Channel, ChildEnds]


@pytest.fixture
def pair() -> Iterator[Pair]:
    mine, its = pipes.make()
    channel = Channel(mine, 10)
    yield channel, its
    channel.close()
    os.close(mine.progress)
    for fd in (its.requests, its.results, its.output):
        try:
            os.close(fd)
        except OSError:
            continue


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


def test_large_frames_both_ways_while_output_floods(pair: Pair) -> None:
    channel, its = pair
    blob = os.urandom(3 << 20)

    def child() -> None:
        frame = wire.read_frame(its.requests)
        for _ in range(50):
            os.write(its.output, b"noise" * 10_000)
        wire.write_frame(its.results, pack({"kind": "echo"}, [bytes(frame.body)]))

    thread = threading.Thread(target=child)
    thread.start()
    channel.send(pack({"kind": "say"}, [blob]))
    frame = channel.receive(soon())
    thread.join()
    channel.drain()
    assert bytes(frame.body) == blob
    assert channel.output == b"noisenoise"


def test_two_frames_at_once_are_two_answers(pair: Pair) -> None:
    channel, its = pair
    wire.write_frame(its.results, [*pack({"n": 1}), *pack({"n": 2})])
    assert [channel.receive(soon()).header["n"] for _ in range(2)] == [1, 2]


def test_the_deadline_holds_also_for_half_a_frame(pair: Pair) -> None:
    channel, its = pair
    os.write(its.results, b"SSG1")
    begun = time.monotonic()
    with pytest.raises(Late):
        channel.receive(soon(0.1))
    assert time.monotonic() - begun < 1.0


def test_garbage_is_a_wire_error(pair: Pair) -> None:
    channel, its = pair
    os.write(its.results, b"GET / HTTP/1.1\r\n")
    with pytest.raises(WireError):
        channel.receive(soon())


def test_a_closed_pipe_is_the_end(pair: Pair) -> None:
    channel, its = pair
    its.close()
    channel.send(pack({}, [bytes(1 << 20)]))
    with pytest.raises(EndOfStream):
        channel.receive(soon())


def test_a_child_that_is_gone_is_noticed_although_the_pipe_stays_open(pair: Pair) -> None:
    channel, _ = pair
    with pytest.raises(EndOfStream):
        channel.receive(soon(10.0), lambda: True)
