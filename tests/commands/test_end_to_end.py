"""Whole processes on a real exercise: nothing is faked here."""

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from sslgrade.report.model import Report

MAIN = [sys.executable, "-c", "from sslgrade.commands import main; main()"]
HEAD = "import numpy as np\n\n\ndef log_softmax(x, *, axis=-1):\n    "
RIGHT = f"""{HEAD}x = x - x.max(axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis, keepdims=True))
"""

# what is in the file → exit code, status, reason
FILES = {
    "right": (RIGHT, 0, "passed", None),
    "wrong": (f"{HEAD}return x\n", 1, "failed", "wrong"),
    "broken": ("def log_softmax(x:\n", 1, "error", "syntax"),
    "foreign": (f"import torch\n{RIGHT}", 1, "error", "policy"),
    "leaving": ("raise SystemExit(0)\n", 1, "error", "crash"),
    "empty": ("", 1, "failed", "wrong"),
    "bytes": ("\0\xff", 1, "error", "syntax"),
}


def sslgrade(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    command = [*MAIN, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", FILES)
def test_every_file_ends_in_a_report(tmp_path: Path, name: str) -> None:
    source, code, status, reason = FILES[name]
    (tmp_path / "f.py").write_text(source, encoding="latin-1")
    done = sslgrade("check", "log_softmax", "--file", "f.py", "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (code, "")
    document = json.loads(done.stdout)
    assert document["schema"] == "sslgrade/check/v1"
    (report,) = document["reports"]
    assert set(report) == {field.name for field in fields(Report)}
    assert (report["status"], report["reason"]) == (status, reason)
    assert (report["score"] == report["max_score"]) == (status == "passed")


def test_init_check_hint_and_pass(tmp_path: Path) -> None:
    assert sslgrade("init", "ssl", cwd=tmp_path).returncode == 0
    folder = tmp_path / "ssl"
    file = folder / "01_foundations" / "log_softmax.py"
    assert sslgrade("check", cwd=folder).returncode == 1
    file.write_text(f"{HEAD}return np.log(np.exp(x) / np.exp(x).sum(axis, keepdims=True))\n")
    done = sslgrade("check", "log_softmax", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "This is exactly what" in done.stdout
    assert "Your last check computed" in sslgrade("hint", "log_softmax", cwd=folder).stdout
    assert sslgrade("replay", "log_softmax", cwd=folder).returncode == 0
    repro = [sys.executable, "repro.py"]
    done = subprocess.run(repro, cwd=folder, capture_output=True, text=True, check=True)
    assert "you:" in done.stdout
    file.write_text(RIGHT)
    assert sslgrade("check", cwd=folder).returncode == 0
    assert "✓ log_softmax" in sslgrade("status", cwd=folder).stdout
    assert "Walkthrough" in sslgrade("solution", "log_softmax", cwd=folder).stdout


def test_the_same_seed_gives_the_same_report(tmp_path: Path) -> None:
    (tmp_path / "f.py").write_text(f"{HEAD}return x\n")
    arguments = ["check", "log_softmax", "--file", "f.py", "--json", "--seed", "5"]
    first, second = (json.loads(sslgrade(*arguments, cwd=tmp_path).stdout) for _ in range(2))
    measured = {"cpu_s": 0, "wall_s": 0, "peak_rss_mb": 0}
    assert first["reports"][0] | measured == second["reports"][0] | measured


def test_two_checks_at_once_are_both_recorded(tmp_path: Path) -> None:
    assert sslgrade("init", "ssl", cwd=tmp_path).returncode == 0
    folder = tmp_path / "ssl"
    (folder / "01_foundations" / "log_softmax.py").write_text(RIGHT)
    command = [*MAIN, "check", "log_softmax"]
    running = [subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    records = json.loads((folder / ".sslgrade" / "progress.json").read_text())["records"]
    assert [record["checks"] for record in records.values()] == [3]


def test_the_demo_keeps_its_promises(tmp_path: Path) -> None:
    done = sslgrade("demo", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("This is exactly what") == 2
    assert "✗ The code was still running when its time was up." in done.stdout
