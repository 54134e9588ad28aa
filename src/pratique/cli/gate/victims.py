"""Implements `pratique affected`, which lists the clients that downloaded a release before it was blocked."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.remote.gate_option import gate_option
from pratique.cli.verbs.log import lost, read_files, whole
from pratique.report.formats.csv_row import cell, csv_line
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.verbs.log_search import LOOK_THERE, NOT_COVERED, VICTIMS_VERSION, searched, sentences

if TYPE_CHECKING:
    from pratique.core.decision import Extent
    from pratique.core.names import PackageRef
    from pratique.gate.monitoring.affected_downloads import Flagged
    from pratique.store.interface import Store
    from pratique.store.log.part import Looked

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
@gate_option
def command(
    *, format_: str, package: str | None, since: str | None, alarm: str | None, gate: str | None
) -> int:
    """List the clients that downloaded a release before it was blocked.

    Each line shows one download from this gate: the time, the client, and the reason why the release was blocked
    later. The gate cannot log installs that bypass it or use a client's own cache; run `pratique doctor` on the
    clients' machines to check them. The exit code is 1 if a listed release is still blocked, and otherwise 3 if a file of
    old decisions is missing or damaged, else 0.
    """
    from pratique.cli.run.clock import now  # noqa: PLC0415 - `--help` is quick
    from pratique.config.moment import start_of  # noqa: PLC0415 - as above
    from pratique.ecosystems.target import parse_name  # noqa: PLC0415 - as above

    name, version = (None, None) if package is None else parse_name(package)
    start = None if since is None else start_of(since, now(), "--since")
    wanted = Wanted(package=name, version=version, since=start, alarm=alarm)
    with _here(wanted) if gate is None else _there(wanted, gate) as found:
        return _print(found, format_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options that select flagged files."""

    package: "PackageRef | None"
    version: str | None
    since: datetime | None
    alarm: str | None

    @property
    def name(self) -> str | None:
        """Return the purl of the package or the release; None for all."""
        if self.package is None:
            return None
        return self.package.purl if self.version is None else self.package.at(self.version).purl


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The flagged files, and what was searched for them."""

    files: "Iterable[Flagged]"
    extent: "Extent"
    none: Callable[[], str]
    """Returns the sentence for an empty list."""
    looked: "Looked"
    """The files of old decisions that were read, or could not be read, when the files were iterated."""


@contextmanager
def _here(wanted: Wanted) -> Iterator[Found]:
    """Search the log of this machine."""
    from pratique.gate.monitoring.affected_downloads import flagged  # noqa: PLC0415 - imports the gate
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.log.part import Looked, Query  # noqa: PLC0415 - as above
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    looked = Looked()
    with open_store(Home(data_home(os.environ))) as store:
        turned = list(
            store.turned.read(
                since=wanted.since, package=wanted.package, version=wanted.version, alarm=wanted.alarm
            )
        )
        yield Found(
            files=(flagged(store, one, looked) for one in turned),
            extent=store.log.extent(Query(), looked),
            none=lambda: _none(store, wanted, looked),
            looked=looked,
        )


@contextmanager
def _there(wanted: Wanted, gate: str) -> Iterator[Found]:
    """Search the log of the gate at a URL."""
    from pratique.cli.remote.answers import extent_in, flagged_in  # noqa: PLC0415 - imports the client
    from pratique.cli.remote.gate_api import gate_api  # noqa: PLC0415 - as above
    from pratique.store.log.part import Looked  # noqa: PLC0415 - `--help` is quick

    api, looked = gate_api(gate), Looked()
    query = {
        "package": wanted.name,
        "since": None if wanted.since is None else wanted.since.isoformat(),
        "alarm": wanted.alarm,
    }
    about = f"no file of {wanted.name} that" if wanted.name else "no release that"
    yield Found(
        files=flagged_in(api.rows("/-/pratique/affected", query, lose=looked.lose)),
        extent=extent_in(api.get("/-/pratique/log/searched", {}), looked),
        none=lambda: escape(f"No affected clients: {about} the gate served was blocked later."),
        looked=looked,
    )


def _print(found: Found, format_: str) -> int:
    """Print the downloads, and return the exit code."""
    last: list[bool] = []

    def files() -> Iterator["Flagged"]:
        for one in found.files:
            last.append(one.cleared_at is None)
            yield one

    if format_ == "json":
        rows = (row for one in files() for row in one.downloads)
        whole(VICTIMS_VERSION, searched(found.extent, None, None), "downloads", rows, found.looked)
    else:
        if format_ == "csv":
            click.echo(csv_line(_FIELDS), nl=False)
        for one in files():
            for line in _WRITERS[format_](one):
                click.echo(line, nl=False)
        if not last:
            click.echo(sentences(found.none(), found.extent), err=format_ != "text")
    if format_ == "text":
        read_files(found.looked)
        if last:
            click.echo(f"Not covered: {', '.join(NOT_COVERED)}; {LOOK_THERE}.", err=True)
    incomplete = lost(found.looked)
    return Exit.STOPPED if any(last) else incomplete


def _none(store: "Store", wanted: Wanted, looked: "Looked") -> str:
    """Return a sentence that states that no client is affected.

    For a single package, the sentence contains the number of downloads.
    """
    from pratique.core.policy import Action  # noqa: PLC0415 - imports the store
    from pratique.store.log.part import Query  # noqa: PLC0415 - as above

    if wanted.package is None:
        return "No affected clients: no release that this gate served was blocked later."
    query = Query(package=wanted.package, version=wanted.version, action=Action.ALLOW)
    served = sum(1 for _ in store.log.read(query, looked))
    if not served:
        return f"No affected clients: this gate never served {escape(str(wanted.name))}."
    times = "once" if served == 1 else f"{served:,} times"
    return (
        f"No affected clients: this gate served {escape(str(wanted.name))} {times}; no file of the package was "
        f"blocked later, according to the latest evaluation by a running gate."
    )


def _text(one: "Flagged") -> Iterator[str]:
    cleared = f", no longer blocked since {one.cleared_at:%Y-%m-%d %H:%M}" if one.cleared_at else ""
    yield _escaped(f"{one.purl}  {one.filename}  sha256:{one.sha256}")
    yield _escaped(f"  bad since {one.turned_at:%Y-%m-%d %H:%M:%S}{cleared}: {one.why}")
    yield f"  {plural(one.times, 'download')} from {plural(one.addresses, 'address', 'addresses')}\n"
    for row in one.downloads:
        moment = f"{row['at'][:19].replace('T', ' ')}"
        ci = _job(row) or (f"ci {row['ci']}" if row["ci"] else "")
        who = filter(None, (row["address"], row["who"], row["command"], ci, row["agent"]))
        yield _escaped(f"    {moment}  {'  '.join(who)}")


def _jsonl(one: "Flagged") -> Iterator[str]:
    from pratique.report.formats.json_text import compact  # noqa: PLC0415 - imports the contract of reports

    yield from map(compact, one.downloads)


def _csv(one: "Flagged") -> Iterator[str]:
    for row in one.downloads:
        told = {**row, "reasons": one.why, "ci_claim": _job(row)}
        yield csv_line([cell(told[field]) for field in _FIELDS])


def _job(row: Mapping[str, object]) -> str:
    """Return the words for the CI job of a download."""
    from pratique.core.ci_claim import CiClaim  # noqa: PLC0415 - few rows have one

    told = row.get("ci_claim")
    return CiClaim.of(told).words if isinstance(told, dict) else ""


def _escaped(text: str) -> str:
    return f"{escape(text)}\n"


_WRITERS = {"text": _text, "jsonl": _jsonl, "csv": _csv}
