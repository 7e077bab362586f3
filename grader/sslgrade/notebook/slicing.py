"""Cut out of a notebook's cells what some functions need: the last binding of every name.

A pure function of the cells' text, in the order in which they ran: nothing is executed. A name that
a function uses when it is called is looked up at the end, as Python does; a name that a statement
uses when it runs is looked up before that statement, so that ``SCALE = 1 / TAU`` keeps the ``TAU``
of its time. Conditional bindings, ``+=`` and ``table[key] = …`` keep what came before them too.
"""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from sslgrade.notebook.magics import plain
from sslgrade.notebook.statements import Statement, statements


class SliceError(Exception):
    """The cells do not say what a function needs. The message says why, and what to do."""


@dataclass(frozen=True)
class Slice:
    """A module cut from cells; ``places`` has the cell's label and the line of every line of it.

    ``missing`` are the wanted names that no cell binds, ``unreadable`` the cells that are no
    Python, ``dropped`` the magics that were left out: label and text each.
    """

    source: str
    places: tuple[tuple[str, int], ...]
    missing: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()

    def where(self, line: int) -> str:
        """Say where a line of the module stands: ``line 2 of cell 5``."""
        if not 0 < line <= len(self.places):
            return f"line {line}"
        label, number = self.places[line - 1]
        return f"line {number} of {label}" if label else f"line {number}"


def cut(cells: Sequence[str], names: Sequence[str], labels: Sequence[str] | None = None) -> Slice:
    """Cut the module that defines ``names`` out of cells.

    Parameters
    ----------
    cells
        Their texts as they were typed, magics included, in the order in which they ran.
    labels
        What to call each cell in messages; ``cell 1``, ``cell 2`` … when None.

    Raises
    ------
    SliceError
        A name may come from ``from … import *``, so that nobody can tell what it is.
    """
    labels = labels or [f"cell {number}" for number in range(1, len(cells) + 1)]
    found: list[Statement] = []
    unreadable, dropped = [], []
    for number, cell in enumerate(cells):
        text = plain(cell)
        dropped += [(labels[number], magic) for magic in text.dropped]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found += statements(number, text.text)
        except (SyntaxError, ValueError, RecursionError) as error:
            place = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
            unreadable.append((labels[number], f"{getattr(error, 'msg', error)}{place}"))
    slicer = _Slicer(found)
    for name in names:
        slicer.want(name, len(found))
    slicer.follow()
    slicer.refuse_doubt(labels)
    kept = [found[n] for n in sorted(slicer.kept, key=lambda n: (not found[n].future, n))]
    places = [(labels[s.cell], s.line + n) for s in kept for n in range(s.text.count("\n") + 1)]
    return Slice(
        "".join(f"{s.text}\n" for s in kept),
        tuple(places),
        tuple(name for name in names if name in slicer.unbound),
        tuple(unreadable),
        tuple(dropped),
    )


class _Slicer:
    """Follows names backwards from where they are used to where they were bound."""

    def __init__(self, found: list[Statement]) -> None:
        self.found = found
        self.kept = {n for n, statement in enumerate(found) if statement.future}
        self.unbound: set[str] = set()
        self._waiting: list[tuple[str, int]] = []
        self._seen: set[tuple[str, int]] = set()
        self._doubt: dict[str, Statement] = {}

    def want(self, name: str, when: int) -> None:
        """Ask for what a name stands for just before statement ``when``."""
        if (name, when) not in self._seen:
            self._seen.add((name, when))
            self._waiting.append((name, when))

    def follow(self) -> None:
        """Find everything that was asked for, and everything that this needs in turn."""
        while self._waiting:
            self._find(*self._waiting.pop())

    def _find(self, name: str, when: int) -> None:
        called: list[int] = []
        bound = False
        for place in range(when - 1, -1, -1):
            statement = self.found[place]
            if statement.star is not None:
                self._doubt.setdefault(name, statement)
                return
            if name in statement.binds:
                if statement.deletes:
                    break
                self._keep(place, when)
                bound = True
                if statement.sure:
                    if statement.made_here:
                        for earlier in called:
                            self._keep(earlier, when)
                    return
            elif name in statement.stores:
                self._keep(place, when)
            elif name in statement.calls:
                called.append(place)
        if not bound:
            self.unbound.add(name)

    def _keep(self, place: int, when: int) -> None:
        statement = self.found[place]
        self.kept.add(place)
        for name in statement.now:
            self.want(name, place)
        for name in statement.later:
            self.want(name, when)
            if not statement.waits:
                self.want(name, place)

    def refuse_doubt(self, labels: Sequence[str]) -> None:
        """Refuse a star import that a needed name may come from."""
        if not self._doubt:
            return
        name = min(self._doubt, key=lambda n: (hasattr(builtins, n), n))
        statement = self._doubt[name]
        where = f" in {labels[statement.cell]}" if labels[statement.cell] else ""
        raise SliceError(
            f"`{statement.text}`{where} may bind `{name}`, which your code uses, so that it cannot "
            "be told what your code is. Import by name what you need, then restart the kernel and "
            "run all cells."
        )
