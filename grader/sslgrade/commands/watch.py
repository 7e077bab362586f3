"""``sslgrade watch``: check a file again whenever it is saved."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

import click

from sslgrade.commands._errors import explain
from sslgrade.commands._fullscreen import Fullscreen, need_terminal
from sslgrade.commands._group import cli
from sslgrade.commands._group import command as make
from sslgrade.commands._shared import EXERCISE
from sslgrade.commands._waiting import counting
from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.report.text import Style
from sslgrade.study.selection import need_track
from sslgrade.study.watch import Page, Watch
from sslgrade.study.watch_files import Alarm, Files
from sslgrade.study.workspace import need


@make(
    "watch",
    "Practise",
    "sslgrade watch",
    "sslgrade watch mlm_loss    begin with this exercise",
)
@click.argument("exercise", type=EXERCISE, metavar="[ID]", required=False)
@click.option("--poll", is_flag=True, help="Look at the files in turn: for network folders.")
@click.option(
    "--isolation",
    type=click.Choice(["auto", "L0", "L1", "L2", "L3"]),
    default="auto",
    help="How strongly to shut the code in; auto takes the best that works here.",
)
@click.option("--no-color", is_flag=True, help="Draw without colour, as NO_COLOR=1 does.")
def command(exercise: Exercise | None, poll: bool, isolation: str, no_color: bool) -> None:
    """Check your file again whenever you save it.

    Keep it open beside your editor: it shows the verdict on the file saved last. Keys give the
    next hint, the solution, the quiz, or the next exercise.
    """
    workspace = need(Path.cwd())
    if exercise is not None:
        need_track(workspace, exercise)
    need_terminal("sslgrade watch", "grade once: `sslgrade check`")
    from sslgrade.study.watch_grading import Warm

    grader = Warm(isolation)
    alarm = Alarm(workspace.root, poll=poll)
    try:
        files = Files(workspace.root, catalogue().ids)
        session = Watch(workspace, catalogue(), grader, _pages(no_color), exercise)
        with Fullscreen() as screen:
            _check(session, screen, no_color)
            if not session.begun:
                grader.heat(workspace.backend)
            screen.forget_keys()
            _loop(session, screen, files, alarm, no_color)
    except KeyboardInterrupt:
        return
    finally:
        alarm.close()
        grader.close()


def _loop(session: Watch, screen: Fullscreen, files: Files, alarm: Alarm, no_color: bool) -> None:
    while True:
        _draw(session, screen, no_color)
        keys, rang = screen.wait(alarm.fd, alarm.interval)
        if rang:
            alarm.hush()
        saved = files.saved()
        if saved:
            session.turn_to(saved[0])
            _check(session, screen, no_color)
            # What was typed during a check was typed at the old screen.
            screen.forget_keys()
            continue
        for key in keys:
            act = session.key(key)
            if act == "exit":
                return
            if act == "quiz":
                with screen.left():
                    _quiz()
            if act == "reset":
                files.saved()
            if act == "train":
                _check(session, screen, no_color, train=True)
                screen.forget_keys()
                break


def _check(session: Watch, screen: Fullscreen, no_color: bool, *, train: bool = False) -> None:
    """Check, and say so meanwhile; where it trains, count the seconds."""
    _draw(session, screen, no_color, busy="checking …")
    if not train:
        session.check()
        return

    def tell(seconds: float) -> None:
        told = f"training … {seconds:.0f} s, at most {session.budget_s:.0f} s CPU; ^C leaves"
        _draw(session, screen, no_color, busy=told)

    with counting(tell):
        session.check(train=True)


def _draw(session: Watch, screen: Fullscreen, no_color: bool, *, busy: str = "") -> None:
    look = Style.of(sys.stdout, no_color=no_color)
    screen.draw(session.screen(look, screen.height, busy=busy))


class _Page(io.StringIO):
    """Collects what a command prints; colour is as on the real terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return sys.__stdout__ is not None and sys.__stdout__.isatty()

    def fileno(self) -> int:
        return 1


def _pages(no_color: bool) -> dict[str, Page]:
    """Return the pages behind the keys: what other commands print."""

    def page(*before: str, after: tuple[str, ...] = (), about: bool = True) -> Page:
        def made(name: str) -> str:
            words = [*before, *((name,) if about else ()), *after]
            said, told = _Page(), _Page()
            saved = os.environ.get("NO_COLOR")
            if no_color:
                os.environ["NO_COLOR"] = "1"
            try:
                with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
                    cli.main(words, prog_name="sslgrade", standalone_mode=False)
            finally:
                if no_color and saved is None:
                    del os.environ["NO_COLOR"]
            return f"{told.getvalue()}{said.getvalue()}"

        return made

    return {
        "h": page("hint"),
        "s": page("solution"),
        "S": page("solution", after=("--give-up",)),
        "l": page("status", about=False),
        "t": page("show"),
        "x": page("reset"),
    }


def _quiz() -> None:
    try:
        cli.main(["quiz", "--count", "5"], prog_name="sslgrade", standalone_mode=False)
        click.prompt("\nEnter goes back", default="", show_default=False, prompt_suffix="")
    except (Exception, KeyboardInterrupt) as error:
        explain(error)
        with contextlib.suppress(click.Abort, EOFError):
            click.prompt("\nEnter goes back", default="", show_default=False, prompt_suffix="")
