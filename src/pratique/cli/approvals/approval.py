"""Contains shared code of `approve` and `deny`: the acting user, the expiry and the output."""

import getpass
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from pratique.cli.output.exit_codes import Exit
from pratique.cli.run.clock import now
from pratique.config.moment import end_of
from pratique.core.act import ActKind
from pratique.errors import Reference, UsageError
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
    gate: str | None = None
    """The URL of the gate; None for the state folder of this machine."""
    expires: str | None = None
    even_blocked: bool = False
    format_: str = "text"


def act(kind: ActKind, said: Said) -> int:
    """Approve or deny all targets, and print the targets that failed.

    Raise UsageError for invalid arguments, StoreError if the database is unusable, and RegistryError if the gate does
    not accept the request.
    """
    done, not_done = _here(kind, said) if said.gate is None else _there(kind, said, said.gate)
    if said.format_ == "json":
        from pratique.report.formats.json_text import indented  # noqa: PLC0415 - `--help` is quick
        from pratique.report.verbs.approvals import answer  # noqa: PLC0415 - imports the contract of reports

        told = [(one.act, one.subject.filename, one.lifts) for one in done]
        failed = [(one.target, one.why, one.stopped) for one in not_done]
        click.echo(indented(answer(told, failed)), nl=False)
    else:
        _tell(done, not_done)
    if any(one.stopped for one in not_done):
        return Exit.STOPPED
    return Exit.INCOMPLETE if not_done else Exit.CLEAR


def _here(kind: ActKind, said: Said) -> "tuple[tuple[Done, ...], tuple[NotDone, ...]]":
    """Store the decision in the state folder of this machine."""
    from pratique.gate.holds.approval import Wish, act_upon  # noqa: PLC0415 - imports SQLAlchemy
    from pratique.store.folder.home import Home, data_home  # noqa: PLC0415 - as above
    from pratique.store.opening import open_store  # noqa: PLC0415 - as above

    present = now()
    wish = Wish(
        kind=kind,
        who=who_of(said.who),
        login=login_name(),
        reason=text_of(said.reason, "--reason", MOST_REASON),
        at=present,
        until=None if said.expires is None else end_of(said.expires, present, "--expires"),
        even_blocked=said.even_blocked,
    )
    with open_store(Home(data_home(os.environ))) as store:
        return act_upon(said.targets, wish, store)


def _there(kind: ActKind, said: Said, gate: str) -> "tuple[tuple[Done, ...], tuple[NotDone, ...]]":
    """Send the decision to the gate at a URL."""
    from pratique.cli.remote.answers import acted_in  # noqa: PLC0415 - imports the client
    from pratique.cli.remote.gate_api import document_of, gate_api  # noqa: PLC0415 - as above

    refuse_name(said.who)
    present, path = now(), "approve" if kind in {ActKind.RELEASE, ActKind.RELEASE_UNDONE} else "deny"
    body = {
        "targets": list(said.targets),
        "reason": text_of(said.reason, "--reason", MOST_REASON),
        "undo": kind in {ActKind.RELEASE_UNDONE, ActKind.REFUSE_UNDONE},
    }
    if said.expires is not None:
        body["expires"] = end_of(said.expires, present, "--expires").isoformat()
    if said.even_blocked:
        body["even_blocked"] = True
    return acted_in(document_of(gate_api(gate).post(f"/-/pratique/{path}", body)))


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


def refuse_name(who: str | None) -> None:
    """Raise UsageError if a name is given together with `--gate`."""
    if who is not None:
        raise UsageError(
            Reference.USAGE,
            "--by cannot be combined with --gate",
            hint="the gate records the owner of the token, which `pratique gate token add` sets",
        )


def login_name() -> str:
    """Return the login name of this process according to the system; environment variables do not change it."""
    if sys.platform != "win32":
        import pwd  # noqa: PLC0415 - Windows has no such module

        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return f"uid {os.getuid()}"
    else:
        with suppress(OSError):
            return os.getlogin()
        return ""


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
