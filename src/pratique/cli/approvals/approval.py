"""Contains shared code of `approve` and `deny`: the acting user, the expiry and the output."""

import getpass
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.run.clock import now
from pratique.config.duration import parse_duration
from pratique.core.act import ActKind
from pratique.errors import ParseError, Reference, UsageError
from pratique.report.parts.escape import escape
from pratique.report.verbs.log_search import LOOK_THERE

if TYPE_CHECKING:
    from pratique.gate.holds.approval import Done, NotDone

MOST_WHO = 200
MOST_REASON = 1_000
TARGETS_HELP = "a release (pkg:npm/name@1.0.0), a digest (sha256:...) or request:KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The command-line arguments of `approve` or `deny`."""

    targets: tuple[str, ...]
    reason: str
    who: str | None
    expires: str | None = None
    even_blocked: bool = False
    format_: str = "text"


def act(kind: ActKind, said: Said) -> int:
    """Approve or deny all targets, and print the targets that failed.

    Raise UsageError for invalid arguments, and StoreError if the database is unusable.
    """
    from pratique.gate.holds.approval import Wish, act_upon  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - as above
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    present = now()
    wish = Wish(
        kind=kind,
        who=who_of(said.who),
        reason=text_of(said.reason, "--reason", MOST_REASON),
        at=present,
        until=None if said.expires is None else end_of(said.expires, present),
        even_blocked=said.even_blocked,
    )
    with open_store(Home(data_home(os.environ))) as store:
        done, not_done = act_upon(said.targets, wish, store)
    if said.format_ == "json":
        from pratique.report.formats.json_text import indented  # noqa: PLC0415 - as above
        from pratique.report.verbs.approvals import answer  # noqa: PLC0415 - imports the contract of reports

        told = [(one.act, one.subject.filename, one.lifts) for one in done]
        click.echo(indented(answer(told, [(one.target, one.why) for one in not_done])), nl=False)
    else:
        _tell(done, not_done)
    if any(one.stopped for one in not_done):
        return Exit.STOPPED
    return Exit.INCOMPLETE if not_done else Exit.CLEAR


def _tell(done: "tuple[Done, ...]", not_done: "tuple[NotDone, ...]") -> None:
    from pratique.report.verbs.approvals import WORDS  # noqa: PLC0415 - imports the contract of reports

    for one in done:
        name = " ".join(filter(None, (one.subject.purl, one.subject.filename)))
        until = f", until {one.act.until:%Y-%m-%d %H:%M} UTC" if one.act.until else ""
        lifts = f", against {', '.join(one.lifts)}" if one.lifts else ""
        met = "" if one.subject.purl else ", which this gate has not seen yet"
        text = f"{WORDS[one.act.kind]}: {f'{name} ' if name else ''}({one.act.digest}){until}{lifts}{met}"
        click.echo(escape(text))
    if done:
        click.echo("a running gate applies the change within seconds", err=True)
    if any(one.act.kind is ActKind.REFUSE for one in done):
        click.echo(
            "Not covered: client caches and existing installs on other machines, which do not use the gate. "
            f"`pratique affected` lists the clients that downloaded the release from this gate; {LOOK_THERE}.",
            err=True,
        )
    for other in not_done:
        click.echo(escape(f"not changed: {other.target}: {other.why}"), err=True)


def who_of(given: str | None) -> str:
    """Return the given user name, or else the login name. Raise UsageError if there is no user name."""
    if given is None:
        with suppress(OSError, KeyError, ImportError):
            given = getpass.getuser()
    return text_of(given or "", "--by", MOST_WHO)


def text_of(text: str, option: str, most: int) -> str:
    """Return the text without surrounding spaces. Raise UsageError if the text is empty or too long."""
    stripped = text.strip()
    if not stripped or len(stripped) > most:
        hint = f"write a sentence of at most {most} characters"
        raise UsageError(Reference.USAGE, f"{option} is empty or too long", hint=hint)
    return stripped


def end_of(text: str, present: datetime, option: str = "--expires") -> datetime:
    """Parse a future time: a span from now (`7d`), a time, or a day, which means the end of the day in UTC.

    Raise UsageError.
    """
    end = _end(text, present, option)
    if end <= present:
        raise UsageError(
            Reference.USAGE, f"{option} {text[:40]!r} is in the past", hint="specify a future time"
        )
    return end


def _end(text: str, present: datetime, option: str) -> datetime:
    with suppress(ParseError):
        return present + parse_duration(text)
    with suppress(ValueError, OverflowError):
        day = date.fromisoformat(text)
        return datetime.combine(day, time(), UTC) + timedelta(days=1)
    with suppress(ValueError, OverflowError):
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    raise UsageError(
        Reference.USAGE,
        f"{option} {text[:40]!r} is not a valid time",
        hint="write a span such as 7d, a day such as 2026-12-31, or 2026-12-31T18:00+00:00",
    )
