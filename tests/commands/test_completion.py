from collections.abc import Callable
from typing import Any

import pytest
from click.shell_completion import ShellComplete

from sslgrade.commands._front import run
from sslgrade.commands._group import cli

Run = Callable[..., Any]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_scripts(sslgrade: Run, shell: str) -> None:
    done = sslgrade("completion", shell)
    assert done.code == 0
    assert "_SSLGRADE_COMPLETE" in done.out


def complete(arguments: list[str], start: str) -> list[str]:
    found = ShellComplete(cli, {}, "sslgrade", "_SSLGRADE_COMPLETE").get_completions(
        arguments, start
    )
    return [item.value for item in found]


def test_commands_options_and_ids_are_completed() -> None:
    assert complete([], "st") == ["status"]
    assert complete(["check"], "mean_l") == ["mean_loss"]
    assert complete(["hint"], "mean") == ["mean_grad", "mean_jax", "mean_loss"]
    assert complete(["check", "mean_loss"], "--se") == ["--seed"]


def test_the_shell_asks_through_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], spawned: list[Any]
) -> None:
    monkeypatch.setenv("_SSLGRADE_COMPLETE", "fish_complete")
    monkeypatch.setenv("COMP_WORDS", "sslgrade check mean_l")
    monkeypatch.setenv("COMP_CWORD", "mean_l")
    assert run(["check"]) == 0
    assert "mean_loss" in capsys.readouterr().out
    assert spawned == []
