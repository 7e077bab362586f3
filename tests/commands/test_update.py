from collections.abc import Callable
from pathlib import Path
from typing import Any

from sslgrade.content import catalogue as catalogues

Run = Callable[..., Any]


def test_nothing_new(sslgrade: Run, workspace: Path) -> None:
    assert sslgrade("update").out == (
        "Everything is up to date.\nOnly in a jax workspace: mean_jax.\n"
    )


def test_written_renewed_and_changed(sslgrade: Run, mine: Path, content: Path) -> None:
    grad = mine.parent.parent / "02_second" / "mean_grad.py"
    for name in ("mean_loss", "mean_grad"):
        (content / "exercises" / name / "stub_numpy.py").write_text("# new\n")
    catalogues._catalogues.clear()
    assert (
        sslgrade("update").out
        == """\
1 file renewed:
  02_second/mean_grad.py
Changed since your files were written: mean_loss.
Your files are as they were. Next: sslgrade check
Only in a jax workspace: mean_jax.
"""
    )
    grad.unlink()
    assert sslgrade("update").out.startswith("1 file written:\n  02_second/mean_grad.py\n")
