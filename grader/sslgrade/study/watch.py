"""A watch session: which exercise is looked at, what its last check said, what a key does.

Knows no terminal: keys come in as characters, the screen goes out as one text.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from sslgrade.content.capstone import Size
from sslgrade.content.catalogue import Catalogue, Exercise
from sslgrade.content.modules import ContentError
from sslgrade.report.model import Report
from sslgrade.report.terminal import render
from sslgrade.report.text import Style, clean, clip, ends, phrases, wrap
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.recording import remember
from sslgrade.study.selection import Target, from_workspace
from sslgrade.study.standing import standings
from sslgrade.study.workspace import Workspace

Act = Literal["", "exit", "quiz", "reset", "train"]
"""What is left to the terminal; after a reset, the file that changed was not saved by anybody."""
Page = Callable[[str], str]
"""Makes a page of text about an exercise; it may raise StudyError."""

BACK, TRAIN = "enter back", "f train"
KEYS = "h hint   n next   s solution   q quiz   l list   t task   x reset   e exit"
_COMMANDS = re.compile(r"\n+Next: [^\n]*(?:\n {6}[^\n]*)*\Z")
"""Where a page's command says what to type next: here, the keys at the bottom do."""
_ALL_PASSED = "Every exercise of this workspace has passed."


class Grades(Protocol):
    """Grades one target."""

    def grade(self, target: Target, size: Size) -> Report:
        """Return the report of one target; ``size`` says how long a capstone trains."""


@dataclass(frozen=True)
class Ask:
    """A question that one key answers: ``y`` opens the page, anything else does not."""

    text: str
    page: Page
    act: Act = ""


