"""What one learner's quiz remembers: a card per item, in a versioned file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sslgrade.study.store import Say, Store, now
from sslgrade.study.workspace import Workspace

FORMAT_VERSION = 1


@dataclass
class Seen:
    """One item: its place in the schedule (``card``), and how it was answered."""

    card: dict[str, Any] = field(default_factory=dict)
    answers: int = 0
    right: int = 0
    last: str = ""
    last_at: str = ""
    seed: int = 0

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Seen:
        """Read one record; anything of the wrong type is a TypeError."""
        seen = cls(**data)
        for name, default in asdict(cls()).items():
            if type(getattr(seen, name)) is not type(default):
                raise TypeError(name)
        from sslgrade.study.quiz_spacing import due_at

        due_at(seen.card)
        return seen


@dataclass
class Memory:
    """All items that were answered, by id."""

    items: dict[str, Seen] = field(default_factory=dict)

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Memory:
        """Read the document of a state file."""
        return cls({str(k): Seen.parse(v) for k, v in document["items"].items()})

    def dump(self) -> dict[str, Any]:
        """Return the document of a state file."""
        return {"items": {key: asdict(seen) for key, seen in self.items.items()}}

    def answered(self, item: str, verdict: str, seed: int) -> None:
        """Take one answer, and schedule the item anew."""
        from sslgrade.study.quiz_spacing import review

        seen = self.items.setdefault(item, Seen())
        seen.card = review(seen.card, verdict)
        seen.answers += 1
        seen.right += verdict == "correct"
        seen.last, seen.last_at, seen.seed = verdict, now(), seed


def store(workspace: Workspace | None, say: Say) -> Store[Memory]:
    """Return the quiz file of a workspace, or of this user where there is no workspace."""
    if workspace is not None:
        folder = workspace.state
    else:
        import platformdirs

        folder = Path(platformdirs.user_data_dir("sslgrade", appauthor=False))
    again = "the quiz asks from the beginning."
    path = folder / "quiz.json"
    return Store(path, FORMAT_VERSION, Memory.parse, Memory.dump, Memory, say, again)
