"""The frames of one submission: load, run and their answers, as messages and back.

Both ends use it. Reading raises :class:`WireError` for whatever does not fit, because the parent
reads frames that learner code may have written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, get_args

from sslgrade.worker.errors import MAX_MESSAGE, MAX_NAME, one_line, printable
from sslgrade.worker.messages import (
    FailureReason,
    Limits,
    Loaded,
    Outcome,
    Raised,
    Request,
    Returned,
    Submission,
)
from sslgrade.worker.tree import MAX_ITEMS, Packer, read_arrays, read_tree
from sslgrade.worker.wire import Frame, WireError, pack

MAX_FUNCTIONS = 1000
MAX_FUNCTION_NAME = 200
REASONS = (*get_args(FailureReason), "isolation", "harness")
"""Why a child gives up: the learner's file; or a promised layer, or our own code, failed."""


def pack_load(submission: Submission, limits: Limits, plan: str) -> list[memoryview]:
    """Return the frame that hands a submission to a child."""
    sources = [submission.source, *submission.modules.values()]
    header = {
        "kind": "load",
        "filename": submission.filename,
        "modules": list(submission.modules),
        "sizes": [len(source) for source in sources],
        "forbidden": list(submission.forbidden),
        "limits": Packer().tree(asdict(limits)),
        "plan": plan,
    }
    return pack(header, sources)


def read_load(frame: Frame, backend: Any) -> tuple[Submission, Limits, str]:
    """Return what :func:`pack_load` packed. The child trusts its parent."""
    header = frame.header
    sources, at = [], 0
    for size in header["sizes"]:
        sources.append(bytes(frame.body[at : at + size]))
        at += size
    modules = dict(zip(header["modules"], sources[1:], strict=True))
    submission = Submission(
        sources[0], backend, header["filename"], modules, tuple(header["forbidden"])
    )
    return submission, Limits(**read_tree(header["limits"], ())), header["plan"]


def pack_run(requests: Sequence[Request], nonce: str) -> list[memoryview]:
    """Return the frame of one batch; an array that several calls share is sent once."""
    packer = Packer()
    calls = [
        [
            request.function,
            packer.tree(request.args),
            packer.tree(dict(request.kwargs)),
            request.transform,
            list(request.wrt),
            request.layout,
            request.watch,
            request.output,
        ]
        for request in requests
    ]
    header = {"kind": "run", "nonce": nonce, "arrays": packer.specs, "calls": calls}
    return pack(header, packer.parts)


def read_run(frame: Frame) -> list[Request]:
    """Return the requests of one batch."""
    arrays = read_arrays(frame.header["arrays"], frame.body)
    return [
        Request(
            function,
            read_tree(args, arrays),
            read_tree(kwargs, arrays),
            transform,
            tuple(wrt),
            layout,
            watch,
            output,
        )
        for function, args, kwargs, transform, wrt, layout, watch, output in frame.header["calls"]
    ]


def outcome_tree(outcome: Outcome, packer: Packer) -> list[Any]:
    """Return one outcome as JSON; its arrays go to ``packer``."""
    if isinstance(outcome, Returned):
        return ["returned", packer.tree(outcome.value), list(outcome.changed)]
    return ["raised", outcome.type, outcome.message, outcome.line, list(outcome.bases)]


def read_outcomes(frame: Frame) -> list[Outcome]:
    """Return the outcomes in an answer of the child."""
    arrays = read_arrays(frame.header.get("arrays"), frame.body)
    trees = _list(frame.header.get("outcomes"), MAX_ITEMS)
    if not trees:
        raise WireError("an answer without outcomes")
    return [_read_outcome(tree, arrays) for tree in trees]


def _read_outcome(tree: Any, arrays: Sequence[Any]) -> Outcome:
    parts = _list(tree, 5)
    if len(parts) == 3 and parts[0] == "returned":
        changed = [_int(number) for number in _list(parts[2], 1000)]
        return Returned(read_tree(parts[1], arrays), tuple(changed))
    if len(parts) == 5 and parts[0] == "raised":
        bases = [_name(base) for base in _list(parts[4], 20)]
        return Raised(
            _name(parts[1]),
            _text(parts[2], MAX_MESSAGE + 3),
            _int(parts[3]),
            tuple(bases),
        )
    raise WireError("an outcome that is neither returned nor raised")


def read_loaded(header: dict[str, Any]) -> Loaded:
    """Return the functions that were found."""
    functions = [
        _text(name, MAX_FUNCTION_NAME) for name in _list(header.get("functions"), MAX_FUNCTIONS)
    ]
    return Loaded(tuple(functions))


def read_layers(header: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of the layers that the child has applied to itself."""
    return tuple([_text(layer, MAX_NAME) for layer in _list(header.get("layers"), 20)])


def read_failed(header: dict[str, Any]) -> tuple[Any, str, int]:
    """Return reason, message and line of a failure that the child tells itself."""
    reason = header.get("reason")
    if reason not in REASONS:
        raise WireError("a reason that does not exist")
    return reason, _text(header.get("message"), 2 * MAX_MESSAGE), _int(header.get("line"))


def _list(value: Any, longest: int) -> list[Any]:
    if type(value) is not list or len(value) > longest:
        raise WireError("a list is missing or too long")
    return value


def _text(value: Any, longest: int) -> str:
    if type(value) is not str or len(value) > longest:
        raise WireError("a text is missing or too long")
    if value != printable(value):
        raise WireError("a text with a lone surrogate")
    return value


def _name(value: Any) -> str:
    name = _text(value, MAX_NAME)
    if name != one_line(name):
        raise WireError("a name of several lines")
    return name


def _int(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 31:
        raise WireError("a count is missing or too large")
    return value
