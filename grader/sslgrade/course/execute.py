"""nbgrader's ``Execute`` without a kernel: check cells are graded in isolation, from text alone.

In ``nbgrader_config.py`` it stands in ``c.Autograde.autograde_preprocessors`` where ``Execute``
stood. No learner code runs in this process, nor in one that knows a score: the cells' text is cut
into a module for each exercise, graded by the isolated worker, and the score is written into the
check cell as if a kernel had shown it. ``SaveAutoGrades`` reads it from there.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from sslgrade.course.cells import Cell
from sslgrade.course.marking import Marked, Marker
from sslgrade.course.released import ReleasedCell, released_cells

_marker: Marker | None = None


def marker(*, allow_weak: bool) -> Marker:
    """Return this process's marker: one secret seed and one warm process for a whole batch."""
    global _marker
    if _marker is None or _marker.grader.allow_weak != allow_weak:
        if _marker is not None:
            _marker.grader.close()
        _marker = Marker(allow_weak=allow_weak)
    return _marker


class IsolatedExecute(NbGraderPreprocessor):  # type: ignore[misc]
    """Fills in what check cells would show, without a kernel."""

    allow_weak_isolation = Bool(
        False, help="Grade a class even where its code runs below isolation level L2."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Grade every check cell of one learner's notebook."""
        told = resources["nbgrader"]
        released = released_cells(told["db_url"], told["assignment"], told["notebook"]) or []
        tests = {cell.name: cell for cell in released if cell.is_test}
        work = marker(allow_weak=self.allow_weak_isolation)
        cells = [_plain(number, node, tests) for number, node in enumerate(nb.cells, 1)]
        code = [cell for cell in cells if cell.kind == "code"]
        for node, cell in zip(nb.cells, cells, strict=True):
            if node.cell_type != "code":
                continue
            node.outputs, node.execution_count = [], None
            own = tests.get(cell.grade_id)
            if own is None or not cell.is_test:
                continue
            marked = work.mark(own, code, code.index(cell))
            if marked.problem:
                self.log.error("%s, cell %s: %s", told["notebook"], own.name, marked.problem)
            fill(node, marked, cell.number)
        return nb, resources


def _plain(number: int, node: NotebookNode, tests: dict[str, ReleasedCell]) -> Cell:
    """Read one cell of the mended notebook; only the gradebook says which cells are checks."""
    name = node.metadata.get("nbgrader", {}).get("grade_id", "")
    test = name in tests
    return Cell(number, node.cell_type, node.source, name, test, False, test)


def fill(node: NotebookNode, marked: Marked, count: int) -> None:
    """Write into a check cell what running it would have shown."""
    node.execution_count = count
    node.outputs = []
    if marked.text:
        node.outputs.append(new_output("stream", name="stdout", text=marked.text.rstrip() + "\n"))
    shown = {"text/plain": repr(float(marked.points))}
    if marked.html:
        shown["text/html"] = marked.html
    node.outputs.append(new_output("execute_result", data=shown, execution_count=count))
