"""Three hosts on one machine: network namespaces, joined by virtual cables. Linux, as root."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

SCHEDULER = "10.77.1.1"
WORKERS = ("10.77.1.2", "10.77.2.2")


class NoHosts(Exception):
    """This machine makes no network namespaces. The message says why."""


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoHosts(f"`ip {' '.join(words)}`: {done.stderr.strip()}")


def within(name: str) -> list[str]:
    """Return the command that runs another one on a host."""
    return ["ip", "netns", "exec", name]


@contextmanager
def hosts() -> Iterator[tuple[str, str, str]]:
    """Make a host for the scheduler and two for workers, which reach it and nothing else.

    Raises
    ------
    NoHosts
        The kernel or the container refuses.
    """
    if shutil.which("ip") is None:
        raise NoHosts("there is no `ip` (package iproute2)")
    if os.getuid():
        raise NoHosts("only root makes network namespaces")
    tag = f"ssl{os.getpid()}"
    names = (f"{tag}s", f"{tag}a", f"{tag}b")
    made: list[str] = []
    try:
        for name in names:
            _ip("netns", "add", name)
            made.append(name)
            _ip("-n", name, "link", "set", "lo", "up")
        for number, worker in enumerate(names[1:], 1):
            here, there = f"s{number}", f"w{number}"
            _ip("-n", names[0], "link", "add", here, "type", "veth", "peer", there, "netns", worker)
            for name, link, last in ((names[0], here, 1), (worker, there, 2)):
                _ip("-n", name, "addr", "add", f"10.77.{number}.{last}/24", "dev", link)
                _ip("-n", name, "link", "set", link, "up")
        # The second worker's cable ends at another address of the scheduler's host.
        _ip("-n", names[2], "route", "add", SCHEDULER, "via", "10.77.2.1")
        yield names
    finally:
        for name in made:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
