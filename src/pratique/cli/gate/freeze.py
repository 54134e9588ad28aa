"""Implements `pratique gate freeze`, which holds all artifacts published after a given time."""

import os
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit

if TYPE_CHECKING:
    from pratique.core.freeze import Freeze, FreezeAct
    from pratique.report.formats.json_contract import Json
    from pratique.store.interface import Store

_TAKEN_UP = "a running gate applies the change within seconds"


@click.command(name="freeze")
@click.option(
    "--published-before",
    metavar="TIME",
    help="Hold all artifacts except those that are known to be published before TIME (UTC).",
)
@click.option(
    "--until",
    metavar="TIME",
    help="End of the freeze: a time span from now (12h, 2d), a day or a time (UTC).",
)
@click.option(
    "--reason",
    metavar="TEXT",
    help="Reason for the freeze, which is shown to clients and recorded in the log.",
)
@click.option(
    "--except",
    "spared",
    multiple=True,
    metavar="NAME[@VERSION]",
    help="Package or release that is exempt from the freeze. May be repeated.",
)
@click.option(
    "--by", "who", metavar="WHO", help="Your name, which is recorded in the log (default: your login name)."
)
@click.option("--list", "listed", is_flag=True, help="List the active freezes.")
@click.option("--undo", is_flag=True, help="End all active freezes immediately.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "jsonl"]), default="text", help="Output format."
)
def freeze(  # noqa: PLR0913 - one argument for each option
    *,
    published_before: str | None,
    until: str | None,
    reason: str | None,
    spared: tuple[str, ...],
    who: str | None,
    listed: bool,
    undo: bool,
    format_: str,
) -> int:
    """Hold every new artifact until an end time, unless it is known to be published before TIME.

    A freeze applies to all clients of the gate. Use a freeze during an attack such as a worm: clients receive older
    versions, and artifacts that are already in use are not held. If the publish time of an artifact is unknown, the
    gate uses the time when it first saw the artifact. During a freeze, `pratique approve` can allow single artifacts.
    Several freezes can be active at the same time; `--undo` ends all active freezes.

    Exit code 3: `--undo` was given, but no freeze is active.
    """
    given = (published_before, until, *spared)
    if listed:
        if undo or reason is not None or who is not None or any(given):
            raise click.UsageError("--list allows only the option --format")
        return _list(format_)
    if reason is None:
        raise click.UsageError("--reason is missing")
    if undo:
        if any(given):
            raise click.UsageError("--undo ends all freezes: it allows only --reason, --by and --format")
        return _undo(reason, who, format_)
    if published_before is None or until is None:
        raise click.UsageError("a freeze needs --published-before and --until")
    return _order(published_before, until, reason, spared, who, format_)


def _order(
    published_before: str, until: str, reason: str, spared: tuple[str, ...], who: str | None, format_: str
) -> int:
    from pratique.cli.approvals.approval import MOST_REASON, end_of, text_of, who_of  # noqa: PLC0415 - `--help` is quick
    from pratique.cli.run.clock import now  # noqa: PLC0415 - as above
    from pratique.cli.verbs.log import moment_of  # noqa: PLC0415 - as above
    from pratique.core.freeze import FreezeAct, FreezeKind  # noqa: PLC0415 - as above

    present = now()
    act = FreezeAct(
        kind=FreezeKind.FREEZE,
        at=present,
        who=who_of(who),
        reason=text_of(reason, "--reason", MOST_REASON),
        published_before=moment_of(published_before, "--published-before"),
        until=end_of(until, present, "--until"),
        spared=tuple(dict.fromkeys(map(_purl, spared))),
    )
    with _store() as store:
        store.freezes.add(act)
    _tell(act, format_)
    return Exit.CLEAR


def _undo(reason: str, who: str | None, format_: str) -> int:
    from pratique.cli.approvals.approval import MOST_REASON, text_of, who_of  # noqa: PLC0415 - `--help` is quick
    from pratique.cli.run.clock import now  # noqa: PLC0415 - as above
    from pratique.core.freeze import FreezeAct, FreezeKind, lasting  # noqa: PLC0415 - as above

    act = FreezeAct(
        kind=FreezeKind.UNDONE, at=now(), who=who_of(who), reason=text_of(reason, "--reason", MOST_REASON)
    )
    with _store() as store:
        if not lasting(store.freezes.read(), act.at):
            click.echo("nothing to undo: there is no active freeze", err=True)
            return Exit.INCOMPLETE
        store.freezes.add(act)
    _tell(act, format_)
    return Exit.CLEAR


def _list(format_: str) -> int:
    from pratique.cli.run.clock import now  # noqa: PLC0415 - `--help` is quick
    from pratique.core.freeze import lasting  # noqa: PLC0415 - as above
    from pratique.report.formats.json_text import compact  # noqa: PLC0415 - as above
    from pratique.report.parts.escape import escape  # noqa: PLC0415 - as above

    at = now()
    with _store() as store:
        found = lasting(store.freezes.read(), at)
    for one in found:
        click.echo(compact(_row(one)) if format_ == "jsonl" else f"{escape(_sentence(one, at))}\n", nl=False)
    if not found and format_ == "text":
        click.echo("there is no active freeze")
    return Exit.CLEAR


def _row(one: "Freeze") -> "Json":
    return {
        "published_before": one.published_before.isoformat(),
        "until": one.until.isoformat(),
        "who": one.who,
        "reason": one.reason,
        "spared": [*sorted(one.spared)],
    }


def _sentence(one: "Freeze", at: datetime) -> str:
    left = int((one.until - at).total_seconds() // 60)
    spared = f"; except {', '.join(sorted(one.spared))}" if one.spared else ""
    return (
        f"until {one.until:%Y-%m-%d %H:%M} UTC ({left // 60} h {left % 60} min left), by {one.who}: {one.reason}; "
        f"holds artifacts not known to be published before {one.published_before:%Y-%m-%d %H:%M} UTC{spared}"
    )


def _tell(act: "FreezeAct", format_: str) -> None:
    from pratique.report.formats.json_text import compact  # noqa: PLC0415 - as above
    from pratique.report.verbs.approvals import freeze_row, freeze_sentence  # noqa: PLC0415 - `--help` is quick

    click.echo(compact(freeze_row(act)) if format_ == "jsonl" else f"{freeze_sentence(act)}\n", nl=False)
    click.echo(_TAKEN_UP, err=True)


def _purl(text: str) -> str:
    from pratique.cli.verbs.log import package_of  # noqa: PLC0415 - `--help` is quick

    package, version = package_of(text)
    return package.purl if version is None else package.at(version).purl


def _store() -> "AbstractContextManager[Store]":
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    return open_store(Home(data_home(os.environ)))
