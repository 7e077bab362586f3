"""The manifest of an exercise: ``exercise.toml`` as frozen dataclasses, quick to build.

Building checks what grading relies on. Full validation, with the mend for every field, is done by
pydantic in :mod:`sslgrade.content.schema`, which is consulted when building fails and by
``sslgrade author check``: importing pydantic costs more than a whole warm check.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from sslgrade.content.modules import ContentError
from sslgrade.records import dataclass, field

FORMAT_VERSION = 1
CheckKind = Literal[
    "value", "edge", "stability", "property", "gradient", "repeat", "trace", "memory"
]

_ARGUMENT = re.compile(
    r"^(?P<name>\w+): (?P<kind>float|int|bool|dict|function)"
    r"(?:\[(?P<axes>[^\]]*(?:\[[^\]]*\])?)\])?"
    r"(?: \| None)?(?: = (?P<default>.+))?$"
)
_SLOPE = re.compile(
    r"^(?P<output>\w+) = d (?P<of>\w+)\.(?P<of_output>\w+) / d (?P<wrt>\w+)"
    r"(?: along (?P<cotangent>\w+))?$"
)


@dataclass(frozen=True)
class Argument:
    """One argument or output of an entry point, with its named axes; a scalar has none."""

    name: str
    kind: str
    axes: tuple[str, ...] | None
    default: str | None
    text: str

    @classmethod
    def parse(cls, text: str) -> Argument:
        """Read ``"logits: float[B, T, V]"``."""
        match = _ARGUMENT.match(text)
        if match is None:
            raise ValueError(
                f'{text!r} is no argument; expected like "logits: float[B, T, V]" or "tau: float"'
            )
        axes = match["axes"]
        split = None if axes is None else tuple(a.strip() for a in axes.split(",") if a.strip())
        return cls(match["name"], match["kind"], split, match["default"], text)

    @property
    def is_array(self) -> bool:
        """Whether this is an array (or a dict of arrays), not a scalar."""
        return self.axes is not None


@dataclass(frozen=True)
class Entry:
    """One function that the learner writes."""

    name: str
    args: tuple[Argument, ...]
    keyword: tuple[Argument, ...]
    returns: tuple[Argument, ...]
    returns_dict: bool = False

    @property
    def signature(self) -> str:
        """The signature as the contract writes it."""
        parts = [a.text for a in self.args]
        if self.keyword:
            parts += ["*", *(a.text for a in self.keyword)]
        outputs = ", ".join(r.text for r in self.returns)
        if self.returns_dict:
            outputs = f"dict[{outputs}]"
        elif len(self.returns) > 1:
            outputs = f"tuple[{outputs}]"
        else:
            outputs = outputs.split(": ", 1)[1]
        return f"{self.name}({', '.join(parts)}) -> {outputs}"

    def output_index(self, name: str) -> int:
        """Position of an output by its name."""
        return [r.name for r in self.returns].index(name)


@dataclass(frozen=True)
class Slope:
    """A claim: ``output`` of the check's entry is d(``of``.``of_output``)/d(``wrt``)."""

    output: str
    of: str
    of_output: str
    wrt: str
    cotangent: str | None = None

    @classmethod
    def parse(cls, text: str) -> Slope:
        """Read ``"dlogits = d cross_entropy.loss / d logits"``, optionally ``" along G"``."""
        match = _SLOPE.match(text)
        if match is None:
            raise ValueError(
                f'{text!r} is no slope; expected like "dlogits = d cross_entropy.loss / d logits"'
            )
        return cls(
            match["output"], match["of"], match["of_output"], match["wrt"], match["cotangent"]
        )


@dataclass(frozen=True)
class CheckSpec:
    """What earns points: a group of probes or laws, or one of the built-in kinds."""

    id: str
    title: str
    kind: CheckKind
    entry: str
    points: Mapping[str, int]
    probes: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    slopes: tuple[Slope, ...] = ()
    autodiff: tuple[str, ...] = ()
    vmap: bool = False


@dataclass(frozen=True)
class Hints:
    """Three hints: a concept, a direction, and near-code for each backend."""

    concept: str
    direction: str
    code: Mapping[str, str]


@dataclass(frozen=True)
class ManifestLimits:
    """The budget of one submission of this exercise."""

    cpu_s: float = 10.0
    memory_mb: int = 1024


@dataclass(frozen=True)
class Manifest:
    """``exercise.toml``."""

    id: str
    title: str
    family: str
    order: int
    difficulty: int
    minutes: int
    tier: str
    backends: tuple[str, ...]
    magnitude: float
    prerequisites: tuple[str, ...]
    forbidden: tuple[str, ...]
    uses: tuple[str, ...]
    sources: tuple[str, ...]
    hints: Hints
    entries: tuple[Entry, ...]
    checks: tuple[CheckSpec, ...]
    limits: ManifestLimits = field(default_factory=ManifestLimits)
    capstone: bool = False
    """Graded by a training loop that is given: see :mod:`sslgrade.content.capstone`."""

    @property
    def points(self) -> int:
        """Full marks, the same for every backend."""
        return self.points_for(self.backends[0])

    def points_for(self, backend: str) -> int:
        """Full marks of one backend."""
        return sum(check.points.get(backend, 0) for check in self.checks)

    def entry(self, name: str) -> Entry:
        """One entry point by name."""
        return next(entry for entry in self.entries if entry.name == name)


def _entry(data: dict[str, Any]) -> Entry:
    parse = Argument.parse
    return Entry(
        data["name"],
        tuple(parse(text) for text in data["args"]),
        tuple(parse(text) for text in data.get("keyword", [])),
        tuple(parse(text) for text in data["returns"]),
        data.get("returns_dict", False),
    )


def _check(data: dict[str, Any]) -> CheckSpec:
    listed: dict[str, Any] = {
        key: tuple(data.pop(key, ())) for key in ("probes", "laws", "autodiff")
    }
    slopes = tuple(Slope.parse(text) for text in data.pop("slopes", ()))
    return CheckSpec(**data, **listed, slopes=slopes)


def build(data: dict[str, Any]) -> Manifest:
    """Build a manifest from parsed TOML; any fault is a KeyError, TypeError or ValueError."""
    data = {**data}
    if data.pop("format_version") != FORMAT_VERSION:
        raise ValueError("format_version")
    hints = data.pop("hints")
    tuples: dict[str, Any] = {
        key: tuple(data.pop(key))
        for key in ("backends", "prerequisites", "forbidden", "uses", "sources")
    }
    return Manifest(
        **tuples,
        hints=Hints(**hints),
        entries=tuple(_entry(e) for e in data.pop("entry")),
        checks=tuple(_check({**c}) for c in data.pop("check")),
        limits=ManifestLimits(**data.pop("limits", {})),
        **data,
    )


def read(path: Path) -> Manifest:
    """Read one ``exercise.toml``.

    Raises
    ------
    ContentError
        Names the file, the field and the mend.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(
            f"{path}: not found. Every exercise folder needs an exercise.toml; "
            "`sslgrade author new` writes one."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: not valid TOML: {error}. Mend that line.") from None
    try:
        return build(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        from sslgrade.content.schema import explain

        raise ContentError(explain(path, data)) from None
