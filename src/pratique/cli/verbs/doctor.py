"""Defines `pratique doctor`, which verifies that package managers use the gate, and that the gate blocks known-bad packages."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit

if TYPE_CHECKING:
    from pratique.cli.doctor.checks import Check
    from pratique.cli.setup.clients import Target
    from pratique.config import Settings
    from pratique.net.configuration.config_file import Project
    from pratique.net.registries.upstreams import Upstreams

_PROGRAMS = ("npm", "yarn", "pnpm", "bun", "pip", "uv", "gem", "bundle")


@click.command(name="doctor")
@click.argument("path", default=".", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--gate",
    metavar="URL",
    help="URL of the gate (default: the gate that `pratique setup` configured last).",
)
@click.option(
    "--token",
    metavar="TOKEN",
    envvar="PRATIQUE_GATE_TOKEN",
    help="Token of the gate, if the gate requires a token.",
)
@click.option(
    "--caches",
    is_flag=True,
    help="Search only the caches of the package managers; this check does not need a gate.",
)
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format."
)
def command(path: Path, *, gate: str | None, token: str | None, caches: bool, format_: str) -> int:
    """Verify that package managers use the gate, and that the gate blocks known-bad packages.

    The checks cover the configuration of the package managers, the lockfiles below PATH, the gate, and the caches of
    the package managers. The caches matter because a package manager installs from its cache without a request to the
    gate. If no gate is configured, `pratique doctor` skips the checks that need a gate, and lists the skipped checks.

    Exit codes: 0 no problem was found; 1 a client or lockfile bypasses the gate, a secret is exposed, or a cache
    contains a blocked release; 3 a check could not be made.
    """
    from pratique.cli.doctor.checks import State  # noqa: PLC0415 - `--help` does without
    from pratique.cli.setup.clients import target  # noqa: PLC0415 - as above

    known = gate or _known_gate()
    to = None if known is None else target(known, token or "")
    checks = _checks(path, to, caches=caches)
    if format_ == "json":
        click.echo(_json(checks))
    else:
        for check in checks:
            tell(check)
    worst = max(check.state for check in checks)
    codes = {State.BAD: Exit.STOPPED, State.UNKNOWN: Exit.INCOMPLETE}
    return codes.get(worst, Exit.CLEAR)


def _checks(path: Path, to: "Target | None", *, caches: bool) -> "Sequence[Check]":
    import asyncio  # noqa: PLC0415 - `--help` does without

    from pratique.cli.doctor.cache_search import in_caches  # noqa: PLC0415 - as above
    from pratique.cli.run.session import read_upstreams  # noqa: PLC0415 - as above
    from pratique.cli.run.settings import read_settings  # noqa: PLC0415 - as above
    from pratique.net.configuration.config_file import Project  # noqa: PLC0415 - as above

    settings = read_settings(None, {})
    # Clients heed the files of the folder they run in; nothing is asked of what these name.
    project = Project(folder=path, trusted=True)
    upstreams = read_upstreams(settings, project)
    found: list[Check] = []
    if to is not None and not caches:
        found += [*_here(path, to, settings, project, upstreams), *asyncio.run(_asked(to, upstreams))]
    elif not caches:
        found += _without_gate(path, project, upstreams)
    return [*found, *in_caches(path, settings, upstreams, to)]


def _here(
    path: Path, to: "Target", settings: "Settings", project: "Project", upstreams: "Upstreams"
) -> "Iterator[Check]":
    """Yield the results of the checks that send no requests."""
    import shutil  # noqa: PLC0415 - `--help` does without

    from pratique.cli.doctor.checks import key_of_gate, locks, secrets  # noqa: PLC0415 - as above
    from pratique.cli.doctor.clients import clients  # noqa: PLC0415 - as above
    from pratique.cli.project import locate  # noqa: PLC0415 - as above
    from pratique.cli.project.read_lockfiles import Reading  # noqa: PLC0415 - as above

    reading = Reading.of(path, locate.find(path, [one.glob for one in settings.check.exclude]))
    installed = [name for name in _PROGRAMS if shutil.which(name)]
    yield from clients(upstreams, to, os.environ, installed, project)
    yield from locks(reading, to, upstreams.public)
    yield from secrets(path, os.environ)
    yield from key_of_gate(settings.gate)


def _without_gate(path: Path, project: "Project", upstreams: "Upstreams") -> "Iterator[Check]":
    """Yield the checks that need no gate, and one check that lists the skipped checks."""
    import shutil  # noqa: PLC0415 - `--help` does without

    from pratique.cli.doctor.checks import Check, State, secrets  # noqa: PLC0415 - as above
    from pratique.cli.doctor.clients import registries  # noqa: PLC0415 - as above

    installed = [name for name in _PROGRAMS if shutil.which(name)]
    yield from registries(upstreams, os.environ, installed, project)
    yield from secrets(path, os.environ)
    text = "no gate is configured: the checks of clients, lockfiles and blocking were skipped"
    step = (
        "`pratique doctor --gate URL`; `pratique gate serve` starts a gate, and `pratique setup npm "
        "--gate URL` configures a client"
    )
    yield Check("gate", State.UNKNOWN, text, step)


async def _asked(to: "Target", upstreams: "Upstreams") -> "list[Check]":
    from pratique.cli.doctor.cache_search import gate_session  # noqa: PLC0415 - `--help` does without
    from pratique.cli.doctor.gate import gate_checks  # noqa: PLC0415 - as above
    from pratique.cli.run.clock import now  # noqa: PLC0415 - as above

    async with gate_session(to, upstreams) as (http, route):
        return [check async for check in gate_checks(http, to, route, now())]


def _known_gate() -> str | None:
    """Return the URL of the gate that `setup` configured last, or None."""
    from pratique.cli.setup.clients import SETUPS  # noqa: PLC0415 - `--help` does without
    from pratique.cli.setup.record import read_record, record_file  # noqa: PLC0415 - as above
    from pratique.store.folder.home import data_home  # noqa: PLC0415 - as above

    for setup in SETUPS:
        record = read_record(record_file(data_home(os.environ), setup.name))
        if record is not None:
            return record.gate
    return None


def tell(check: "Check") -> None:
    """Print the result of one check and the recommended next step."""
    from pratique.report.parts.escape import escape  # noqa: PLC0415 - `--help` does without

    step = f"\n            do: {escape(check.step)}" if check.step else ""
    word = "not checked" if check.state.name == "UNKNOWN" else check.state.name.lower()
    click.echo(f"{word:11} {check.name}: {escape(check.text)}{step}")


def _json(checks: "Sequence[Check]") -> str:
    import json  # noqa: PLC0415 - as above

    told = [
        {"check": one.name, "state": one.state.name.lower(), "text": one.text, "step": one.step}
        for one in checks
    ]
    return json.dumps({"schema_version": 1, "checks": told}, indent=1)
