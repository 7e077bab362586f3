"""Full validation of ``exercise.toml`` with pydantic: every fault names file, field and mend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)

from sslgrade.content.manifest import FORMAT_VERSION, Argument, Slope

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
BackendName = Literal["numpy", "jax"]
Points = Annotated[int, Field(ge=1, strict=True)]


class Strict(BaseModel):
    """No unknown fields: a typo is an error, not a silent default."""

    model_config = ConfigDict(extra="forbid")


class HintsModel(Strict):
    """Three hints; ``code`` has one near-code hint per backend."""

    concept: Text
    direction: Text
    code: dict[BackendName, Text]


class EntryModel(Strict):
    """One function that the learner writes."""

    name: Identifier
    args: list[str]
    keyword: list[str] = []
    returns: list[str] = Field(min_length=1)
    returns_dict: bool = False

    @field_validator("args", "keyword", "returns")
    @classmethod
    def _arguments(cls, values: list[str]) -> list[str]:
        for value in values:
            Argument.parse(value)
        return values


class CheckModel(Strict):
    """What earns points."""

    id: Identifier
    title: Text
    kind: Literal["value", "edge", "stability", "property", "gradient", "repeat", "trace", "memory"]
    entry: Identifier
    points: dict[BackendName, Points] = Field(min_length=1)
    probes: list[Identifier] = []
    laws: list[Identifier] = []
    slopes: list[str] = []
    autodiff: list[Identifier] = []
    vmap: bool = False

    @field_validator("slopes")
    @classmethod
    def _slopes(cls, values: list[str]) -> list[str]:
        for value in values:
            Slope.parse(value)
        return values


class LimitsModel(Strict):
    """The budget of one submission."""

    cpu_s: Annotated[float, Field(gt=0, le=600)] = 10.0
    memory_mb: Annotated[int, Field(ge=64, le=16384)] = 1024


class ManifestModel(Strict):
    """``exercise.toml``, field by field."""

    format_version: Literal[1]
    id: Identifier
    title: Text
    family: Identifier
    order: Annotated[int, Field(ge=0)]
    difficulty: Annotated[int, Field(ge=1, le=5)]
    minutes: Annotated[int, Field(ge=1)]
    tier: Literal["core", "stretch"]
    backends: list[BackendName] = Field(min_length=1)
    magnitude: Annotated[float, Field(gt=0)]
    prerequisites: list[Identifier]
    forbidden: list[str]
    uses: list[Identifier]
    sources: list[Text] = Field(min_length=1)
    hints: HintsModel
    entry: list[EntryModel] = Field(min_length=1)
    check: list[CheckModel] = Field(min_length=1)
    limits: LimitsModel = LimitsModel()
    capstone: Annotated[bool, Field(strict=True)] = False


def _mend(kind: str, context: dict[str, Any]) -> str:
    if kind == "missing":
        return "Add this field."
    if kind == "extra_forbidden":
        return "Remove it, or correct its spelling."
    if kind == "literal_error":
        return f"Use one of {context.get('expected', 'the allowed values')}."
    return "Correct the value."


def explain(path: Path, data: dict[str, Any]) -> str:
    """Say what is wrong with a manifest: one line per fault, or that nothing was found."""
    version = data.get("format_version")
    if isinstance(version, int) and version > FORMAT_VERSION:
        return (
            f"{path}: format_version: found {version}, expected {FORMAT_VERSION}. "
            "The exercise was written for a newer sslgrade: update sslgrade."
        )
    try:
        ManifestModel.model_validate(data)
    except ValidationError as error:
        lines = []
        for fault in error.errors():
            where = ".".join(str(part) for part in fault["loc"])
            found = "" if fault["type"] == "missing" else f", found {fault['input']!r:.60}"
            mend = _mend(fault["type"], dict(fault.get("ctx", {})))
            lines.append(f"{path}: {where}: {fault['msg']}{found}. {mend}")
        return "\n".join(lines)
    return f"{path}: not understood. Compare it with another exercise's exercise.toml."


def faults(path: Path, data: dict[str, Any]) -> list[str]:
    """Every fault of a manifest as one line each; empty when it is valid."""
    try:
        ManifestModel.model_validate(data)
    except ValidationError:
        return explain(path, data).splitlines()
    return []
