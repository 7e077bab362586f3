"""``sslgrade demo``: what grading looks like, on shipped example submissions."""

from __future__ import annotations

from dataclasses import replace

import click

from sslgrade.commands._errors import OUR_FAULT, complain
from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, style
from sslgrade.content.catalogue import catalogue
from sslgrade.report.model import Report
from sslgrade.report.terminal import render
from sslgrade.report.text import Style, wrap
from sslgrade.study.examples import EXAMPLES, Example

SEED = 1
"""The same numbers on every run, so that the screen can be printed in the README."""

END = """\
Next: sslgrade init DIR    writes a file for every exercise
      sslgrade list        shows them all"""


@make("demo", "Begin", "sslgrade demo")
@click.option("--no-color", is_flag=True, help="Print without colour, as NO_COLOR=1 does.")
def command(no_color: bool) -> int:
    """Grade five example submissions: right, wrong, and hostile.

    One is right, two are wrong in famous ways, one never ends, and one lies. Exit code: 0 when
    each got the verdict that it should get.
    """
    look = style(no_color=no_color)
    broken = []
    for number, example in enumerate(EXAMPLES, 1):
        echo("\n".join(_heading(number, example, look)) + "\n", look)
        report = _grade(example)
        echo(render(report, look, next_step="") + "\n", look)
        if not example.keeps_promise(report):
            broken.append(example.file)
    echo(END, look)
    if broken:
        complain(
            f"the demo expected other verdicts for {', '.join(broken)}. That is a fault of this "
            "installation: please report it with the output of `sslgrade doctor`."
        )
        return OUR_FAULT
    return 0


def _heading(number: int, example: Example, look: Style) -> list[str]:
    lines = wrap(f"{number} of {len(EXAMPLES)}: {example.says}", look.width)
    return [look.paint("─" * look.width, "dim"), *(look.paint(text, "bold") for text in lines)]


def _grade(example: Example) -> Report:
    from sslgrade.grading.grade import grade, limits_for

    exercise = catalogue().get(example.exercise)
    limits = limits_for(exercise.manifest, "numpy")
    if example.cpu_s is not None:
        limits = replace(limits, cpu_s=example.cpu_s)
    return grade(example.source, exercise, "numpy", seed=SEED, filename=example.file, limits=limits)
