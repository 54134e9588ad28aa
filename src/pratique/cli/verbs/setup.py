"""Defines `pratique setup`, which configures a client to use a gate or undoes the configuration."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pratique.cli.hook.agents import NAMES as AGENTS
from pratique.cli.output.exit_codes import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pratique.cli.setup.clients import Setup, Target

_NAMES = ("npm", "yarn1", "yarn", "pnpm", "bun", "pip", "uv", "gem", "bundler")
_DEADLINE_S = 5.0
"""The time limit for the request to the gate, in seconds."""
_SECRET = re.compile(
    r"(_authToken\s*=\s*|_auth\s*=\s*|npmAuthToken: |npmAuthIdent: |token = |password = "
    r"|//[^/@\s:]*:(?=[^/@\s]*@))[^@\s,}]+"
)


@click.command(name="setup")
@click.argument(
    "clients", nargs=-1, required=True, type=click.Choice((*_NAMES, *AGENTS)), metavar="CLIENT..."
)
@click.option("--gate", metavar="URL", help="URL of the gate, such as http://127.0.0.1:4873.")
@click.option(
    "--token",
    metavar="TOKEN",
    envvar="PRATIQUE_GATE_TOKEN",
    help="Token of the gate, if the gate requires a token.",
)
@click.option(
    "--ci",
    is_flag=True,
    help="Report this CI job to the gate: repository, workflow, run and job. If the job has an ID token (OIDC) and the gate "
    "accepts it, request a short-lived token from the gate instead. The short-lived token proves which job uses the gate.",
)
@click.option(
    "--audience",
    metavar="TEXT",
    help="Audience of the ID token that --ci requests from GitHub (default: the URL of the gate).",
)
@click.option(
    "--id-token-variable",
    "variable",
    metavar="NAME",
    default="PRATIQUE_ID_TOKEN",
    show_default=True,
    help="Environment variable with the ID token for --ci, such as a name under `id_tokens` in GitLab.",
)
@click.option("--undo", is_flag=True, help="Restore the previous configuration of the client.")
def command(
    *,
    clients: tuple[str, ...],
    gate: str | None,
    token: str | None,
    ci: bool,
    audience: str | None,
    variable: str,
    undo: bool,
) -> int:
    """Configure a package manager to use a gate, or a coding agent to use the hook, or undo the configuration.

    CLIENT is npm, yarn1 (yarn 1), yarn (yarn 2 and later), pnpm, bun, pip, uv, gem or bundler. CLIENT can also be a
    coding agent: claude (Claude Code), codex, copilot (GitHub Copilot CLI), cursor, gemini (Gemini CLI) or windsurf. An
    agent gets the hook of `pratique hook` and needs no `--gate`. The command changes the
    client's configuration file for the current user, and prints each change; `--undo` restores the file. The command
    also searches the client's cache for blocked packages, because clients install from their caches without a request
    to the gate. Exit code 1: the client's cache contains a blocked package.

    `--ci` is for CI jobs. With `--ci`, the command reads the environment variables of GitHub, GitLab, Azure
    Pipelines, Bitbucket and Jenkins; in any other CI system, set PRATIQUE_CI_REPOSITORY, PRATIQUE_CI_RUN,
    PRATIQUE_CI_WORKFLOW and PRATIQUE_CI_JOB. The gate shows the CI job in its log and in the list of affected
    clients, either as claimed by the client or as proven by an ID token.
    """
    from pratique.cli.setup.clients import SETUPS, target  # noqa: PLC0415 - `--help` does without

    chosen = [setup for setup in SETUPS if setup.name in clients]
    agents = [name for name in AGENTS if name in clients]
    if undo and gate is not None:
        raise click.UsageError("specify --gate URL or --undo")
    if chosen and not undo and gate is None:
        raise click.UsageError("specify --gate URL or --undo")
    if ci and (undo or not chosen):
        raise click.UsageError("--ci needs a package manager, and cannot be combined with --undo")
    if undo:
        return max(_undo(name) for name in (*(setup.name for setup in chosen), *agents))
    done = max((_hook(name) for name in agents), default=Exit.CLEAR)
    if gate is None or not chosen:
        return done
    to = target(gate, token or "")
    if ci:
        to = _of_job(to, audience, variable)
    done = max(done, *(_set_up(setup, to) for setup in chosen))
    return max(done, _caches([setup.name for setup in chosen], to))


def _of_job(to: "Target", audience: str | None, variable: str) -> "Target":
    """Return the gate with the credential of this CI job: a token that proves the job, or a user name that states it.

    Raise UsageError for an unknown CI system, and RegistryError if the gate rejects the ID token.
    """
    from dataclasses import replace  # noqa: PLC0415 - `--help` does without

    from pratique.cli.setup.ci_identity import gate_token, has_id_token  # noqa: PLC0415 - as above
    from pratique.cli.setup.ci_systems import claim_of  # noqa: PLC0415 - as above
    from pratique.gate.access.ci_user_name import user_name  # noqa: PLC0415 - as above
    from pratique.net.client.address import is_loopback  # noqa: PLC0415 - as above
    from pratique.report.parts.escape import escape  # noqa: PLC0415 - as above

    if has_id_token(variable, os.environ):
        if to.plain and not is_loopback(to.url):
            click.echo("note: the ID token is not sent to the gate, because the gate's URL uses http")
        else:
            proven = gate_token(to.url, audience or str(to.url).rstrip("/"), variable, os.environ)
            if proven is not None:
                if os.environ.get("GITHUB_ACTIONS"):
                    # A command to the runner, which from now on writes *** in place of the token.
                    click.echo(f"::add-mask::{proven.text}")
                click.echo(escape(f"CI job: {proven.job} (proven by OIDC until {proven.expires_at})"))
                return replace(to, token=proven.text)
            click.echo("note: this gate accepts no ID tokens, so the CI job is not proven")
    claim = claim_of(os.environ)
    name = user_name(claim)
    click.echo(escape(f"CI job: {claim.words}"))
    click.echo(f"  for other clients, the user name of the credential for the gate is {name}")
    return replace(to, claim=name)


def _caches(clients: "Sequence[str]", to: "Target") -> int:
    """Search the caches of clients for blocked releases.

    An unreachable gate does not make the setup fail.
    """
    from pratique.cli.doctor.cache_search import in_caches  # noqa: PLC0415 - `--help` does without
    from pratique.cli.doctor.checks import State  # noqa: PLC0415 - as above
    from pratique.cli.run.session import read_upstreams  # noqa: PLC0415 - as above
    from pratique.cli.run.settings import read_settings  # noqa: PLC0415 - as above
    from pratique.cli.verbs.doctor import tell  # noqa: PLC0415 - as above
    from pratique.net.configuration.config_file import Project  # noqa: PLC0415 - as above

    settings, here = read_settings(None, {}), Path.cwd()
    upstreams = read_upstreams(settings, Project(folder=here, trusted=True))
    checks = in_caches(here, settings, upstreams, to, clients=clients, deadline_s=_DEADLINE_S)
    for check in checks:
        if check.state in {State.BAD, State.UNKNOWN}:
            tell(check)
    return Exit.STOPPED if any(check.state is State.BAD for check in checks) else Exit.CLEAR


def _set_up(setup: "Setup", to: "Target") -> int:
    """Change the configuration file of one client.

    Raise UsageError if the file cannot be changed, and StoreError if the change cannot be recorded.
    """
    from pratique.cli.setup.clients import place_of  # noqa: PLC0415 - `--help` does without

    path = place_of(setup, os.environ)
    return _change(setup.name, path, lambda text: setup.edit(text, to), what=str(to.url), note=setup.note)


def _hook(name: str) -> int:
    """Add the hook to the file of one agent. Raise UsageError and StoreError as for a client."""
    from pratique.cli.hook.agents import agent_of  # noqa: PLC0415 - `--help` does without
    from pratique.cli.setup.hook_files import hook_command, this_program, with_hook  # noqa: PLC0415 - as above
    from pratique.net.configuration.config_file import home_folder  # noqa: PLC0415 - as above

    agent = agent_of(name)
    path = agent.place(os.environ, home_folder(os.environ)).resolve()
    command = hook_command(name, this_program(sys.argv[0]))
    note = "" if agent.asks else f"{agent.title} cannot ask: what a person should decide is denied"
    return _change(
        name, path, lambda text: with_hook(text, agent, command, path=path), what=command, note=note
    )


def _change(name: str, path: Path, edit: "Callable[[str], str]", *, what: str, note: str) -> int:
    """Change a file, record the change for an undo, and print what changed."""
    from pratique.cli.setup.record import Record, read_record, write_record  # noqa: PLC0415 - `--help` does without
    from pratique.store.folder.replaced_file import replace_file  # noqa: PLC0415 - as above

    before = _read(path)
    changed = edit(_text(path, before or b"")).encode()
    if changed == before:
        click.echo(f"{name}: {path} is already configured")
        return Exit.CLEAR
    file = _record_file(name)
    earlier = read_record(file)
    # What was there before the first setup is what an undo brings back.
    first = (
        earlier.before if earlier is not None and (earlier.path, earlier.after) == (path, before) else before
    )
    write_record(file, Record(path=path, gate=what, before=first, after=changed))
    replace_file(path, changed)
    click.echo(f"{name}: changed {path}")
    for line in _difference(before or b"", changed):
        click.echo(f"  {line}")
    if note:
        click.echo(f"  note: {note}")
    click.echo(f"  undo with: pratique setup --undo {name}")
    return Exit.CLEAR


def _undo(name: str) -> int:
    """Restore the configuration file of one client. Raise StoreError."""
    from pratique.cli.setup.edits import undone  # noqa: PLC0415 - `--help` does without
    from pratique.cli.setup.record import read_record  # noqa: PLC0415 - as above
    from pratique.store.folder.replaced_file import replace_file  # noqa: PLC0415 - as above

    file = _record_file(name)
    record = read_record(file)
    if record is None:
        click.echo(f"{name}: `setup` made no change to undo")
        return Exit.CLEAR
    now = _read(record.path)
    if now == record.after:
        restored = record.before
    else:
        text = _text(record.path, now or b"")
        told = _without_hook(name, text, record.gate) if name in AGENTS else None
        told = told or undone(text, record.after.decode(), (record.before or b"").decode())
        if now is None or told is None:
            click.echo(
                f"{name}: {record.path} was edited after `setup` and is not changed: remove {record.gate} by hand",
                err=True,
            )
            return Exit.INCOMPLETE
        restored = told.encode()
    if restored is None:
        # Of a link, what was made where it leads to: the link was there before.
        Path(os.path.realpath(record.path)).unlink()
        click.echo(f"{name}: removed {record.path}, which `setup` had created")
    else:
        replace_file(record.path, restored)
        click.echo(f"{name}: {record.path} is restored")
        for line in _difference(now or b"", restored):
            click.echo(f"  {line}")
    file.unlink()
    return Exit.CLEAR


def _without_hook(name: str, text: str, command: str) -> str | None:
    """Return the text of an agent's file without the hook; None if the hook is not found."""
    from pratique.cli.hook.agents import agent_of  # noqa: PLC0415 - `--help` does without
    from pratique.cli.setup.hook_files import without_hook  # noqa: PLC0415 - as above

    return without_hook(text, agent_of(name), command)


