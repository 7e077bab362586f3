"""``sslgrade concept``: what it writes, where, and what it refuses."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

SOURCES = """\
format_version = 1
[source.doe2020]
authors = "Jane Doe"
title = "Means"
venue = "ICLR"
year = 2020
url = "https://example.org"
confirmed = "seen in the proceedings"
"""


@pytest.fixture(autouse=True)
def concept(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small card beside the three small exercises, and an empty cache."""
    folder = content / "concept"
    (folder / "card").mkdir(parents=True)
    text = "## Why\n\nRead [the task](exercise:mean_loss).\n"
    (folder / "card" / "10_why.md").write_text(text, encoding="utf-8")
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that a browser was asked to open."""
    asked: list[str] = []

    def browser(url: str) -> bool:
        asked.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", browser)
    return asked


def test_out_writes_one_file(sslgrade: Run) -> None:
    done = sslgrade("concept", "--out", "ssl.html")
    path = Path("ssl.html")
    size = (path.stat().st_size + 500) // 1000
    assert done.code == 0
    assert done.out == (
        f"ssl.html holds the concept page: {size} kB, nothing else needed.\n\n"
        f"Next: open it in a browser, {path.resolve().as_uri()}\n"
    )
    assert 'id="exercise-mean_loss"' in path.read_text(encoding="utf-8")


def test_in_a_workspace_it_shows_progress_and_lies_with_the_state(
    sslgrade: Run, workspace: Path, mine: Path
) -> None:
    sslgrade("check")
    done = sslgrade("concept")
    path = workspace / ".sslgrade" / "concept.html"
    assert done.out.startswith(".sslgrade/concept.html holds the concept page: ")
    text = path.read_text(encoding="utf-8")
    assert "Your progress: 0 of 2 exercises passed, 0 of 6 points" in text
    assert "a sum without division" in text
    assert "✗ not yet" in text


def test_outside_a_workspace_it_lies_in_the_cache(sslgrade: Run, tmp_path: Path) -> None:
    done = sslgrade("concept")
    path = tmp_path / "cache" / "sslgrade" / "concept.html"
    assert done.code == 0
    assert path.is_file()
    assert "Your progress" not in path.read_text(encoding="utf-8")


def test_open_shows_it(sslgrade: Run, opened: list[str]) -> None:
    done = sslgrade("concept", "--out", "a b.html", "--open")
    assert opened == [Path("a b.html").resolve().as_uri()]
    assert done.out.startswith('"a b.html" holds the concept page: ')
    assert "Next:" not in done.out


def test_no_browser_is_said(sslgrade: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    done = sslgrade("concept", "--out", "x.html", "--open")
    address = Path("x.html").resolve().as_uri()
    assert done.code == 0
    assert done.out.endswith(f"\nNo browser could be started. Open it yourself: {address}\n")


def test_its_own_page_is_written_anew(sslgrade: Run) -> None:
    assert sslgrade("concept", "--out", "ssl.html").code == 0
    assert sslgrade("concept", "--out", "ssl.html").code == 0


def test_another_file_is_kept_unless_forced(sslgrade: Run) -> None:
    Path("thesis.html").write_text("my thesis", encoding="utf-8")
    done = sslgrade("concept", "--out", "thesis.html")
    assert done.code == 2
    assert " ".join(done.err.split()) == (
        "sslgrade: thesis.html exists already and is not a page that sslgrade wrote, so it is not "
        "overwritten. Name another file with --out, or add --force."
    )
    assert Path("thesis.html").read_text(encoding="utf-8") == "my thesis"
    assert sslgrade("concept", "--out", "thesis.html", "--force").code == 0
    assert Path("thesis.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--serve", "--out", "x.html"),
            "found --serve and --out together, expected one of them: --serve writes no file.",
        ),
        (("--port", "8000"), "found --port without --serve. Add --serve, or leave --port out."),
        (("--force",), "found --force without --out: only a file that you name is overwritten."),
        (
            ("--out", "none/x.html"),
            "none/x.html cannot be written: No such file or directory. Name another file with "
            "--out.",
        ),
        (("--out", "."), ". cannot be written: a folder is there. Name another file with --out."),
        (
            ("--out", ".", "--force"),
            ". cannot be written: a folder is there. Name another file with --out.",
        ),
    ],
)
def test_a_wrong_use_is_explained(sslgrade: Run, arguments: tuple[str, ...], message: str) -> None:
    done = sslgrade("concept", *arguments)
    assert (done.code, " ".join(done.err.split())) == (2, f"sslgrade: {message}")
    assert not list(Path.cwd().iterdir())


def test_a_card_that_is_gone_is_our_fault(sslgrade: Run, concept: Path) -> None:
    (concept / "card" / "10_why.md").unlink()
    done = sslgrade("concept", "--out", "x.html")
    assert done.code == 3
    assert "no text found. Restore it" in " ".join(done.err.split())
    assert not Path("x.html").exists()


def test_a_taken_port_is_explained(sslgrade: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = sslgrade("concept", "--serve", "--port", str(port))
    assert done.code == 2
    assert " ".join(done.err.split()) == (
        f"sslgrade: port {port} cannot be used: Address already in use. Name another with --port, "
        "or leave --port out: a free one is taken."
    )


def test_check_imports_nothing_of_the_page(content: Path) -> None:
    code = (
        "import sys; from sslgrade.commands._front import run; run(['check', '--help']);"
        "print([n for n in ('sslgrade.page', 'markdown_it', 'latex2mathml') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


def test_serve_says_its_address_answers_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    served = subprocess.Popen(
        [sys.executable, "-c", "from sslgrade.commands import main; main(['concept', '--serve'])"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert served.stdout is not None
        line = served.stdout.readline()
        found = re.fullmatch(
            r"The concept page: http://127\.0\.0\.1:(\d+)/   Ctrl-C stops\.\n", line
        )
        assert found is not None, line
        connection = HTTPConnection("127.0.0.1", int(found[1]), timeout=20)
        connection.request("GET", "/")
        assert b"Labels from Structure</h1>" in connection.getresponse().read()
        connection.close()
        served.send_signal(signal.SIGINT)
        out, err = served.communicate(timeout=20)
    finally:
        served.kill()
    assert (served.returncode, out, err) == (0, "\nStopped.\n", "")


def test_the_cache_is_no_place_for_another_file(sslgrade: Run, tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "sslgrade"
    folder.mkdir(parents=True)
    (folder / "concept.html").write_text("mine", encoding="utf-8")
    assert sslgrade("concept").code == 2
    assert (folder / "concept.html").read_text(encoding="utf-8") == "mine"
