"""Reports known-bad releases, including releases that registries no longer serve.

Every verb checks for known-bad releases first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import click

from pratique.cli.output.exit_codes import Exit, of_targets
from pratique.cli.output.terminal import wants_colour, width
from pratique.cli.run.session import Session
from pratique.config import Settings
from pratique.core.assessment import Target
from pratique.core.names import ReleaseRef
from pratique.core.verdict import Standing
from pratique.errors import RegistryError
from pratique.intake.questions import Wish
from pratique.report.formats import json_text as json
from pratique.report.parts.escape import escape
from pratique.report.text import style


async def instead(session: Session, refs: Sequence[ReleaseRef | None], error: RegistryError) -> list[Target]:
    """Return the verdicts for the known-bad releases after `error` stopped a verb.

    Raise the given error again if no release is known to be bad.
    """
    found = []
    for ref in refs:
        if ref is not None and session.questions.known_bad(ref):
            questions = await session.questions.of_release(ref, standing=Standing.NEW, wish=Wish(none=True))
            judged = [await session.road.assess(question) for question in questions]
            found.append(Target(name=str(ref), ref=ref, assessments=tuple(judged)))
    if not found:
        raise error
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """The known malware among the given releases."""

    statements: tuple[str, ...] = ()
    lost: str = ""
    """The reason why the records of malicious releases are lost or unreadable, or ""."""

    def warn(self) -> None:
        """Print the known malware to standard error, for output formats that cannot represent known malware."""
        for sentence in self.statements:
            click.echo(f"known to be bad: {escape(sentence)}", err=True)

    def exit(self, code: Exit) -> Exit:
        """Return the exit code: 1 for known malware, or 3 instead of 0 or 5 if records are lost.

        Print a warning if records of malicious releases are lost.
        """
        if self.lost:
            click.echo(f"not checked against known malware: {escape(self.lost)}", err=True)
        if self.statements:
            return Exit.STOPPED
        return Exit.INCOMPLETE if self.lost and code in {Exit.CLEAR, Exit.WAITS} else code


def said(session: Session, *refs: ReleaseRef | None) -> Said:
    """Return the known malware among releases and their files in the local database, without requests."""
    found: list[str] = []
    for ref in refs:
        if ref is not None:
            met = session.store.artifacts.of_releases([ref.purl])
            digests = tuple(dict.fromkeys(digest for seen in met for digest in seen.digests))
            found += (bad.text for bad in session.questions.known_bad(ref, digests))
    trouble = session.road.warnings.trouble
    return Said(tuple(dict.fromkeys(found)), "" if trouble is None else trouble.message)


def write(targets: Sequence[Target], settings: Settings, *, format_: str, color: str) -> Exit:
    """Write the verdicts like `inspect`, as text or JSON, and return the exit code."""
    from pratique.report.formats import json_contract as contract  # noqa: PLC0415 - most runs need neither
    from pratique.report.text import report as text  # noqa: PLC0415 - most runs need neither

    writers: Mapping[str, Callable[[], str]] = {
        "json": lambda: json.indented([contract.target(target) for target in targets]),
        "text": lambda: style.render(text.targets(targets), colour=wants_colour(color), width=width()),
    }
    click.echo(writers["json" if format_ == "json" else "text"](), nl=False)
    return of_targets(targets, fail_on=settings.check.fail_on)