class Watch:
    """The state of a session.

    A capstone is only glanced at when it is saved: its training takes long, and starts by key.
    """

    def __init__(
        self,
        workspace: Workspace,
        catalogue: Catalogue,
        grader: Grades,
        pages: Mapping[str, Page],
        exercise: Exercise | None = None,
    ) -> None:
        self.workspace = workspace
        self.catalogue = catalogue
        self._grader = grader
        self._pages = pages
        self._ask: Ask | None = None
        self._page: str | None = None
        self._top = 0
        self._told: list[str] = []
        self._report: Report | None = None
        self._problem = ""
        self._when = ""
        self._size: Size = "full"
        self.exercise = exercise or self._first()
        self.begun = False

    def _first(self) -> Exercise:
        found = standings(self.workspace, self.catalogue, self._say)
        if not found:
            raise StudyError(
                f"no exercise has a {self.workspace.backend} track, so there is nothing to watch. "
                "`sslgrade list` shows the tracks."
            )
        begun = next((s for s in found if s.state != "passed" and s.begun), None)
        return (begun or next((s for s in found if s.state != "passed"), found[0])).exercise

    def _say(self, message: str) -> None:
        self._told.append(message)

    def turn_to(self, name: str) -> None:
        """Look at an exercise; what was open is closed."""
        if name != self.exercise.id:
            self.exercise = self.catalogue.get(name)
            self._report, self._when = None, ""
        self._ask = self._page = None
        self._top, self._told = 0, []

    @property
    def budget_s(self) -> float:
        """Processor time that a check of this exercise may take at most."""
        return self.exercise.manifest.limits.cpu_s

    def check(self, *, train: bool = False) -> None:
        """Grade the exercise's file as it is now, and remember the outcome."""
        begun_at = time.perf_counter()
        self._report, self._problem, self._when = None, "", ""
        self._size = "glance" if self.exercise.manifest.capstone and not train else "full"
        try:
            chosen = [self.exercise]
            (target,) = from_workspace(self.workspace, self.catalogue, chosen, None, self._say)
            self.begun = target.begun
            if target.begun:
                self._report = self._grader.grade(target, self._size)
                if not self._unfinished:
                    remember(self.workspace, target, self._report, self._say)
        except (StudyError, ContentError, OSError) as error:
            self._problem = str(error)
            return
        took = time.perf_counter() - begun_at
        if self._report is not None:
            length = f"{took:.0f} s" if took > 2 else f"{1000 * took:.0f} ms"
            self._when = f"checked {time.strftime('%H:%M:%S')}, {length}"

    @property
    def _unfinished(self) -> bool:
        """Whether a glance found nothing wrong: no verdict yet, and nothing to remember."""
        found = self._report
        if found is None or self._size != "glance" or found.status != "failed":
            return False
        return not any(check.status == "failed" for check in found.checks)

    def key(self, key: str) -> Act:
        """Do what a key asks for, and say what the terminal has to do."""
        asked, self._ask = self._ask, None
        if asked is not None:
            self._open(asked.page if key == "y" else None)
            if key != "y":
                return ""
            if asked.act == "reset":
                self.check()
            return asked.act
        if key in ("e", "\x04"):
            return "exit"
        if key == "q":
            self._open(None)
            return "quiz"
        if key == "f" and self.exercise.manifest.capstone:
            self._open(None)
            return "train"
        if key == "n":
            self._next()
        elif key == "s" and not self._passed and self.exercise.has_solution:
            self._ask = Ask(
                f"{self.exercise.id} has not passed yet. Give up and show the solution?",
                self._pages["S"],
            )
        elif key == "x":
            self._ask = Ask(
                f"Put the stub of {self.exercise.id} back? Your code is kept as a backup.",
                self._pages["x"],
                "reset",
            )
        elif key == " ":
            self._top += 1
        elif key in "hslt" and key in self._pages:
            self._open(self._pages[key])
        elif key in ("\r", "\n", "\x1b"):
            self._open(None)
        return ""

    @property
    def _passed(self) -> bool:
        try:
            found = standings(self.workspace, self.catalogue, self._say)
        except (StudyError, OSError):
            return False
        return any(s.exercise.id == self.exercise.id and s.state == "passed" for s in found)

    def _open(self, page: Page | None) -> None:
        self._top, self._page, self._told = 0, None, []
        if page is None:
            return
        try:
            self._page = _COMMANDS.sub("", page(self.exercise.id).rstrip())
        except (StudyError, ContentError, OSError) as error:
            self._page = clean(str(error))

    def _next(self) -> None:
        try:
            found = standings(self.workspace, self.catalogue, self._say)
        except (StudyError, OSError) as error:
            self._page = clean(str(error))
            return
        here = [s.exercise.id for s in found].index(self.exercise.id)
        left = [s for s in (*found[here + 1 :], *found[:here]) if s.state != "passed"]
        if not left:
            self._page = _ALL_PASSED
            return
        self.turn_to(left[0].exercise.id)
        self.check()

    def screen(self, look: Style, height: int, *, busy: str = "") -> str:
        """Lay the whole screen out: a head, what is to be read, the keys at the bottom.

        ``busy`` says what is being done, while it is done.
        """
        file = self._file()
        right = busy or self._when
        head = ends(clip(file, look.width - len(right) - 2), right, look.width).rstrip()
        foot = phrases("y yes   any other key: no" if self._ask else self._keys(), look.width)
        room = max(1, height - 3 - len(foot))
        body = [] if busy and not self._report else self._body(look, file)
        if len(body) > room and self._page is None:
            body = self._body(look, file, named_first=True)
        if self._ask is not None:
            body = wrap(self._ask.text, look.width)
        for message in self._told:
            body += ["", *wrap(clean(message), look.width)]
        body = self._scrolled(body, room)
        body += [""] * (room - len(body))
        lines = [look.paint(head, "bold"), "", *body, "", *(look.paint(f, "dim") for f in foot)]
        return look.final("\n".join(lines[:height]))

    def _keys(self) -> str:
        """Return the keys that matter now; the others work all the same."""
        keys = KEYS
        if self._page is not None:
            keys = f"{BACK}   {keys.replace('   x reset', '')}"
        if self.exercise.manifest.capstone:
            keys = f"{TRAIN}   {keys.replace('   t task', '')}"
        return keys

    def _scrolled(self, body: list[str], room: int) -> list[str]:
        """Cut what does not fit, and say so; the space bar goes a page on, and round again."""
        if len(body) <= room:
            return body
        step = max(1, room - 2)
        start = step * (self._top % -(-len(body) // step))
        more = len(body) - start - step
        told = f"… {more} more lines: space" if more > 0 else "… from the top: space"
        return [*body[start : start + step], "", told][:room]

    def _file(self) -> str:
        try:
            path = self.workspace.file_of(self.exercise.id)
            return shown(path) if path is not None else f"{self.exercise.id}.py"
        except (StudyError, OSError):
            return f"{self.exercise.id}.py"

    def _body(self, look: Style, file: str, *, named_first: bool = False) -> list[str]:
        if self._page is not None:
            return self._page.split("\n")
        if self._problem:
            return wrap(clean(self._problem), look.width)
        if self._report is None:
            if self.begun:
                return []
            return wrap(
                f"{self.exercise.id} is not begun. Open {file}, write the function, and save: it "
                "is checked at once. t shows the task.",
                look.width,
            )
        step = self._step()
        return render(self._report, look, next_step=step, named_first=named_first).split("\n")

    def _step(self) -> str | None:
        assert self._report is not None
        if self._unfinished:
            return f"f trains it in full: at most {self.budget_s:.0f} s of processor time"
        if self._report.status == "passed":
            reference = "s compares with the reference; " if self.exercise.has_solution else ""
            return f"{reference}n goes on"
        if self._report.status == "failed":
            return "mend it and save; h gives a hint"
        return None if self._report.status == "error" else "t shows the task"
