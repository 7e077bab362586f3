"""Write both folders of a new exercise from the template, and overwrite nothing."""

from __future__ import annotations

import re
from pathlib import Path

from sslgrade.content.modules import ContentError

TEMPLATE = Path(__file__).with_name("_template")
NAME = re.compile(r"[a-z][a-z0-9_]*")


def create(root: Path, name: str, family: str) -> list[Path]:
    """Write ``exercises/<name>/`` and ``solutions/<name>/`` and return the files written.

    Raises
    ------
    ContentError
        The name is no plain identifier, or a folder of that name exists.
    """
    for what, text in (("id", name), ("family", family)):
        if NAME.fullmatch(text) is None:
            raise ContentError(
                f"{what}: found {text!r}, expected a plain identifier like hinge_loss "
                "(small letters, digits, underscores). Choose another name."
            )
    for kind in ("exercises", "solutions"):
        if (root / kind / name).exists():
            raise ContentError(
                f"{root / kind / name} exists already; nothing was written. Choose another id, "
                "or edit what is there."
            )
    written = []
    for source in sorted(TEMPLATE.rglob("*")):
        if not source.is_file() or source.suffix == ".pyc":
            continue
        kind, *rest = source.relative_to(TEMPLATE).parts
        target = root.joinpath(kind, name, *rest)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        target.write_text(
            text.replace("__ID__", name).replace("__FAMILY__", family), encoding="utf-8"
        )
        written.append(target)
    return written
