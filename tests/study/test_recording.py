from dataclasses import replace
from pathlib import Path

from sslgrade.content.catalogue import Catalogue
from sslgrade.report.model import Isolation, Report
from sslgrade.study.progress import store
from sslgrade.study.recording import remember
from sslgrade.study.selection import Target, from_workspace
from sslgrade.study.workspace import Workspace

from .conftest import Said

REPORT = Report(
    "mean_loss", "numpy", "passed", None, "full", 3, 3, (), None, None, None, Isolation("L1"),
    7, 0.1, 0.1, 50.0,
)  # fmt: skip


def target(workspace: Workspace, ladder: Catalogue, said: Said) -> Target:
    return from_workspace(workspace, ladder, [ladder.get("mean_loss")], None, said)[0]


def test_a_report_is_recorded(workspace: Workspace, ladder: Catalogue, said: Said) -> None:
    mine = target(workspace, ladder, said)
    remember(workspace, mine, REPORT, said)
    progress = store(workspace.state, said).read()
    record = progress.find("mean_loss", "numpy", mine.exercise.content_hash())
    assert record is not None
    assert (record.passed, record.score, record.checks) == (True, 3, 1)
    assert said.messages == []


def test_an_unbegun_file_is_not(workspace: Workspace, ladder: Catalogue, said: Said) -> None:
    remember(
        workspace, target(workspace, ladder, said), replace(REPORT, status="not_started"), said
    )
    assert store(workspace.state, said).read().records == {}


def test_a_file_that_cannot_be_written_is_said(
    workspace: Workspace, ladder: Catalogue, said: Said, tmp_path: Path
) -> None:
    mine = target(workspace, ladder, said)
    (workspace.state / "progress.json").mkdir()
    remember(workspace, mine, REPORT, said)
    assert said.messages == [
        "the result was not recorded. .sslgrade/progress.json cannot be read: Is a directory. "
        "Make that folder readable and writable, then run the command again."
    ]
