"""Defines `pratique log`, which shows the gate's decisions."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from pratique.cli.output.exit_codes import Exit
from pratique.config.duration import parse_duration
from pratique.core.policy import Action
from pratique.errors import ParseError, Reference, UsageError
from pratique.report.formats.csv_row import cell, csv_line
from pratique.report.parts.escape import escape
from pratique.report.verbs.log_search import LOG_VERSION, searched, sentences

if TYPE_CHECKING:
    from pratique.core.decision import Decision
    from pratique.core.names import PackageRef
    from pratique.report.formats.json_contract import Json

_FORMATS = ("text", "json", "jsonl", "csv")
_FIELDS = (
    *("at", "purl", "filename", "sha256", "action", "kind", "until", "reasons", "standing"),
    *("address", "agent", "command", "epoch", "note", "who", "ci_claim"),
)


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
@click.option(
    "--acts", is_flag=True, help="List approvals, denials and withdrawals instead of the gate's decisions."
)
def command(
    *,
    format_: str,
    package: str | None,
    since: str | None,
    until: str | None,
    action: str | None,
    who: str | None,
    acts: bool,
) -> int:
    """Show the gate's decisions: which client requested which release, the verdict and its reasons."""
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    if acts and (action is not None or who is not None):
        raise click.UsageError("--acts cannot be combined with --action or --who")
    name, version = (None, None) if package is None else package_of(package)
    from_ = None if since is None else moment_of(since, "--since")
    to = None if until is None else moment_of(until, "--until")
    with open_store(Home(data_home(os.environ))) as store:
        if acts:
            from pratique.cli.approvals.log import written  # noqa: PLC0415 - most questions are about decisions

            if format_ == "json":
                raise click.UsageError("--acts does not support --format json: use jsonl")
            said = [one for one in store.acts.read(since=from_) if to is None or one.at < to]
            # A freeze is about no package.
            freezes = [] if name is not None else store.freezes.read(since=from_)
            ordered = [one for one in freezes if to is None or one.at < to]
            told = list(written(said, format_, name, version, ordered))
            for line in told:
                click.echo(line, nl=False)
            if len(told) == (format_ == "csv"):
                number = "1 act was" if len(said) == 1 else f"{len(said):,} acts were"
                click.echo(f"No approval or denial matches: {number} searched.", err=format_ != "text")
            return Exit.CLEAR
        extent = store.decisions.extent(since=from_, until=to)
        decisions = store.decisions.read(
            since=from_,
            until=to,
            package=name,
            version=version,
            action=None if action is None else Action(action),
            who=who,
        )
        if format_ == "json":
            whole(LOG_VERSION, searched(extent, from_, to), "decisions", map(_document, decisions))
            return Exit.CLEAR
        lines = 0
        for line in _WRITERS[format_](decisions):
            click.echo(line, nl=False)
            lines += 1
    if lines == (format_ == "csv"):
        # For a program standard output stays what it was: empty.
        click.echo(sentences("No decision matches.", extent), err=format_ != "text")
    return Exit.CLEAR


def whole(version: int, head: "Mapping[str, Json]", name: str, rows: "Iterable[Mapping[str, Json]]") -> None:
    """Print a JSON object with a list of rows, one row at a time, because a log may not fit into memory."""
    from pratique.report.formats.json_text import compact  # noqa: PLC0415 - imports the contract of reports

    start = compact({"schema_version": version, **head}).rstrip()
    click.echo(f'{start[:-1]},"{name}":[', nl=False)
    for number, row in enumerate(rows):
        click.echo(f"{',' if number else ''}{compact(dict(row)).rstrip()}", nl=False)
    click.echo("]}")


def package_of(text: str) -> "tuple[PackageRef, str | None]":
    """Return the package, and the version if one is given. Raise UsageError."""
    from pratique.core.names import ReleaseRef  # noqa: PLC0415 - a log without the option does without
    from pratique.ecosystems.interface import LocalPath  # noqa: PLC0415 - as above
    from pratique.ecosystems.npm import ecosystem as npm  # noqa: PLC0415 - as above
    from pratique.ecosystems.target import parse_target  # noqa: PLC0415 - as above

    with suppress(ParseError):
        # A name alone is npm's.
        return npm.normalise(text), None
    found = parse_target(text)
    if isinstance(found, ReleaseRef):
        return found.package, found.version
    if isinstance(found, LocalPath):
        raise UsageError(
            Reference.TARGET_INVALID, f"{text} is a path", hint="specify a package name or a purl"
        )
    return found, None


def moment_of(text: str, option: str) -> datetime:
    """Return a day or time in UTC, or a span before now (`7d`)."""
    with suppress(ParseError):
        from pratique.cli.run.clock import now  # noqa: PLC0415 - most moments are written out

        return now() - parse_duration(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            Reference.USAGE,
            f"{option} {text[:40]!r} is not a date, a time or a span",
            hint="write 2026-11-26, 2026-11-26T18:00+00:00, or a span before now such as 7d",
        ) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _text(decisions: "Iterator[Decision]") -> Iterator[str]:
    for one in decisions:
        kind = f" ({one.kind.value})" if one.kind else ""
        until = f" until {one.until:%Y-%m-%d %H:%M}" if one.until else ""
        why = "; ".join(f"{ground.text} [{ground.code}]" for ground in one.grounds)
        agent = one.client.agent.partition(" ")[0]
        who = " ".join(filter(None, (one.client.who, one.client.address, agent, one.client.command)))
        ci = f", {one.client.ci.words}" if one.client.ci else ""
        parts = [
            f"{one.at:%Y-%m-%d %H:%M:%S}",
            f"{one.action.value}{kind}{until}",
            one.ref.purl,
            f"for {who}{ci}",
        ]
        text = "  ".join(filter(None, [*parts, why, one.note]))
        yield f"{escape(text)}\n"


def _jsonl(decisions: "Iterator[Decision]") -> Iterator[str]:
    from pratique.report.formats.json_text import compact  # noqa: PLC0415 - imports the contract of reports

    for one in decisions:
        yield compact(_document(one))


def _document(one: "Decision") -> dict[str, Any]:
    reasons = [{"code": ground.code, "text": ground.text, "source": ground.source} for ground in one.grounds]
    return {**_row(one), "reasons": reasons, "ci_claim": one.client.ci.document if one.client.ci else None}


def _csv(decisions: "Iterator[Decision]") -> Iterator[str]:
    yield csv_line(_FIELDS)
    for one in decisions:
        yield csv_line([cell(value) for value in _row(one).values()])


_WRITERS = {"text": _text, "jsonl": _jsonl, "csv": _csv}


def _row(one: "Decision") -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "purl": one.ref.purl,
        "filename": one.filename,
        "sha256": one.sha256,
        "action": one.action.value,
        "kind": one.kind.value if one.kind else None,
        "until": one.until.isoformat() if one.until else None,
        "reasons": "; ".join(f"{ground.code}: {ground.text}" for ground in one.grounds),
        "standing": one.standing.value,
        "address": one.client.address,
        "agent": one.client.agent,
        "command": one.client.command,
        "epoch": one.epoch,
        "note": one.note,
        "who": one.client.who,
        "ci_claim": one.client.ci.words if one.client.ci else "",
    }
