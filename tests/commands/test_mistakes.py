"""Every wrong use gets a message with the next step, exit code 2, and never a traceback."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.report.text import width

Run = Callable[..., Any]
NO_WORKSPACE = (
    "no workspace found: neither {here} nor a folder above it holds sslgrade.toml. "
    "Change into yours, or make one: `sslgrade init DIR`."
)
UNKNOWN = "no exercise 'mean_los'. Did you mean mean_loss? `sslgrade list` shows all of them."

# what is typed outside a workspace → exit code, message (unwrapped)
OUTSIDE = [
    (
        "chek",
        2,
        "no command 'chek'. Did you mean `sslgrade check`? `sslgrade --help` shows how it is used.",
    ),
    ("grade", 2, "no command 'grade'. `sslgrade --help` shows how it is used."),
    ("_early", 2, "no command '_early'. `sslgrade --help` shows how it is used."),
    ("--colour", 2, "no option --colour. `sslgrade --help` shows how it is used."),
    ("check", 2, NO_WORKSPACE + " Or grade one file: `sslgrade check ID --file PATH`."),
    ("check mean_los", 2, UNKNOWN),
    ("check mean_loss", 2, NO_WORKSPACE + " Or grade one file: `sslgrade check ID --file PATH`."),
    (
        "check --fiel x",
        2,
        "no option --fiel. Did you mean --file? `sslgrade check --help` shows how it is used.",
    ),
    (
        "check --file x.py",
        2,
        "found --file with no IDs, expected exactly one: "
        "`sslgrade check ID --file x.py`. `sslgrade check --help` shows how it is used.",
    ),
    (
        "check mean_loss mean_grad --file x.py",
        2,
        "found --file with 2 IDs, expected exactly one: "
        "`sslgrade check ID --file x.py`. `sslgrade check --help` shows how it is used.",
    ),
    ("check mean_loss --file none.py", 2, "none.py does not exist. Check the path."),
    ("check mean_loss --file .", 2, ". is a folder; expected a Python file. Name the file."),
    (
        "check mean_grad --file s.py --backend jax",
        2,
        "mean_grad has no jax track; it is written "
        "in numpy. Leave out --backend, or use `--backend numpy`.",
    ),
    ("show", 2, "missing argument 'ID'. `sslgrade show --help` shows how it is used."),
    ("show mean_los", 2, UNKNOWN),
    (
        "show mean_loss mean_grad",
        2,
        "got unexpected extra argument (mean_grad). `sslgrade show --help` shows how it is used.",
    ),
    ("init", 2, "missing argument 'DIR'. `sslgrade init --help` shows how it is used."),
    (
        "init s.py",
        2,
        "s.py is a file; expected a folder or a new name. Choose another one: `sslgrade init DIR`.",
    ),
    ("status", 2, NO_WORKSPACE),
    ("update", 2, NO_WORKSPACE),
    ("reset mean_loss", 2, NO_WORKSPACE),
    ("replay mean_loss", 2, NO_WORKSPACE),
    (
        "replay mean_loss --file s.py",
        2,
        "no failed probe of mean_loss is remembered, and --seed "
        "is not given. Run `sslgrade check mean_loss` first, or name both --seed and --probe.",
    ),
    (
        "replay mean_loss --file s.py --seed 1",
        2,
        "no failed probe of mean_loss is remembered, and "
        "--probe is not given. Run `sslgrade check mean_loss` first, or name both --seed and "
        "--probe.",
    ),
    (
        "replay mean_loss --file s.py --seed 1 --probe p --out s.py",
        2,
        "s.py exists already and is "
        "not overwritten. Name another file: `sslgrade replay mean_loss --out PATH`.",
    ),
    (
        "replay mean_loss --file s.py --seed 1 --probe p",
        2,
        "mean_loss has no probe 'p'; use one of: ordinary",
    ),
    (
        "hint mean_grad --backend jax",
        2,
        "mean_grad has no jax track; it is written in numpy. "
        "Leave out --backend, or use `--backend numpy`.",
    ),
    (
        "solution mean_loss",
        2,
        "mean_loss has not passed yet, and the solution is for afterwards. "
        "`sslgrade hint mean_loss` helps on; `sslgrade solution mean_loss --give-up` shows it all "
        "the same.",
    ),
]


def unwrapped(text: str) -> str:
    return text.removeprefix("sslgrade: ").replace("\n  ", " ").strip()


@pytest.mark.parametrize(("typed", "code", "message"), OUTSIDE, ids=[row[0] for row in OUTSIDE])
def test_wrong_uses_outside_a_workspace(sslgrade: Run, typed: str, code: int, message: str) -> None:
    Path("s.py").write_text("def mean_loss(x):\n    return sum(x)\n")
    done = sslgrade(*typed.split())
    assert (done.code, done.out) == (code, "")
    assert unwrapped(done.err) == message.format(here=Path.cwd())
    assert max(width(line) for line in done.err.splitlines() if "/" not in line) <= 80


# click words these; only what matters of them is fixed here
CLICK = [
    ("check --backend torch", "'torch' is not one of 'numpy', 'jax'"),
    ("check --seed minus", "'minus' is not a valid integer range"),
    ("check --seed -1", "-1 is not in the range x>=0"),
    ("check --seed", "'--seed' requires an argument"),
    ("check --isolation L9", "'L9' is not one of 'auto', 'L0', 'L1', 'L2', 'L3'"),
    ("hint mean_loss --level 4", "4 is not in the range 1<=x<=3"),
    ("completion powershell", "'powershell' is not one of 'bash', 'zsh', 'fish'"),
    ("init a --backend torch", "'torch' is not one of 'numpy', 'jax'"),
]


@pytest.mark.parametrize(("typed", "part"), CLICK, ids=[row[0] for row in CLICK])
def test_wrong_options(sslgrade: Run, typed: str, part: str) -> None:
    done = sslgrade(*typed.split())
    assert (done.code, done.out) == (2, "")
    assert part in unwrapped(done.err)
    assert "--help` shows how it is used." in unwrapped(done.err)


# file of the workspace, its new content, command → code, message
INSIDE = [
    (
        "sslgrade.toml",
        "=",
        "status",
        "sslgrade.toml: not valid TOML: Invalid statement (at line 1, column 1). Mend that line.",
    ),
    (
        "sslgrade.toml",
        "format_version = 9",
        "list",
        "sslgrade.toml: found format_version 9, "
        "expected 1: a newer sslgrade made this workspace. Update sslgrade.",
    ),
    (
        ".sslgrade/progress.json",
        '{"format_version": 9}',
        "status",
        ".sslgrade/progress.json: found "
        "format_version 9, expected 1: a newer sslgrade wrote it. Update sslgrade; "
        "the file was left as it is.",
    ),
    (
        "03_third/mean_loss.py",
        "",
        "check",
        "found mean_loss.py twice: 01_first/mean_loss.py and "
        "03_third/mean_loss.py. Expected one. Move the one that you do not want graded out of the "
        "workspace.",
    ),
]


@pytest.mark.parametrize(("file", "content_", "typed", "message"), INSIDE)
def test_wrong_workspaces(
    sslgrade: Run, workspace: Path, file: str, content_: str, typed: str, message: str
) -> None:
    (workspace / file).parent.mkdir(exist_ok=True)
    (workspace / file).write_text(content_)
    done = sslgrade(*typed.split())
    assert (done.code, unwrapped(done.err)) == (2, message)
