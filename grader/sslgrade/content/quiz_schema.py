"""Full validation of the quiz bank with pydantic: every fault names file, item, field and mend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from sslgrade.content.quiz import FORMAT_VERSION
from sslgrade.content.schema import Identifier, Text

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Related = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_-]*$")]

NEEDS: dict[str, tuple[str, ...]] = {
    "single_choice": ("option",),
    "multiple_choice": ("option",),
    "numeric": ("answer", "wrong"),
    "ordering": ("steps", "wrong"),
    "predict_output": ("code", "output", "wrong"),
    "spot_the_bug": ("code", "lines", "fixed", "option"),
    "derivation": ("answer", "variables", "wrong"),
}
"""The fields that each kind must fill."""
ALSO: dict[str, tuple[str, ...]] = {
    "numeric": ("params", "tolerance", "unit"),
    "multiple_choice": ("code",),
    "single_choice": ("code",),
}
_OF_A_KIND = {name for names in (*NEEDS.values(), *ALSO.values()) for name in names}


class Strict(BaseModel):
    """No unknown fields: a typo is an error, not a silent default."""

    model_config = ConfigDict(extra="forbid")


class OptionModel(Strict):
    """One option: a wrong one names a misconception, every one has feedback."""

    text: Text
    feedback: Text
    correct: bool = False
    misconception: Slug | Literal[""] = ""

    @model_validator(mode="after")
    def _named(self) -> OptionModel:
        if self.correct and self.misconception:
            raise ValueError("a correct option has no misconception")
        if not self.correct and not self.misconception:
            raise ValueError("a wrong option names its misconception")
        return self


class WrongModel(Strict):
    """A wrong answer that a known belief gives."""

    answer: Text | list[int]
    misconception: Slug
    feedback: Text


class ProofModel(Strict):
    """Code that finds the answer a second way."""

    code: Text
    prints: str = ""
    shows: str = ""
    backend: Literal["numpy", "jax"] = "numpy"


class ItemModel(Strict):
    """One item, field by field."""

    id: Slug
    kind: Literal[
        "single_choice",
        "multiple_choice",
        "numeric",
        "ordering",
        "predict_output",
        "spot_the_bug",
        "derivation",
    ]
    difficulty: Annotated[int, Field(ge=1, le=3)]
    exercise: Identifier
    question: Text
    explanation: Text
    related: list[Related] = []
    source: list[Text] = []
    derivation: bool = False
    shuffle: bool = True
    option: list[OptionModel] = []
    wrong: list[WrongModel] = []
    code: str = ""
    output: str = ""
    lines: list[Annotated[int, Field(ge=1)]] = []
    fixed: str = ""
    answer: str = ""
    tolerance: Annotated[float, Field(ge=0, lt=0.2)] = 0.01
    unit: str = ""
    params: dict[Name, list[float]] = {}
    variables: dict[Name, Annotated[list[float], Field(min_length=2, max_length=2)]] = {}
    steps: list[Text] = []
    proof: ProofModel | None = None

    @model_validator(mode="after")
    def _kind(self) -> ItemModel:
        needs = NEEDS[self.kind]
        for name in needs:
            if not getattr(self, name):
                raise ValueError(f"a {self.kind} item needs {name}")
        for name in sorted(_OF_A_KIND - set(needs) - set(ALSO.get(self.kind, ()))):
            if name in self.model_fields_set:
                raise ValueError(f"a {self.kind} item has no {name}")
        if not (self.source or self.derivation):
            raise ValueError("expected a source, or derivation = true")
        return self


class FamilyModel(Strict):
    """One file."""

    format_version: Literal[1]
    family: Identifier
    title: Text
    order: int
    item: list[ItemModel] = Field(min_length=1)


def faults(path: Path, data: dict[str, Any]) -> list[str]:
    """Every fault of one file as one line each; empty when it is valid."""
    version = data.get("format_version")
    if isinstance(version, int) and version > FORMAT_VERSION:
        return [
            f"{path}: format_version: found {version}, expected {FORMAT_VERSION}. "
            "The quiz was written for a newer sslgrade: update sslgrade."
        ]
    try:
        FamilyModel.model_validate(data)
    except ValidationError as error:
        return [_line(path, data, dict(fault)) for fault in error.errors()]
    return []


def _line(path: Path, data: dict[str, Any], fault: dict[str, Any]) -> str:
    where = list(fault["loc"])
    if len(where) > 1 and where[0] == "item" and isinstance(where[1], int):
        item = data["item"][where[1]]
        named = item.get("id") if isinstance(item, dict) else None
        where = [named or f"item {where[1] + 1}", *where[2:]]
    message = fault["msg"].removeprefix("Value error, ")
    kind = fault["type"]
    found = ""
    if kind not in ("missing", "value_error"):
        found = f", found {fault['input']!r:.60}"
    mend = {
        "missing": "Add this field.",
        "extra_forbidden": "Remove it, or correct its spelling.",
    }.get(kind, "Correct it.")
    return f"{path}: {'.'.join(str(part) for part in where)}: {message}{found}. {mend}"


def explain(path: Path, data: dict[str, Any]) -> str:
    """Say what is wrong with a file: one line per fault, or that nothing was found."""
    found = faults(path, data)
    return "\n".join(found) or f"{path}: not understood. Compare it with another family's file."
