"""Implements `pratique gate token`, which manages the tokens of the gate's clients."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.helping import Verbs

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pratique.gate.access.tokens import Token, Tokens
    from pratique.store.interface import Store

_RANDOM_BYTES = 38
_DEVELOPER, _OPERATOR = "developer", "operator"
_OPERATOR_FOR = timedelta(days=90)


@click.group(name="token", cls=Verbs)
def token() -> None:
    """Create, list and remove tokens for clients of the gate. A gate that never had a token accepts all clients."""


@token.command(name="add")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([_DEVELOPER, _OPERATOR]),
    default=_DEVELOPER,
    show_default=True,
    help="A developer may install packages and request approvals; an operator may also approve and deny, and read "
    "the queue and the log.",
)
@click.option(
    "--owner", metavar="WHO", default="", help="Person or machine that uses the token, as the log shows it."
)
@click.option(
    "--expires",
    metavar="WHEN",
    help="End of the token: a time span from now (90d), a day or a time (UTC). Default: 90d for an operator, no end "
    "for a developer.",
)
def add(name: str, role: str, owner: str, expires: str | None) -> int:
    """Create a token for a client of the gate, and print the token once. The gate stores only the hash of the token.

    The gate's log shows NAME for each request that uses the token. A running gate accepts a new token within seconds.
    As soon as a token exists, the gate refuses requests without a token.
    """
    import secrets  # noqa: PLC0415 - `--help` does without

    from pratique.cli.run.clock import now  # noqa: PLC0415 - as above
    from pratique.config.moment import end_of  # noqa: PLC0415 - as above
    from pratique.gate.access.token_file import write_token_file  # noqa: PLC0415 - as above
    from pratique.gate.access.tokens import Role, new_token  # noqa: PLC0415 - as above

    path, tokens = _read()
    present = now()
    usual = present + _OPERATOR_FOR if role == _OPERATOR else None
    text, made = new_token(
        name,
        secrets.token_bytes(_RANDOM_BYTES),
        present,
        role=Role(role),
        owner=owner.strip(),
        expires_at=usual if expires is None else end_of(expires, present, "--expires"),
    )
    write_token_file(path, tokens.with_one(made))
    click.echo(text)
    first = "; from now on, requests without a token are refused" if not tokens.by_id else ""
    end = f", valid until {made.expires_at:%Y-%m-%d %H:%M} UTC" if made.expires_at else ""
    click.echo(
        f"created a token for {name} ({role}{end}) in {path}; the token is not shown again{first}", err=True
    )
    return Exit.CLEAR


@token.command(name="list")
def list_() -> int:
    """List the names of all tokens with their roles, owners and ends."""
    from pratique.cli.run.clock import now  # noqa: PLC0415 - `--help` does without
    from pratique.report.parts.escape import escape  # noqa: PLC0415 - as above

    path, tokens = _read()
    for one in sorted(tokens.by_id.values(), key=lambda one: one.name):
        click.echo(escape(_line(one, now())))
    if not tokens.by_id:
        said = "all requests are refused" if _required(path) else "all requests are accepted"
        click.echo(f"no tokens in {path}: {said}", err=True)
    return Exit.CLEAR


def _line(one: "Token", present: datetime) -> str:
    end = ""
    if one.expires_at is not None:
        end = f"{'expired' if one.expired(present) else 'expires'} {one.expires_at:%Y-%m-%d %H:%M} UTC"
    owner = f"owner {one.owner}" if one.owner else ""
    made = f"created {one.made_at:%Y-%m-%d %H:%M} UTC"
    return "  ".join(filter(None, (one.name, f"prtq_{one.id}_...", one.role.value, owner, made, end)))


@token.command(name="remove")
@click.argument("name")
def remove(name: str) -> int:
    """Remove the token of a client. A running gate rejects a removed token within seconds."""
    from pratique.gate.access.token_file import write_token_file  # noqa: PLC0415 - `--help` does without

    path, tokens = _read()
    left = tokens.without(name)
    write_token_file(path, left)
    last = (
        ""
        if left.by_id
        else "; it was the last token: all requests are refused until you create a token or run `pratique gate token disable`"
    )
    click.echo(f"removed the token of {name}{last}", err=True)
    return Exit.CLEAR


@token.command(name="disable")
def disable() -> int:
    """Remove all tokens, and let the gate accept all clients.

    A running gate accepts all clients after SIGHUP or a restart.
    """
    from pratique.errors import Reference, StoreError, UsageError  # noqa: PLC0415 - `--help` does without

    path, named = _place()
    if named:
        raise UsageError(
            Reference.CONFIG_INVALID,
            f"the setting gate.tokens_file names {path}: a gate with this setting requires tokens",
            hint="remove the setting, then run `pratique gate token disable` again",
        )
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            Reference.STORE_UNREADABLE,
            f"{path} cannot be deleted: {error.strerror or error}",
            hint="check the owner of the folder and its permissions",
        ) from error
    with _store() as store:
        store.token_requirement.clear()
    click.echo("removed all tokens; the gate accepts all clients after SIGHUP or a restart", err=True)
    return Exit.CLEAR


def _read() -> "tuple[Path, Tokens]":
    from pratique.gate.access.token_file import read_token_file  # noqa: PLC0415 - `--help` does without
    from pratique.gate.access.tokens import Tokens  # noqa: PLC0415 - as above

    path, _ = _place()
    return path, read_token_file(path) or Tokens()


def _place() -> tuple[Path, bool]:
    """Return the path of the token file, and True if the settings name the file."""
    from pratique.cli.gate.access import tokens_path  # noqa: PLC0415 - imports the server
    from pratique.cli.run.settings import read_settings  # noqa: PLC0415 - as above

    settings = read_settings(None, {}).gate
    return tokens_path(settings), settings.tokens_file is not None


def _required(path: Path) -> bool:
    """Return True if a gate without tokens refuses all clients."""
    if path.exists() or _place()[1]:
        return True
    with _store() as store:
        return store.token_requirement.get()


def _store() -> "AbstractContextManager[Store]":
    import os  # noqa: PLC0415 - `--help` does without

    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - as above
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    return open_store(Home(data_home(os.environ)))
