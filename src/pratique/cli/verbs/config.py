"""Defines `pratique config show`, which shows every effective setting and where it is set."""

import json
from pathlib import Path
from typing import Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.helping import Verbs
from pratique.cli.run.options import given, settings_options
from pratique.cli.run.session import read_upstreams
from pratique.cli.run.settings import read_settings
from pratique.config import rows
from pratique.net.configuration.config_file import Project
from pratique.report.parts.escape import escape


@click.group(name="config", cls=Verbs)
def command() -> None:
    """Show every effective setting and where it is set."""


@command.command(name="show")
@click.argument("path", default=".", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--trust-project", is_flag=True, help="Use the registries that are configured in the project's own files."
)
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
@settings_options
def show(path: Path, *, trust_project: bool, format_: str, **arguments: Any) -> int:
    """Show every effective setting and registry for the project at PATH, with the file or variable that sets it.

    Pratique never shows the value of a credential, only the word `set`. Settings that have no effect are listed with
    the reason.
    """
    settings = read_settings(path, given(arguments), trust_project=trust_project)
    upstreams = read_upstreams(settings, Project(folder=path, trusted=trust_project))
    table = [(row.key, row.value, row.origin) for row in rows(settings)]
    table += [(row.key, row.value, row.origin) for row in upstreams.rows()]
    if format_ == "json":
        told = [{"key": key, "value": value, "origin": origin} for key, value, origin in table]
        ignored = [{"key": item.key, "origin": item.origin, "why": item.why} for item in settings.ignored]
        click.echo(
            json.dumps(
                {
                    "schema_version": 1,
                    "settings": told,
                    "ignored": ignored,
                    "problems": list(upstreams.problems),
                },
                indent=1,
            )
        )
        return Exit.CLEAR
    width = max(len(key) for key, _, _ in table)
    for key, value, origin in table:
        click.echo(f"{escape(key):{width}}  {escape(value)}  ({escape(origin)})")
    for item in settings.ignored:
        click.echo(f"ignored {escape(item.key)} ({escape(item.origin)}): {escape(item.why)}")
    for problem in upstreams.problems:
        click.echo(f"not usable: {escape(problem)}")
    return Exit.CLEAR