def _record_file(name: str) -> Path:
    from pratique.cli.setup.record import record_file  # noqa: PLC0415 - `--help` does without
    from pratique.store.folder.home import data_home  # noqa: PLC0415 - as above

    return record_file(data_home(os.environ), name)


def _read(path: Path) -> bytes | None:
    """Return a file's bytes, or None if it does not exist. Raise UsageError."""
    from pratique.errors import ParseError, UsageError  # noqa: PLC0415 - `--help` does without
    from pratique.net.configuration.config_file import read_config  # noqa: PLC0415 - as above

    try:
        return read_config(path)
    except ParseError as error:
        raise UsageError(error.reference, error.message, hint=error.hint) from error


def _text(path: Path, data: bytes) -> str:
    from pratique.errors import Reference, UsageError  # noqa: PLC0415 - `--help` does without

    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            Reference.CONFIG_INVALID, f"{path} is not UTF-8 and is not changed", hint="edit the file by hand"
        ) from error


def _difference(before: bytes, after: bytes) -> list[str]:
    """Return the removed and added lines, with secrets redacted."""
    from difflib import unified_diff  # noqa: PLC0415 - `--help` does without

    from pratique.report.parts.escape import escape  # noqa: PLC0415 - as above

    old, new = (data.decode("utf-8", "replace").splitlines() for data in (before, after))
    # The first two lines name the files.
    lines = [line for line in unified_diff(old, new, n=0, lineterm="") if not line.startswith("@@")][2:]
    return [escape(_SECRET.sub(r"\1***", line)) for line in lines]
