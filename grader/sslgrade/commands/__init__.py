"""The command line: one command, one file, found by looking. Names with ``_`` are no commands."""

from sslgrade.commands._front import main

__all__ = ["main"]
