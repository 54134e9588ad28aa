"""Implements `pratique gate freeze`, which holds all artifacts published after a given time."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.remote.gate_option import gate_option

if TYPE_CHECKING:
    from pratique.core.freeze import Freeze, FreezeAct
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
@gate_option
@click.option(
    "--by",
    "who",
    metavar="WHO",
    help="Your name, which is recorded in the log beside your login name (default: your login name).",
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
    gate: str | None,
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
            raise click.UsageError("--list allows only the options --gate and --format")
        return _list(gate, format_)
    if reason is None:
        raise click.UsageError("--reason is missing")
    if undo:
        if any(given):
            raise click.UsageError(
                "--undo ends all freezes: it allows only --reason, --gate, --by and --format"
            )
        return _undo(reason, gate, who, format_)
    if published_before is None or until is None:
        raise click.UsageError("a freeze needs --published-before and --until")
    return _order(published_before, until, reason, spared, gate, who, format_)


def _order(
    published_before: str,
    until: str,
    reason: str,
    spared: tuple[str, ...],
    gate: str | None,
    who: str | None,
    format_: str,
) -> int:
    from pratique.cli.approvals.approval import MOST_REASON, login_name, refuse_name, text_of, who_of  # noqa: PLC0415 - `--help` is quick
    from pratique.cli.run.clock import now  # noqa: PLC0415 - as above
    from pratique.config.moment import end_of, start_of  # noqa: PLC0415 - as above
    from pratique.core.freeze import FreezeAct, FreezeKind  # noqa: PLC0415 - as above
    from pratique.gate.api.act_body import spared_purl  # noqa: PLC0415 - as above

    present = now()
    act = FreezeAct(
        kind=FreezeKind.FREEZE,
        at=present,
        who="" if gate is not None else who_of(who),
        login=login_name(),
        reason=text_of(reason, "--reason", MOST_REASON),
        published_before=start_of(published_before, present, "--published-before"),
        until=end_of(until, present, "--until"),
        spared=tuple(dict.fromkeys(map(spared_purl, spared))),
    )
    if gate is None:
        with _store() as store:
            store.freezes.add(act)
    else:
        refuse_name(who)
        body = {
            "reason": act.reason,
            "published_before": act.published_before,
            "until": act.until,
            "except": act.spared,
        }
        act = _sent(gate, body) or act
    _tell(act, format_)
    return Exit.CLEAR


def _undo(reason: str, gate: str | None, who: str | None, format_: str) -> int:
    from pratique.cli.approvals.approval import MOST_REASON, login_name, refuse_name, text_of, who_of  # noqa: PLC0415 - `--help` is quick
    from pratique.cli.run.clock import now  # noqa: PLC0415 - as above
    from pratique.core.freeze import FreezeAct, FreezeKind, lasting  # noqa: PLC0415 - as above

    text = text_of(reason, "--reason", MOST_REASON)
    act: FreezeAct | None
    if gate is None:
        act = FreezeAct(kind=FreezeKind.UNDONE, at=now(), who=who_of(who), login=login_name(), reason=text)
        with _store() as store:
            if lasting(store.freezes.read(), act.at):
                store.freezes.add(act)
            else:
                act = None
    else:
        refuse_name(who)
        act = _sent(gate, {"reason": text, "undo": True})
    if act is None:
        click.echo("nothing to undo: there is no active freeze", err=True)
        return Exit.INCOMPLETE
    _tell(act, format_)
    return Exit.CLEAR


def _sent(gate: str, body: Mapping[str, Any]) -> "FreezeAct | None":
    """Send a freeze to the gate at a URL; return None if there was no freeze to end."""
    from pratique.cli.remote.answers import freeze_act_in  # noqa: PLC0415 - imports the client
    from pratique.cli.remote.gate_api import document_of, gate_api  # noqa: PLC0415 - as above

    answer = gate_api(gate).post("/-/pratique/freeze", body)
    return freeze_act_in(document_of(answer)) if answer.status == 200 else None


def _list(gate: str | None, format_: str) -> int:
    from pratique.cli.run.clock import now  # noqa: PLC0415 - `--help` is quick
    from pratique.report.formats.json_text import compact  # noqa: PLC0415 - as above
    from pratique.report.parts.escape import escape  # noqa: PLC0415 - as above
    from pratique.report.verbs.approvals import lasting_row  # noqa: PLC0415 - as above

    at = now()
    found = _lasting(gate, at)
    for one in found:
        line = compact(lasting_row(one)) if format_ == "jsonl" else f"{escape(_sentence(one, at))}\n"
        click.echo(line, nl=False)
    if not found and format_ == "text":
        click.echo("there is no active freeze")
    return Exit.CLEAR


def _lasting(gate: str | None, at: datetime) -> "tuple[Freeze, ...]":
    from pratique.core.freeze import lasting  # noqa: PLC0415 - `--help` is quick

    if gate is None:
        with _store() as store:
            return lasting(store.freezes.read(), at)
    from pratique.cli.remote.answers import freezes_in  # noqa: PLC0415 - imports the client
    from pratique.cli.remote.gate_api import gate_api  # noqa: PLC0415 - as above

    return freezes_in(gate_api(gate).get("/-/pratique/freeze", {}))


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


def _store() -> "AbstractContextManager[Store]":
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    return open_store(Home(data_home(os.environ)))
