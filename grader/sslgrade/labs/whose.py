"""Whose loss drives a lab: the learner's where it passed, else the reference, else a clear no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sslgrade.content.catalogue import Catalogue, Exercise
from sslgrade.labs.losses import By, Losses
from sslgrade.labs.objectives import OBJECTIVES, Objective
from sslgrade.study.errors import StudyError
from sslgrade.study.progress import store as progress_store
from sslgrade.study.selection import read_source, siblings
from sslgrade.study.store import Say
from sslgrade.study.stubs import store as stub_store
from sslgrade.study.workspace import Workspace
from sslgrade.worker.messages import Limits, Runner, Submission

LIMITS = Limits(cpu_s=300.0, wall_s=1800.0, memory_mb=4096)


@dataclass(frozen=True)
class Whose:
    """The answer for one objective; ``why`` says what kept the learner's own loss out."""

    objective: str
    by: By
    backend: str
    exercises: tuple[str, ...]
    why: str = ""

    def sentence(self) -> str:
        """Return one line for the screen."""
        names = " and ".join(self.exercises)
        if self.by == "yours":
            return f"{names}: yours ({self.backend}), in the isolated worker"
        return f"{names}: the reference{f' ({self.why})' if self.why else ''}"


def decide(
    objective: str,
    catalogue: Catalogue,
    workspace: Workspace | None,
    say: Say,
    *,
    reference: bool = False,
) -> Whose:
    """Say who computes an objective.

    Raises
    ------
    StudyError
        Neither is there: the learner's has not passed, and this installation has no solutions.
    """
    known = OBJECTIVES[objective]
    why = "as you asked" if reference else "no workspace here"
    if workspace is not None and not reference:
        mine = known.exercises(workspace.backend)
        waiting = [n for n in mine if not _passed(workspace, catalogue.get(n), say)]
        if mine and not waiting:
            return Whose(objective, "yours", workspace.backend, mine)
        why = f"{' and '.join(waiting)} not passed yet" if mine else "NumPy gives no gradient of it"
    if all(catalogue.get(name).has_solution for name in known.jax):
        return Whose(objective, "reference", "jax", known.jax, why)
    raise StudyError(_refusal(known, workspace, say, catalogue))


def _refusal(known: Objective, workspace: Workspace | None, say: Say, catalogue: Catalogue) -> str:
    start = "this lab needs your own loss, because this installation came without solutions"
    if workspace is None:
        return (
            f"{start}: {' and '.join(known.jax)} must be passed first, in a workspace. "
            "Change into yours, or make one: `sslgrade init DIR`."
        )
    mine = known.exercises(workspace.backend)
    if not mine:
        return (
            f"{start}: {' and '.join(known.jax)} must be passed first on the JAX track, which "
            "gives gradients. Make a workspace for it: `sslgrade init DIR --backend jax`."
        )
    waiting = [n for n in mine if not _passed(workspace, catalogue.get(n), say)]
    return (
        f"{start}: {' and '.join(waiting)} must be passed first. Next: `sslgrade check "
        f"{waiting[0]}`."
    )


def _passed(workspace: Workspace, exercise: Exercise, say: Say) -> bool:
    """Whether the last check passed, and the file is there."""
    progress = progress_store(workspace.state, say).read()
    record = progress.find(exercise.id, workspace.backend, exercise.content_hash())
    passed = record is not None and record.status == "passed"
    return passed and workspace.file_of(exercise.id) is not None


def losses_for(whose: Whose, catalogue: Catalogue, workspace: Workspace | None, say: Say) -> Losses:
    """Return what computes an objective; nothing is started before the first call."""
    if whose.by == "reference":
        start = partial(_reference, catalogue, whose.exercises)
    else:
        assert workspace is not None
        start = partial(_worker, submission(whose, catalogue, workspace, say))
    return Losses(whose.by, whose.backend, whose.exercises, start)


def submission(whose: Whose, catalogue: Catalogue, workspace: Workspace, say: Say) -> Submission:
    """Return the learner's files as one submission: a line of glue, and a module for each."""
    stubs = stub_store(workspace.state, say).read()
    glue, modules = [], dict[str, bytes]()
    for name in whose.exercises:
        exercise, path = catalogue.get(name), workspace.file_of(name)
        assert path is not None
        modules |= siblings(workspace, catalogue, exercise, whose.backend, stubs)
        modules[name] = read_source(path)
        glue += [f"from {name} import {entry.name}\n" for entry in exercise.manifest.entries]
    return Submission(
        "".join(glue).encode(), "jax" if whose.backend == "jax" else "numpy", "lab.py", modules
    )


def _worker(made: Submission) -> Runner:
    from sslgrade.worker.launch import launch

    return launch(made, limits=LIMITS)


def _reference(catalogue: Catalogue, exercises: tuple[str, ...]) -> Runner:
    """Return a runner in this process: no learner code is here, and no answer leaves it."""
    from sslgrade.grading.trusted import TrustedRunner, functions_of

    functions: Mapping[str, object] = {}
    for name in exercises:
        source = catalogue.get(name).reference_source("jax")
        functions = {**functions, **functions_of(source, f"reference of {name}")}
    return TrustedRunner(functions, "jax")  # type: ignore[arg-type]
