"""pytest in a workspace: every check of every exercise is a test item with our message.

Loaded in every pytest run of an environment that has sslgrade, so that it imports nothing until it
meets a file of a workspace.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sslgrade.content.manifest import CheckSpec
    from sslgrade.report.model import CheckResult, Report
    from sslgrade.study.selection import Target
    from sslgrade.study.workspace import Workspace

_MARKER = "sslgrade.toml"


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Generator[None, Any, Any]:
    """Collect an exercise's file as its checks, in the place of what else would import it."""
    found = yield
    if file_path.suffix != ".py" or not (file_path.parent.parent / _MARKER).is_file():
        return found
    if not file_path.parent.name[:2].isdigit():
        return found
    from sslgrade.content.catalogue import catalogue

    if file_path.stem not in catalogue().ids:
        return found
    return [ExerciseFile.from_parent(parent, path=file_path)]


class ExerciseFile(pytest.File):
    """One exercise; its file is graded once, when the first of its checks is run."""

    workspace: Workspace
    target: Target
    _report: Report | None = None
    said: tuple[str, ...] = ()

    def collect(self) -> Iterator[pytest.Item]:
        """Return an item for every check that carries points on the workspace's backend."""
        from sslgrade.content.catalogue import catalogue
        from sslgrade.content.modules import ContentError
        from sslgrade.study.errors import StudyError
        from sslgrade.study.selection import from_workspace
        from sslgrade.study.workspace import read

        try:
            self.workspace = read(self.path.parent.parent)
            ladder = catalogue()
            chosen = [ladder.get(self.path.stem)]
            (self.target,) = from_workspace(self.workspace, ladder, chosen, None, self._say)
        except (StudyError, ContentError) as error:
            raise self.CollectError(f"sslgrade: {error}") from None
        full, backend = self.target.exercise.has_solution, self.target.backend
        for check in self.target.exercise.manifest.checks:
            if backend in check.points and (full or check.kind == "property"):
                yield CheckItem.from_parent(self, name=check.id, check=check)

    @property
    def report(self) -> Report:
        """The report of this file."""
        if self._report is None:
            from sslgrade.grading.grade import grade
            from sslgrade.notebook.check import quiet
            from sslgrade.study.recording import remember

            with quiet():
                self._report = grade(
                    self.target.source,
                    self.target.exercise,
                    self.target.backend,
                    modules=self.target.modules,
                    filename=self.target.path.name,
                )
            remember(self.workspace, self.target, self._report, self._say)
        return self._report

    def _say(self, message: str) -> None:
        self.said = (*self.said, message)


class CheckItem(pytest.Item):
    """One check of an exercise."""

    parent: ExerciseFile

    def __init__(self, *, check: CheckSpec, **options: Any) -> None:
        super().__init__(**options)
        self.check = check

    def runtest(self) -> None:
        """Grade the file if that was not done yet, and tell what this check found."""
        target = self.parent.target
        begun = target.begun and self.parent.report.status != "not_started"
        if not begun:
            pytest.skip(f"not begun: `sslgrade show {target.exercise.id}` shows the task")
        for message in self.parent.said:
            self.add_report_section("call", "sslgrade", message)
        report = self.parent.report
        mine = next((c for c in report.checks if c.id == self.check.id), None)
        if report.status == "error" or mine is None or mine.status == "failed":
            raise NotPassed(report, mine)
        if mine.status == "skipped":
            pytest.skip(mine.message or "not run")

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str | Any:
        """Show what a learner can use; a fault of ours keeps its traceback."""
        if isinstance(excinfo.value, NotPassed):
            return excinfo.value.told(self.config.get_terminal_writer().hasmarkup)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Say where the function stands, for the editor that jumps there."""
        head = f"def {self.check.entry}("
        lines = self.parent.target.source.decode(errors="replace").splitlines()
        line = next((n for n, text in enumerate(lines) if text.startswith(head)), 0)
        return self.path, line, f"{self.parent.target.exercise.id}: {self.check.title}"


class NotPassed(Exception):
    """A check did not pass; ``check`` is None where the code could not be run at all."""

    def __init__(self, report: Report, check: CheckResult | None) -> None:
        self.report = report
        self.check = check
        super().__init__(check.message if check is not None and check.message else report.message)

    def told(self, colour: bool) -> str:
        """Write out the report as far as it is about this check; the item's title is its head."""
        from dataclasses import replace

        from sslgrade.report.terminal import render
        from sslgrade.report.text import Style

        checks = (self.check,) if self.check is not None else ()
        _, text = render(replace(self.report, checks=checks), Style(colour=colour)).split("\n", 1)
        return text.lstrip()
