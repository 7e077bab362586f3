"""Run the code of quiz items in the isolated worker, and judge what it prints."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sslgrade.content.quiz import Item
from sslgrade.content.quiz_draw import draw
from sslgrade.content.quiz_expression import parse
from sslgrade.worker.launch import launch
from sslgrade.worker.messages import Limits, Raised, Request, Submission, WorkerFailure

DRAWS = 4
"""How often a numeric item or a derivation is recomputed, with other numbers each time."""
_CLOSE = 2e-4
_RUNNER = b"""
import contextlib
import io

import numpy as np


def printed(code):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(bytes(code.tolist()).decode(), {"__name__": "quiz"})
    return np.frombuffer(out.getvalue().encode(), dtype=np.uint8).astype(np.int64)
"""


@dataclass(frozen=True, eq=False)
class Job:
    """One program to run, and what its output must be."""

    item: Item
    code: str
    backend: Literal["numpy", "jax"]
    prints: str | None = None  # this text
    value: float | None = None  # this number
    differs: Job | None = None  # other than the output of that job

    def judge(self, output: str | Raised, outputs: Mapping[Job, str | Raised]) -> str | None:
        """Say what is wrong with the output, or None."""
        if isinstance(output, Raised):
            return f"its code raised {output.type}: {output.message[:160]}. Mend it."
        text = output.strip()
        if self.prints is not None and text != self.prints.strip():
            return f"its code prints {text!r}, expected {self.prints.strip()!r}. Correct one."
        if self.value is not None and not _near(text, self.value):
            return f"its proof finds {text}, the answer is {self.value:.6g}. Correct one of them."
        if self.differs is not None and output == outputs.get(self.differs):
            return f"code: with the bug and mended it shows the same, {text!r}. Change the setup."
        return None


def _near(text: str, value: float) -> bool:
    try:
        return math.isclose(float(text), value, rel_tol=_CLOSE, abs_tol=1e-6)
    except ValueError:
        return False


def proof_jobs(item: Item) -> list[Job]:
    """Return the programs that prove one item."""
    if item.kind == "predict_output":
        return [Job(item, item.code, "numpy", prints=item.output)]
    proof = item.proof
    if proof is None:
        return []
    if item.kind == "numeric":
        jobs = []
        for seed in range(DRAWS):
            question = draw(item, seed)
            code = _bound(dict(question.values or {}), proof.code)
            jobs.append(Job(item, code, proof.backend, value=question.answer))
        return jobs
    if item.kind == "derivation":
        return [_derived(item, seed) for seed in range(DRAWS)]
    if item.kind == "spot_the_bug":
        wrong = Job(item, _shown(item, item.code), proof.backend)
        right = Job(item, _shown(item, _mended(item)), proof.backend, differs=wrong)
        return [wrong, right]
    return [Job(item, proof.code, proof.backend, prints=proof.prints)]


def _bound(values: Mapping[str, float], code: str) -> str:
    return "".join(f"{name} = {value!r}\n" for name, value in values.items()) + code


def _derived(item: Item, seed: int) -> Job:
    assert item.proof is not None
    rng = random.Random(seed)
    point = {name: rng.uniform(low, high) for name, (low, high) in item.variables.items()}
    value = parse(item.answer, tuple(item.variables)).value(point)
    return Job(item, _bound(point, item.proof.code), item.proof.backend, value=value)


def _mended(item: Item) -> str:
    lines = item.code.split("\n")
    lines[item.lines[0] - 1] = item.fixed
    return "\n".join(lines)


def _shown(item: Item, code: str) -> str:
    """Put the setup before, and print what shows the bug; a bare ``return`` makes a function."""
    assert item.proof is not None
    shows = item.proof.shows
    if any(line.startswith("return ") for line in code.split("\n")):
        body = "\n".join(f"    {line}" for line in code.split("\n"))
        code, shows = f"def shown():\n{body}", shows or "round(float(shown()), 9)"
    return f"{item.proof.code}\n{code}\nprint({shows})\n"


def printed(jobs: Sequence[Job]) -> list[str | Raised]:
    """Run programs, one worker for each backend, and return what each prints."""
    found: dict[int, str | Raised] = {}
    for backend in ("numpy", "jax"):
        mine = [place for place, job in enumerate(jobs) if job.backend == backend]
        found.update(zip(mine, _run([jobs[p].code for p in mine], backend), strict=True))
    return [found[place] for place in range(len(jobs))]


def _run(codes: Sequence[str], backend: Literal["numpy", "jax"]) -> list[str | Raised]:
    if not codes:
        return []
    requests = [
        Request("printed", (np.frombuffer(code.encode(), dtype=np.uint8).astype(np.int64),))
        for code in codes
    ]
    limits = Limits(cpu_s=120.0, wall_s=240.0, memory_mb=4096)
    worker = launch(Submission(_RUNNER, backend, "quiz.py"), limits=limits)
    try:
        outcomes = worker.run(requests)
    except WorkerFailure as error:
        return [Raised(error.reason, error.message)] * len(codes)
    finally:
        worker.close()
    return [
        outcome
        if isinstance(outcome, Raised)
        else bytes(np.asarray(outcome.value).tolist()).decode()
        for outcome in outcomes
    ]
