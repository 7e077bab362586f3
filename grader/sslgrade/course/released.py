"""What nbgrader's gradebook knows of a released notebook: the truth that no learner can edit."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader.api import Gradebook, MissingEntry


@dataclass(frozen=True)
class ReleasedCell:
    """One cell as the instructor released it."""

    name: str
    kind: str
    text: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None

    @property
    def is_test(self) -> bool:
        """Whether it is to be graded by running a check."""
        return self.grade and not self.solution and self.kind == "code"

    def metadata(self) -> dict[str, object]:
        """Return nbgrader's metadata of this cell, as nbgrader itself would write it."""
        own: dict[str, object] = {
            "schema_version": 3,
            "grade_id": self.name,
            "grade": self.grade,
            "solution": self.solution,
            "locked": self.locked,
            "task": self.task,
            "cell_type": self.kind,
        }
        if self.checksum:
            own["checksum"] = self.checksum
        if self.points is not None:
            own["points"] = self.points
        return {"nbgrader": own}


def released_cells(db_url: str, assignment: str, notebook: str) -> list[ReleasedCell] | None:
    """Return a notebook's cells in their order; None where the gradebook does not know it."""
    with Gradebook(db_url) as gradebook:
        try:
            found = gradebook.find_notebook(notebook, assignment)
        except MissingEntry:
            return None
        grades = {cell.name: float(cell.max_score) for cell in found.grade_cells}
        tasks = {cell.name: float(cell.max_score) for cell in found.task_cells}
        solutions = {cell.name for cell in found.solution_cells}
        return [
            ReleasedCell(
                cell.name,
                str(getattr(cell.cell_type, "value", cell.cell_type)),
                cell.source or "",
                cell.checksum or "",
                bool(cell.locked),
                cell.name in grades,
                cell.name in solutions,
                cell.name in tasks,
                grades.get(cell.name, tasks.get(cell.name)),
            )
            for cell in found.source_cells
        ]
