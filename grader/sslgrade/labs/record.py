"""Record the labs for the concept page: all at full size, driven by the references."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from sslgrade.content.catalogue import Catalogue
from sslgrade.labs import lab as labs
from sslgrade.labs.bench import Meter, Size
from sslgrade.labs.result import Result, need_place, write
from sslgrade.labs.session import Setting, perform
from sslgrade.study.store import Say

SEED = 0
BUDGET_S = 90.0
"""A lab must not cost more CPU than this."""


def record(
    catalogue: Catalogue,
    names: Iterable[str],
    folder: Path,
    say: Say,
    meter: Callable[[str], AbstractContextManager[Meter]],
    *,
    size: Size = "full",
) -> Iterator[Result]:
    """Run labs one after the other and write each result into ``concept/labs/`` when it is done."""
    chosen = [labs.get(name) for name in names]
    for lab in chosen:
        need_place(folder, lab.name)
    setting = Setting(catalogue, None, say, reference=True)
    for lab in chosen:
        with meter(lab.name) as shown:
            result, picture = perform(
                lab, setting, setting.whose(lab), SEED, size=size, meter=shown
            )
        write(result, picture, folder)
        yield result
