"""``sslgrade course audit``: name damaged and suspicious submissions."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from sslgrade.commands._group import command as made
from sslgrade.report.text import clean


@made("audit", "", "sslgrade course audit .", "sslgrade course audit ssl101 --assignment week1")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--assignment", metavar="NAME", help="Only this assignment.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(folder: Path, assignment: str | None, as_json: bool) -> None:
    """Name damaged and suspicious submissions.

    Cells that were copied, deleted or edited, links, files that stand in for modules, code that
    reaches for files or processes, identical work. None of it costs points, and nothing of a
    submission is run. Exits with 1 if something was found.
    """
    from sslgrade.course.audit import audit, summary

    found = audit(folder, assignment)
    if as_json:
        findings = [asdict(finding) for finding in found.findings]
        document = {"schema": "sslgrade/audit/v1", "submissions": found.submissions}
        click.echo(json.dumps({**document, "findings": findings}, indent=1))
    else:
        click.echo("\n".join(clean(line) for line in summary(found)))
    raise click.exceptions.Exit(1 if found.findings else 0)
