"""Implements `pratique affected`, which lists the clients that downloaded a release before it was blocked."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.verbs.log import moment_of, package_of, whole
from pratique.report.formats.csv_row import cell, csv_line
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.verbs.log_search import LOOK_THERE, NOT_COVERED, VICTIMS_VERSION, searched, sentences

if TYPE_CHECKING:
    from pratique.core.names import PackageRef
    from pratique.store.gate.affected_clients import Turned
    from pratique.store.interface import Store

_FORMATS = ("text", "json", "jsonl", "csv")
_FIELDS = (
    *("at", "address", "who", "agent", "command", "ci", "purl", "filename", "sha256"),
    *("reasons", "turned_at", "cleared_at", "alarm", "sent", "ci_claim"),
)


@click.command(name="affected")
@click.option("--format", "-f", "format_", type=click.Choice(_FORMATS), default="text", help="Output format.")
@click.option(
    "--package",
    metavar="NAME",
    help="Show only entries for this package or release (a purl, name or name@version).",
)
@click.option(
    "--since",
    metavar="WHEN",
    help="Show only releases that were blocked since WHEN: a day or time (UTC), or a time span "
    "before now (7d).",
)
@click.option(
    "--alarm",
    metavar="ID",
    help="Show only the alarm with this id, which the gate's log and the webhook contain.",
)
def command(*, format_: str, package: str | None, since: str | None, alarm: str | None) -> int:
    """List the clients that downloaded a release before it was blocked.

    Each line shows one download from this gate: the time, the client, and the reason why the release was blocked
    later. The gate cannot log installs that bypass it or use a client's own cache; run `pratique doctor` on the
    clients' machines to check them. The exit code is 1 if a listed release is still blocked, else 0.
    """
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    name, version = (None, None) if package is None else package_of(package)
    from_ = None if since is None else moment_of(since, "--since")
    with open_store(Home(data_home(os.environ))) as store:
        found = list(store.turned.read(since=from_, package=name, version=version, alarm=alarm))
        extent = store.decisions.extent()
        if format_ == "json":
            rows = (row for turned in found for row in _documents(store, turned))
            whole(VICTIMS_VERSION, searched(extent, None, None), "downloads", rows)
        if format_ == "csv":
            click.echo(csv_line(_FIELDS), nl=False)
        for turned in found if format_ != "json" else ():
            for line in _WRITERS[format_](store, turned):
                click.echo(line, nl=False)
        if not found and format_ != "json":
            click.echo(sentences(_none(store, name, version), extent), err=format_ != "text")
    if found and format_ == "text":
        click.echo(f"Not covered: {', '.join(NOT_COVERED)}; {LOOK_THERE}.", err=True)
    return Exit.STOPPED if any(turned.cleared_at is None for turned in found) else Exit.CLEAR


def _none(store: "Store", package: "PackageRef | None", version: str | None) -> str:
    """Return a sentence that states that no client is affected.

    For a single package, the sentence contains the number of downloads.
    """
    from pratique.core.policy import Action  # noqa: PLC0415 - imports the store

    if package is None:
        return "No affected clients: no release that this gate served was blocked later."
    named = package.purl if version is None else package.at(version).purl
    served = sum(1 for _ in store.decisions.read(package=package, version=version, action=Action.ALLOW))
    if not served:
        return f"No affected clients: this gate never served {escape(named)}."
    times = "once" if served == 1 else f"{served:,} times"
    return (
        f"No affected clients: this gate served {escape(named)} {times}; no file of the package was blocked "
        f"later, according to the latest evaluation by a running gate."
    )


def _rows(store: "Store", turned: "Turned") -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each download, and the words for its CI job."""
    from pratique.gate.monitoring.alarm import victim, why  # noqa: PLC0415 - imports the gate

    alarm = store.alarms.get(turned.alarm)
    rest = {
        "reasons": why(turned.grounds),
        "turned_at": turned.at.isoformat(),
        "cleared_at": turned.cleared_at.isoformat() if turned.cleared_at else None,
        "alarm": turned.alarm,
        "sent": alarm.state.value if alarm else None,
    }
    for decision in store.turned.victims(turned):
        ci = decision.client.ci
        yield {**victim(decision), **rest}, ci.words if ci else ""


def _text(store: "Store", turned: "Turned") -> Iterator[str]:
    from pratique.gate.monitoring.alarm import why  # noqa: PLC0415 - imports the gate

    times, addresses = store.turned.count(turned)
    cleared = f", no longer blocked since {turned.cleared_at:%Y-%m-%d %H:%M}" if turned.cleared_at else ""
    name = turned.name
    yield _escaped(f"{name.ref.purl}  {name.filename}  sha256:{name.sha256}")
    yield _escaped(f"  bad since {turned.at:%Y-%m-%d %H:%M:%S}{cleared}: {why(turned.grounds)}")
    yield f"  {plural(times, 'download')} from {plural(addresses, 'address', 'addresses')}\n"
    for row, job in _rows(store, turned):
        moment = f"{row['at'][:19].replace('T', ' ')}"
        ci = job or (f"ci {row['ci']}" if row["ci"] else "")
        who = filter(None, (row["address"], row["who"], row["command"], ci, row["agent"]))
        yield _escaped(f"    {moment}  {'  '.join(who)}")


def _jsonl(store: "Store", turned: "Turned") -> Iterator[str]:
    from pratique.report.formats.json_text import compact  # noqa: PLC0415 - imports the contract of reports

    yield from map(compact, _documents(store, turned))


def _documents(store: "Store", turned: "Turned") -> Iterator[dict[str, Any]]:
    reasons = [{"code": g.code, "text": g.text, "source": g.source} for g in turned.grounds]
    for row, _ in _rows(store, turned):
        yield {**row, "reasons": reasons}


def _csv(store: "Store", turned: "Turned") -> Iterator[str]:
    for row, job in _rows(store, turned):
        told = {**row, "ci_claim": job}
        yield csv_line([cell(told[field]) for field in _FIELDS])


def _escaped(text: str) -> str:
    return f"{escape(text)}\n"


_WRITERS = {"text": _text, "jsonl": _jsonl, "csv": _csv}
