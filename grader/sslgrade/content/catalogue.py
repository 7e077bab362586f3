"""Find exercises by looking: one folder pair ``exercises/<id>/`` and ``solutions/<id>/`` each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from sslgrade.content import manifest as manifests
from sslgrade.content.modules import ContentError, load_module
from sslgrade.content.pieces import Inputs, Law, Misconception, Probe, Recipe, of_type
from sslgrade.records import dataclass


@dataclass(frozen=True)
class Exercise:
    """One exercise: its public folder, and its private one where the installation has it."""

    folder: Path
    private: Path | None

    @property
    def id(self) -> str:
        """The folder's name, which the manifest must repeat."""
        return self.folder.name

    @cached_property
    def manifest(self) -> manifests.Manifest:
        """The validated ``exercise.toml``."""
        path = self.folder / "exercise.toml"
        manifest = manifests.read(path)
        if manifest.id != self.id:
            raise ContentError(
                f"{path}: id: found {manifest.id!r}, expected {self.id!r}, the folder's name. "
                "Rename one of them."
            )
        return manifest

    @property
    def has_solution(self) -> bool:
        """Whether the private folder is here (a class installation has none)."""
        return self.private is not None

    def _text(self, folder: Path | None, name: str) -> str:
        if folder is None:
            raise ContentError(
                f"{self.id}: {name} is not part of this installation (no solutions)."
            )
        try:
            return (folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ContentError(f"{folder / name}: not found. Write it, or restore it.") from None

    def readme(self) -> str:
        """The task, as Markdown."""
        return self._text(self.folder, "README.md")

    def stub(self, backend: str) -> str:
        """The file a learner starts from."""
        if backend not in self.manifest.backends:
            found = " and ".join(self.manifest.backends)
            raise ContentError(f"{self.id} has no {backend} track; it is written in {found}.")
        return self._text(self.folder, f"stub_{backend}.py")

    def reference_source(self, backend: str) -> str:
        """The reference solution's text."""
        return self._text(self.private, f"reference_{backend}.py")

    def walkthrough(self) -> str:
        """The explanation shown after passing."""
        return self._text(self.private, "walkthrough.md")

    def probes(self) -> dict[str, Probe]:
        """All probes by id; a capstone has none."""
        if self.manifest.capstone:
            return {}
        return {p.id: p for p in of_type(load_module(self.folder / "probes.py"), Probe)}

    def bridges(self) -> Mapping[str, Any]:
        """Maps from this exercise's inputs to those of another exercise's entry point."""
        return getattr(load_module(self.folder / "probes.py"), "BRIDGE", {})

    def tiny(self, entry: str) -> Iterable[Inputs]:
        """Small inputs in order, for the smallest counterexample."""
        function = getattr(load_module(self.folder / "probes.py"), "tiny", None)
        return function(entry) if callable(function) else ()

    def laws(self) -> dict[str, Law]:
        """All laws by id; a capstone has none."""
        if self.manifest.capstone:
            return {}
        return {p.id: p for p in of_type(load_module(self.folder / "properties.py"), Law)}

    def reference(self) -> dict[str, Any]:
        """The NumPy reference's entry points: the numbers of both tracks are judged against it."""
        if self.private is None:
            raise ContentError(f"{self.id}: this installation has no solutions.")
        module = load_module(self.private / "reference_numpy.py")
        return {entry.name: getattr(module, entry.name) for entry in self.manifest.entries}

    def misconceptions(self) -> list[Misconception]:
        """All misconceptions, variants included; empty without solutions."""
        if self.private is None:
            return []
        return of_type(load_module(self.private / "misconceptions.py"), Misconception)

    def recipe(self) -> Recipe | None:
        """The recipe whose steps the misconceptions replace, if they are written with one."""
        if self.private is None:
            return None
        found = of_type(load_module(self.private / "misconceptions.py"), Recipe)
        return found[0] if found else None

    def content_hash(self) -> str:
        """Hash of everything a learner's result depends on: progress is kept per hash."""
        digest = hashlib.sha256()
        for folder in (self.folder, self.private):
            if folder is not None:
                for path in sorted(folder.glob("*.*")):
                    digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Catalogue:
    """All exercises found under one root, in the order of their manifests."""

    root: Path

    @property
    def has_solutions(self) -> bool:
        """Whether this installation can diagnose, or only check properties."""
        return (self.root / "solutions").is_dir()

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of all exercise folders, without reading them."""
        folder = self.root / "exercises"
        return tuple(
            sorted(
                path.name
                for path in folder.iterdir()
                if path.is_dir() and not path.name.startswith((".", "_"))
            )
        )

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, in the ladder's order."""
        found = [self.get(name) for name in self.ids]
        return tuple(sorted(found, key=lambda e: (e.manifest.order, e.id)))

    def get(self, name: str) -> Exercise:
        """Return one exercise by id.

        Raises
        ------
        ContentError
            No such exercise; the message suggests the nearest id.
        """
        if name not in self.ids:
            from difflib import get_close_matches

            near = get_close_matches(name.lower(), self.ids, n=1)
            tip = f" Did you mean {near[0]}?" if near else ""
            raise ContentError(f"no exercise {name!r}.{tip} `sslgrade list` shows all of them.")
        private = self.root / "solutions" / name
        return Exercise(self.root / "exercises" / name, private if private.is_dir() else None)

    def owner_of(self, entry: str) -> Exercise | None:
        """Return the exercise that defines an entry point, its own name first."""
        if entry in self.ids:
            return self.get(entry)
        for exercise in self.exercises:
            if any(e.name == entry for e in exercise.manifest.entries):
                return exercise
        return None


def content_root() -> Path:
    """Return the folder that holds exercises/: the wheel's own copy, or the checkout."""
    package = Path(__file__).resolve().parent.parent
    for root in (package / "_content", package.parent.parent):
        if (root / "exercises").is_dir():
            return root
    raise ContentError(
        f"no exercises found beside {package}. "
        "Reinstall it: `pip install --force-reinstall sslgrade`."
    )


_catalogues: dict[Path, Catalogue] = {}


def catalogue(root: Path | None = None) -> Catalogue:
    """Return the catalogue of this installation, or of another root."""
    where = content_root() if root is None else root
    return _catalogues.setdefault(where, Catalogue(where))
