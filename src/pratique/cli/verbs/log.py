"""Defines `pratique log`, which shows the gate's decisions."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.remote.gate_option import gate_option
from pratique.core.policy import Action
from pratique.report.formats.csv_row import cell, csv_line
from pratique.report.parts.escape import escape
from pratique.report.verbs.log_search import LOG_VERSION, searched, sentences

if TYPE_CHECKING:
    from pratique.core.act import Act
    from pratique.core.decision import Decision, Extent
    from pratique.core.freeze import FreezeAct
    from pratique.core.names import PackageRef
    from pratique.report.formats.json_contract import Json
    from pratique.store.log.part import Looked

_FORMATS = ("text", "json", "jsonl", "csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The options that select entries of the log."""

    package: "PackageRef | None" = None
    version: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None
    who: str | None = None

    def query(self) -> dict[str, str | None]:
        """Return the parameters of a gate's API."""
        package = self.package
        name = (
            None
            if package is None
            else package.purl
            if self.version is None
            else package.at(self.version).purl
        )
        return {
            "package": name,
            "since": None if self.since is None else self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
        }


@click.command(name="log")
@click.option("--format", "-f", "format_", type=click.Choice(_FORMATS), default="text", help="Output format.")
@click.option(
    "--package",
    metavar="NAME",
    help="Show only entries for this package or release (a purl, name or name@version).",
)
@click.option(
    "--since",
    metavar="WHEN",
    help="Show only entries since WHEN: a day or time in UTC (2026-11-26T18:00), or a time span "
    "before now (7d).",
)
@click.option(
    "--until",
    metavar="WHEN",
    help="Show only entries until WHEN: a day or time in UTC, or a time span before now.",
)
@click.option(
    "--action",
    type=click.Choice([action.value for action in Action]),
    help="Show only decisions with this verdict.",
)
@click.option(
    "--who", metavar="NAME", help="Show only decisions on requests that used the token with this name."
)
@gate_option
@click.option(
    "--acts", is_flag=True, help="List approvals, denials and withdrawals instead of the gate's decisions."
)
def command(  # noqa: PLR0913 - one argument for each option
    *,
    format_: str,
    package: str | None,
    since: str | None,
    until: str | None,
    action: str | None,
    who: str | None,
    gate: str | None,
    acts: bool,
) -> int:
    """Show the gate's decisions: which client requested which release, the verdict and its reasons.

    Old decisions that were moved to files (setting `gate.log_keep`) are included. The exit code is 3 if a file of old
    decisions is missing or damaged, else 0.
    """
    from pratique.cli.run.clock import now  # noqa: PLC0415 - `--help` is quick
    from pratique.config.moment import start_of  # noqa: PLC0415 - as above
    from pratique.ecosystems.target import parse_name  # noqa: PLC0415 - as above

    if acts and (action is not None or who is not None):
        raise click.UsageError("--acts cannot be combined with --action or --who")
    name, version = (None, None) if package is None else parse_name(package)
    search = Search(
        package=name,
        version=version,
        since=None if since is None else start_of(since, now(), "--since"),
        until=None if until is None else start_of(until, now(), "--until"),
        action=action,
        who=who,
    )
    return _acts(search, gate, format_) if acts else _decisions(search, gate, format_)


def _acts(search: Search, gate: str | None, format_: str) -> int:
    from pratique.cli.approvals.log import written  # noqa: PLC0415 - most questions are about decisions
    from pratique.core.act import Act  # noqa: PLC0415 - as above
    from pratique.core.freeze import FreezeAct  # noqa: PLC0415 - as above

    if format_ == "json":
        raise click.UsageError("--acts does not support --format json: use jsonl")
    found = _acts_here(search) if gate is None else _acts_there(search, gate)
    until = search.until
    said = [one for one in found if until is None or one.at < until]
    made = [one for one in said if isinstance(one, Act)]
    # A freeze is about no package.
    freezes = [one for one in said if isinstance(one, FreezeAct) and search.package is None]
    told = list(written(made, format_, search.package, search.version, freezes))
    for line in told:
        click.echo(line, nl=False)
    if len(told) == (format_ == "csv"):
        number = "1 act was" if len(made) == 1 else f"{len(made):,} acts were"
        click.echo(f"No approval or denial matches: {number} searched.", err=format_ != "text")
    return Exit.CLEAR


def _acts_here(search: Search) -> "list[Act | FreezeAct]":
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    with open_store(Home(data_home(os.environ))) as store:
        return [*store.acts.read(since=search.since), *store.freezes.read(since=search.since)]


def _acts_there(search: Search, gate: str) -> "list[Act | FreezeAct]":
    from pratique.cli.remote.answers import acts_in  # noqa: PLC0415 - imports the client
    from pratique.cli.remote.gate_api import gate_api  # noqa: PLC0415 - as above

    # If nothing matches, the message contains the number of all acts in the period.
    return list(acts_in(gate_api(gate).rows("/-/pratique/acts", {**search.query(), "package": None})))


