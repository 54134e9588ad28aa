"""`pratique gate victims`: who got what turned bad after it was served."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from pratique.cli.exit_codes import Exit
from pratique.cli.log import moment_of, package_of
from pratique.report.csv_row import cell, csv_line
from pratique.report.escape import escape

if TYPE_CHECKING:
    from pratique.store.aftermath import Turned
    from pratique.store.interface import Store

_FORMATS = ("text", "jsonl", "csv")
_FIELDS = (
    *("at", "address", "who", "agent", "command", "ci", "purl", "filename", "sha256"),
    *("reasons", "turned_at", "cleared_at", "alarm", "sent"),
)


@click.command(name="victims")
@click.option(
    "--format", "-f", "format_", type=click.Choice(_FORMATS), default="text", help="Format (default: text)."
)
@click.option("--package", metavar="NAME", help="A package or release: a purl, or name@version.")
@click.option("--since", metavar="WHEN", help="What turned bad since this day, moment, or span (7d), UTC.")
@click.option("--alarm", metavar="ID", help="One alarm, by the id that the log and the webhook tell.")
def victims(*, format_: str, package: str | None, since: str | None, alarm: str | None) -> int:
    """Name everybody who got something from this gate that turned bad afterwards: when, where, with what, and why.

    Each download is a line. Exit code 1 when something is named that is refused today, else 0.
    """
    from pratique.store.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    name, version = (None, None) if package is None else package_of(package)
    from_ = None if since is None else moment_of(since, "--since")
    refused = False
    with open_store(Home(data_home(os.environ))) as store:
        if format_ == "csv":
            click.echo(csv_line(_FIELDS), nl=False)
        for turned in store.turned.read(since=from_, package=name, version=version, alarm=alarm):
            refused = refused or turned.cleared_at is None
            for line in _WRITERS[format_](store, turned):
                click.echo(line, nl=False)
    return Exit.STOPPED if refused else Exit.CLEAR


def _rows(store: "Store", turned: "Turned") -> Iterator[dict[str, Any]]:
    from pratique.gate.alarm import victim, why  # noqa: PLC0415 - imports the gate

    alarm = store.alarms.get(turned.alarm)
    rest = {
        "reasons": why(turned.grounds),
        "turned_at": turned.at.isoformat(),
        "cleared_at": turned.cleared_at.isoformat() if turned.cleared_at else None,
        "alarm": turned.alarm,
        "sent": alarm.state.value if alarm else None,
    }
    for decision in store.turned.victims(turned):
        yield {**victim(decision), **rest}


def _text(store: "Store", turned: "Turned") -> Iterator[str]:
    from pratique.gate.alarm import why  # noqa: PLC0415 - imports the gate

    times, addresses = store.turned.count(turned)
    cleared = f", refused no more since {turned.cleared_at:%Y-%m-%d %H:%M}" if turned.cleared_at else ""
    name = turned.name
    yield _escaped(f"{name.ref.purl}  {name.filename}  sha256:{name.sha256}")
    yield _escaped(f"  bad since {turned.at:%Y-%m-%d %H:%M:%S}{cleared}: {why(turned.grounds)}")
    yield f"  {times} downloads from {addresses} addresses\n"
    for row in _rows(store, turned):
        moment = f"{row['at'][:19].replace('T', ' ')}"
        ci = f"ci {row['ci']}" if row["ci"] else ""
        who = filter(None, (row["address"], row["who"], row["command"], ci, row["agent"]))
        yield _escaped(f"    {moment}  {'  '.join(who)}")


def _jsonl(store: "Store", turned: "Turned") -> Iterator[str]:
    from pratique.report.json import compact  # noqa: PLC0415 - imports the contract of reports

    for row in _rows(store, turned):
        row["reasons"] = [{"code": g.code, "text": g.text, "source": g.source} for g in turned.grounds]
        yield compact(row)


def _csv(store: "Store", turned: "Turned") -> Iterator[str]:
    for row in _rows(store, turned):
        yield csv_line([cell(row[field]) for field in _FIELDS])


def _escaped(text: str) -> str:
    return f"{escape(text)}\n"


_WRITERS = {"text": _text, "jsonl": _jsonl, "csv": _csv}
