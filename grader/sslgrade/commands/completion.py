"""``sslgrade completion``: the shell script that completes commands and exercise ids."""

from __future__ import annotations

import click

from sslgrade.commands._group import command as make

SHELLS = {
    "bash": "~/.bashrc",
    "zsh": "~/.zshrc",
    "fish": "~/.config/fish/completions/sslgrade.fish",
}


@make(
    "completion",
    "This installation",
    "sslgrade completion bash >> ~/.bashrc",
    "sslgrade completion zsh >> ~/.zshrc",
    "sslgrade completion fish > ~/.config/fish/completions/sslgrade.fish",
)
@click.argument("shell", type=click.Choice(list(SHELLS)), metavar="SHELL")
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a completion script for bash, zsh or fish.

    It completes commands, options and exercise IDs.
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    root = ctx.find_root().command
    click.echo(made(root, {}, "sslgrade", "_SSLGRADE_COMPLETE").source())
