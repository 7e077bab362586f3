"""The frames of a submission: as sent, so received; a forged answer is a WireError."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sslgrade.worker import packets, wire
from sslgrade.worker.messages import Limits, Outcome, Raised, Request, Returned, Submission
from sslgrade.worker.tree import Packer
from sslgrade.worker.wire import Frame, WireError


def received(parts: list[memoryview]) -> Frame:
    assembler = wire.Assembler()
    data = b"".join(parts)
    while True:
        room = assembler.room()
        count = len(room)
        room[:] = data[:count]
        data = data[count:]
        frame = assembler.filled(count)
        if frame is not None:
            return frame


def test_a_submission_and_its_limits_arrive() -> None:
    sent = Submission(b"x = 1", "jax", "a.py", {"m": b"", "n": b"y"}, ("jax.nn.relu",))
    limits = Limits(0.5, 1.5, 300, 10)
    frame = received(packets.pack_load(sent, limits, "{}"))
    assert packets.read_load(frame, "jax") == (sent, limits, "{}")


def test_requests_arrive() -> None:
    x = np.arange(3.0)
    sent = [
        Request("f", (x, 1, None), {"tau": 0.5}, "grad", (0,), "readonly", True),
        Request("g", (x,)),
    ]
    frame = received(packets.pack_run(sent, "n"))
    assert frame.header["nonce"] == "n"
    assert len(frame.header["arrays"]) == 1
    got = packets.read_run(frame)
    np.testing.assert_array_equal(got[0].args[0], x)
    assert got[0].args[1:] == (1, None)
    assert [(r.function, dict(r.kwargs), r.transform, r.wrt, r.layout, r.watch) for r in got] == [
        (r.function, dict(r.kwargs), r.transform, r.wrt, r.layout, r.watch) for r in sent
    ]


def test_outcomes_arrive() -> None:
    sent: list[Outcome] = [
        Returned((1.5, None), (0, 2)),
        Raised("ValueError", "no", 3, ("Exception",)),
    ]
    packer = Packer()
    trees = [packets.outcome_tree(outcome, packer) for outcome in sent]
    frame = received(wire.pack({"arrays": packer.specs, "outcomes": trees}, packer.parts))
    assert packets.read_outcomes(frame) == sent


FORGED: list[Any] = [
    None,
    {},
    [],
    [1],
    [["returned", 1]],
    [["returned", 1, [-1]]],
    [["returned", 1, ["x"]]],
    [["returned", {"a": 5}, []]],
    [["returned", {"d": {"\ud800": 1}}, []]],
    [["raised", "E\ud800", "m", 1, []]],
    [["raised", "E", "m", 1]],
    [["raised", "E" * 81, "m", 1, []]],
    [["raised", "E\n\nall passed", "m", 1, []]],
    [["raised", "E", "m", 1, ["B\u2028all passed"]]],
    [["raised", "E", "m" * 2004, 1, []]],
    [["raised", "E", "m", 1 << 31, []]],
    [["raised", "E", "m", 1, ["x"] * 21]],
    [["passed", "E", "m", 1, []]],
]


@pytest.mark.parametrize("outcomes", FORGED, ids=range(len(FORGED)))
def test_forged_outcomes_are_refused(outcomes: Any) -> None:
    with pytest.raises(WireError):
        packets.read_outcomes(Frame({"arrays": [], "outcomes": outcomes}, bytearray()))


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"functions": "f", "layers": []},
        {"functions": [1], "layers": []},
        {"functions": ["f"] * 1001, "layers": []},
    ],
)
def test_a_forged_loaded_frame_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        packets.read_loaded(header)


@pytest.mark.parametrize(
    "header",
    [
        {"reason": "passed", "message": "", "line": 0},
        {"reason": ["time"], "message": "", "line": 0},
        {"reason": "time", "message": "x" * 4001, "line": 0},
        {"reason": "time", "message": "", "line": "1"},
    ],
)
def test_a_forged_failure_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        packets.read_failed(header)
