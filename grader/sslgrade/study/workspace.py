"""The learner's folder: ``sslgrade.toml`` marks it, ``NN_family/<id>.py`` are its files."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from sslgrade.records import dataclass
from sslgrade.study.errors import NoWorkspace, StudyError, shown

MARKER = "sslgrade.toml"
FORMAT_VERSION = 1
BACKENDS = ("numpy", "jax")


@dataclass(frozen=True)
class Workspace:
    """A folder that ``sslgrade init`` made."""

    root: Path
    backend: str

    @property
    def state(self) -> Path:
        """Where progress is kept."""
        return self.root / ".sslgrade"

    def file_of(self, exercise: str) -> Path | None:
        """Find an exercise's file, whatever the number of its family's folder."""
        found = sorted(self.root.glob(f"[0-9][0-9]_*/{exercise}.py"))
        if len(found) > 1:
            where = " and ".join(shown(path) for path in found)
            raise StudyError(
                f"found {exercise}.py twice: {where}. Expected one. "
                "Move the one that you do not want graded out of the workspace."
            )
        return found[0] if found else None

    def place_of(self, exercise: str, family: str, families: Sequence[str]) -> Path:
        """Say where an exercise's file belongs: the family's folder, or a new one."""
        folders = sorted(self.root.glob(f"[0-9][0-9]_{family}"))
        folder = folders[0] if folders else self.root / f"{families.index(family) + 1:02d}_{family}"
        return folder / f"{exercise}.py"

    def holds(self, path: Path) -> bool:
        """Whether a file lies in this workspace."""
        return path.resolve().is_relative_to(self.root)


def find(start: Path) -> Workspace | None:
    """Look for a workspace from a folder upwards."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / MARKER).exists():
            return read(folder)
    return None


def need(start: Path) -> Workspace:
    """Find a workspace, or say how to get one."""
    found = find(start)
    if found is None:
        raise NoWorkspace(
            f"no workspace found: neither {start} nor a folder above it holds {MARKER}. "
            "Change into yours, or make one: `sslgrade init DIR`."
        )
    return found


def read(root: Path) -> Workspace:
    """Read ``sslgrade.toml``.

    Raises
    ------
    StudyError
        Names the file, what was found, and what was expected.
    """
    path = root / MARKER
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"{shown(path)}: not valid TOML: {error}. Mend that line.") from None
    except IsADirectoryError:
        raise StudyError(
            f"{shown(path)} is a folder; expected the file that marks a workspace. Move it away."
        ) from None
    except OSError as error:
        raise StudyError(
            f"{shown(path)} cannot be read: {error.strerror}. Make it readable."
        ) from None
    version, backend = data.get("format_version"), data.get("backend", "numpy")
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise StudyError(
            f"{shown(path)}: found format_version {version}, expected {FORMAT_VERSION}: a newer "
            "sslgrade made this workspace. Update sslgrade."
        )
    if version != FORMAT_VERSION:
        raise StudyError(
            f"{shown(path)}: format_version: found {_found(version)}, expected {FORMAT_VERSION}. "
            f"Write `format_version = {FORMAT_VERSION}` there."
        )
    if backend not in BACKENDS:
        raise StudyError(
            f'{shown(path)}: backend: found {backend!r}, expected "numpy" or "jax". '
            "Write one of them there."
        )
    return Workspace(root.resolve(), backend)


def _found(value: object) -> str:
    return "nothing" if value is None else repr(value)


def text(backend: str) -> str:
    """Return the text of a new ``sslgrade.toml``."""
    return (
        "# This folder is an sslgrade workspace; commands look for this file from here upwards.\n"
        f'format_version = {FORMAT_VERSION}\nbackend = "{backend}"\n'
    )
