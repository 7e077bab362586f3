from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]


def test_init_says_what_to_do_next(sslgrade: Run) -> None:
    done = sslgrade("init", "ssl")
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
ssl: a numpy workspace, 2 new exercise files.
Only in a jax workspace: mean_jax.

Next: cd ssl
      open 01_first/mean_loss.py and write it
      sslgrade check mean_loss
"""
    )


def test_init_again_says_what_it_kept(sslgrade: Run) -> None:
    sslgrade("init", "my work")
    done = sslgrade("init", "my work")
    assert (
        done.out
        == """\
"my work": a numpy workspace, 0 new exercise files.
4 files were there already and are kept:
  my work/sslgrade.toml
  my work/README.md
  my work/01_first/mean_loss.py
  my work/02_second/mean_grad.py
Only in a jax workspace: mean_jax.

Next: cd "my work"
      open 01_first/mean_loss.py and write it
      sslgrade check mean_loss
"""
    )


def test_init_on_jax(sslgrade: Run) -> None:
    done = sslgrade("init", "ssl", "--backend", "jax")
    assert done.out.startswith("ssl: a jax workspace, 2 new exercise files.\n")
    assert "Only in a numpy workspace: mean_grad." in done.out