def _decisions(search: Search, gate: str | None, format_: str) -> int:
    """Print the requested decisions. Return exit code 3 if a file of old decisions is missing or damaged."""
    from pratique.store.log.part import Looked  # noqa: PLC0415 - `--help` is quick

    looked = Looked()
    opened = _here(search, looked) if gate is None else _there(search, gate, looked)
    with opened as (decisions, extent):
        if format_ == "json":
            from pratique.report.verbs.decisions import document  # noqa: PLC0415 - imports the contract of reports

            head = searched(extent, search.since, search.until)
            whole(LOG_VERSION, head, "decisions", map(document, decisions), looked)
            return lost(looked)
        lines = 0
        for line in _WRITERS[format_](decisions):
            click.echo(line, nl=False)
            lines += 1
    if lines == (format_ == "csv"):
        # For a program standard output stays what it was: empty.
        click.echo(sentences("No decision matches.", extent), err=format_ != "text")
    if format_ == "text":
        read_files(looked)
    return lost(looked)


@contextmanager
def _here(search: Search, looked: "Looked") -> "Iterator[tuple[Iterator[Decision], Extent]]":
    """Open the log of this machine."""
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.log.part import Query  # noqa: PLC0415 - as above
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    query = Query(
        since=search.since,
        until=search.until,
        package=search.package,
        version=search.version,
        action=None if search.action is None else Action(search.action),
        who=search.who,
    )
    with open_store(Home(data_home(os.environ))) as store:
        extent = store.log.extent(query, looked)
        yield store.log.read(query, looked), extent


@contextmanager
def _there(search: Search, gate: str, looked: "Looked") -> "Iterator[tuple[Iterator[Decision], Extent]]":
    """Open the log of the gate at a URL."""
    from pratique.cli.remote.answers import decisions_in, extent_in  # noqa: PLC0415 - imports the client
    from pratique.cli.remote.gate_api import gate_api  # noqa: PLC0415 - as above

    api, query = gate_api(gate), search.query()
    extent = extent_in(api.get("/-/pratique/log/searched", {**query, "package": None}), looked)
    rows = api.rows(
        "/-/pratique/log", {**query, "action": search.action, "who": search.who}, lose=looked.lose
    )
    yield decisions_in(rows), extent


def read_files(looked: "Looked") -> None:
    """Print which files of old decisions were read, if there are any."""
    if looked.read:
        names = f"{min(looked.read)} to {max(looked.read)}" if len(looked.read) > 1 else looked.read[0]
        click.echo(f"Files of old decisions read: {len(looked.read):,} ({names}).", err=True)


def lost(looked: "Looked") -> int:
    """Print which files of old decisions could not be read. Return exit code 3 if there are any, else 0."""
    for sentence in looked.lost:
        click.echo(f"incomplete: {escape(sentence)}", err=True)
    if looked.lost:
        click.echo(
            "hint: restore the files in the folder `log` of the gate's state folder from a backup", err=True
        )
    return Exit.INCOMPLETE if looked.lost else Exit.CLEAR


def whole(
    version: int,
    head: "Mapping[str, Json]",
    name: str,
    rows: "Iterable[Mapping[str, Json]]",
    looked: "Looked",
) -> None:
    """Print a JSON object with a list of rows, one row at a time, because a log may not fit into memory.

    Which files of old decisions were read is known only after the last row.
    """
    from pratique.report.formats.json_text import compact  # noqa: PLC0415 - imports the contract of reports

    start = compact({"schema_version": version, **head}).rstrip()
    click.echo(f'{start[:-1]},"{name}":[', nl=False)
    for number, row in enumerate(rows):
        click.echo(f"{',' if number else ''}{compact(dict(row)).rstrip()}", nl=False)
    tail = compact({"files_read": [*looked.read], "not_searched": [*looked.lost]})
    click.echo(f"],{tail[1:]}", nl=False)


def _text(decisions: "Iterator[Decision]") -> Iterator[str]:
    from pratique.report.verbs.decisions import sentence  # noqa: PLC0415 - imports the contract of reports

    for one in decisions:
        yield f"{sentence(one)}\n"


def _jsonl(decisions: "Iterator[Decision]") -> Iterator[str]:
    from pratique.report.verbs.decisions import line  # noqa: PLC0415 - imports the contract of reports

    yield from map(line, decisions)


def _csv(decisions: "Iterator[Decision]") -> Iterator[str]:
    from pratique.report.verbs.decisions import FIELDS, row  # noqa: PLC0415 - imports the contract of reports

    yield csv_line(FIELDS)
    for one in decisions:
        told = row(one)
        yield csv_line([cell(told[name]) for name in FIELDS])


_WRITERS = {"text": _text, "jsonl": _jsonl, "csv": _csv}
