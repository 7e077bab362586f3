"""``sslgrade author``: add an exercise, and prove that its checks are strong."""

from __future__ import annotations

import time
from pathlib import Path

import click

from sslgrade.authoring import check as proofs
from sslgrade.authoring import matrix, quiz
from sslgrade.authoring.new import create
from sslgrade.authoring.proof import Tally
from sslgrade.commands._group import group as make
from sslgrade.content import catalogue as catalogues
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.study.errors import StudyError

CORE_LOSSES = ("mlm_loss", "ntp_loss", "info_nce")


@make(
    "author",
    "For instructors and authors",
    "sslgrade author new hinge_loss --family extra",
    "sslgrade author check hinge_loss",
    "sslgrade author check --all",
    "sslgrade author labs",
)
def command() -> None:
    """Add an exercise, and prove it."""


@command.command("new")
@click.argument("name", metavar="ID")
@click.option("--family", default="extra", show_default=True, help="Family of the ladder.")
@click.option("--root", type=click.Path(path_type=Path), help="Checkout to write into.")
def new(name: str, family: str, root: Path | None) -> None:
    """Write the folders of a new exercise from an example that works.

    The example (mean squared error) passes every proof but for its TODOs: change it step by step,
    and let `sslgrade author check ID` say what is missing.
    """
    try:
        written = create(root or catalogues.content_root(), name, family)
    except ContentError as error:
        raise StudyError(str(error)) from None
    except OSError as error:
        where = error.filename or root
        raise StudyError(
            f"{where} cannot be written: {error.strerror}. Name a checkout: "
            f"`sslgrade author new {name} --root PATH`."
        ) from None
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(f"\nNext: replace what says TODO, then `sslgrade author check {name}`.")


@command.command("check")
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Prove every exercise.")
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    metavar="N",
    help="Seeds of the NumPy track.",
)
@click.option(
    "--jax-seeds",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Seeds of the JAX track.",
)
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, metavar="N", help="Processes; 0: one per core."
)
@click.option("--matrix", "write_matrix", is_flag=True, help="Also write docs/strength.md.")
@click.option("--root", type=click.Path(path_type=Path), help="Checkout to prove.")
def check(
    names: tuple[str, ...],
    everything: bool,
    seeds: int,
    jax_seeds: int,
    jobs: int,
    write_matrix: bool,
    root: Path | None,
) -> None:
    """Prove exercises: right code passes, wrong code is named.

    Stubs and trivial answers must fail, every right style must pass, every misconception must be
    caught and named, and no two may be confused. With --matrix the figures go to docs/strength.md;
    a stopped run goes on where it was.
    """
    found = catalogue(root) if root else catalogue()
    if not names and not everything:
        raise click.UsageError("name an exercise, or use --all")
    if not (found.root / "exercises").is_dir():
        raise StudyError(
            f"no exercises in {found.root}; expected a checkout, which holds exercises/ and "
            "solutions/. Name one: `sslgrade author check --root PATH`."
        )
    if not found.has_solutions:
        raise StudyError("this installation has no solutions; prove exercises in a checkout.")
    try:
        chosen = list(found.exercises) if everything else [found.get(name) for name in names]
    except ContentError as error:
        raise StudyError(str(error)) from None
    if write_matrix:
        faults = _matrix(found.root, chosen, seeds, jax_seeds, jobs)
    else:
        faults = _check(chosen, seeds, jax_seeds, jobs)
        if everything:
            faults += quiz.faults(found.root)
    if faults:
        click.echo(f"\n{len(faults)} to mend:")
        for fault in faults:
            click.echo(f"  {fault}")
        raise click.exceptions.Exit(1)
    click.echo(f"\n{len(chosen)} exercises hold.")


def _tell(tally: Tally) -> None:
    mark = "✗" if tally.faults else "✓"
    kept = tally.style_runs - tally.rejections
    click.echo(
        f"{mark} {tally.exercise:<22} {tally.backend:<5}  styles {kept}/{tally.style_runs}  "
        f"caught {tally.caught}/{tally.runs}  named {tally.named}/{tally.runs}  "
        f"pairs {tally.pairs - tally.pairs_misnamed}/{tally.pairs}"
    )


def _check(chosen: list[Exercise], seeds: int, jax_seeds: int, jobs: int) -> list[str]:
    faults, tallies = proofs.check(
        chosen, numpy_seeds=seeds, jax_seeds=jax_seeds, jobs=jobs, tell=_tell
    )
    return faults + [fault for tally in tallies for fault in tally.faults]


def _matrix(root: Path, chosen: list[Exercise], seeds: int, jax_seeds: int, jobs: int) -> list[str]:
    state = matrix.State(root / "build" / "strength.jsonl")
    by_id = {exercise.id: exercise for exercise in chosen}
    begun = time.monotonic()

    def told(tally: Tally) -> None:
        if tally.runs:
            state.add(by_id[tally.exercise], tally)
        _tell(tally)
        click.echo(f"  {(time.monotonic() - begun) / 60:.0f} min")

    faults, tallies = proofs.check(
        chosen,
        numpy_seeds=seeds,
        jax_seeds=jax_seeds,
        jobs=jobs,
        hostile=False,
        tell=told,
        known=state.known,
    )
    # Rows of other exercises, from earlier runs, stand beside these as long as they hold.
    everything = list(catalogue(root).exercises)
    rows = state.standing(everything)
    if rows:
        target = root / "docs" / "strength.md"
        target.parent.mkdir(exist_ok=True)
        matrix.write(target, everything, rows)
        click.echo(f"wrote {target}")
    stopped = [tally for tally in tallies if not tally.runs]
    return faults + [f for tally in [*stopped, *state.standing(chosen)] for f in tally.faults]


@command.command("labs")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--root", type=click.Path(path_type=Path), help="Checkout to write into.")
def labs(names: tuple[str, ...], root: Path | None) -> int:
    """Record the labs' results in concept/labs/, for the concept page.

    Runs all of them, or those that are named, with the references and the seed that `sslgrade lab`
    takes by default. A stopped run keeps what it had finished.
    """
    from sslgrade.commands._meter import meter
    from sslgrade.labs import lab
    from sslgrade.labs.bench import need_packages
    from sslgrade.labs.record import BUDGET_S, record

    need_packages()
    folder = (root or catalogues.content_root()) / "concept" / "labs"
    slow = []
    for result in record(catalogue(), names or lab.names(), folder, click.echo, meter):
        effect = "effect shown" if result.outcome.shown else "effect NOT shown"
        click.echo(f"{result.lab.name}: {effect}, {result.cpu_s:.1f} s CPU")
        slow += [result.lab.name] if result.cpu_s > BUDGET_S else []
    if slow:
        click.echo(f"over the budget of {BUDGET_S:g} s CPU: {', '.join(slow)}. Make it cheaper.")
    return int(bool(slow))
