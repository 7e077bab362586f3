"""Puts exercises/, solutions/ and concept/ into the wheel as sslgrade/_content/.

An editable install reads them from the checkout instead: a copy would go stale.
"""

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What only the grader may hold: reference solutions, and the answers of the quiz.
PRIVATE = ("solutions", "concept/quiz")


class ContentHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        without_solutions = os.environ.get("SSLGRADE_WITHOUT_SOLUTIONS") == "1"
        root = Path(self.root)
        for folder in ("exercises", "solutions", "concept"):
            for path in sorted((root / folder).rglob("*")):
                relative = path.relative_to(root).as_posix()
                private = any(relative.startswith(f"{name}/") for name in PRIVATE)
                if not path.is_file() or "__pycache__" in path.parts or path.suffix == ".pyc":
                    continue
                if not (without_solutions and private):
                    build_data["force_include"][str(path)] = f"sslgrade/_content/{relative}"
