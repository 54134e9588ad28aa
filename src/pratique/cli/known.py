"""Answers about releases that are known to be bad and that no registry gives: the first question of every verb."""

from collections.abc import Callable, Mapping, Sequence

import click

from pratique.cli.exit_codes import Exit, of_targets
from pratique.cli.session import Session
from pratique.cli.terminal import wants_colour
from pratique.config import Settings
from pratique.core.assessment import Target
from pratique.core.names import ReleaseRef
from pratique.core.verdict import Standing
from pratique.errors import RegistryError
from pratique.intake.questions import Wish
from pratique.report import json, style
from pratique.report.escape import escape


async def instead(session: Session, refs: Sequence[ReleaseRef | None], error: RegistryError) -> list[Target]:
    """Judge the releases that are known to be bad, where `error` keeps a verb from its own answer. Raises `error` if none is."""
    found = []
    for ref in refs:
        if ref is not None and session.questions.known_bad(ref):
            questions = await session.questions.of_release(ref, standing=Standing.NEW, wish=Wish(none=True))
            judged = [await session.road.assess(question) for question in questions]
            found.append(Target(name=str(ref), ref=ref, assessments=tuple(judged)))
    if not found:
        raise error
    return found


def statements(session: Session, ref: ReleaseRef | None) -> tuple[str, ...]:
    """Return what is known to be bad about a release, one sentence each; no registry is asked."""
    return () if ref is None else tuple(bad.text for bad in session.questions.known_bad(ref))


def write(targets: Sequence[Target], settings: Settings, *, format_: str, color: str) -> Exit:
    """Write the answers as `inspect` does, as text or JSON, and return the exit code."""
    from pratique.report import contract, text  # noqa: PLC0415 - most runs need neither

    writers: Mapping[str, Callable[[], str]] = {
        "json": lambda: json.indented([contract.target(target) for target in targets]),
        "text": lambda: style.render(text.targets(targets), colour=wants_colour(color)),
    }
    click.echo(writers["json" if format_ == "json" else "text"](), nl=False)
    return of_targets(targets, fail_on=settings.check.fail_on)


def warn(said: Sequence[str]) -> None:
    """Say on standard error what is known to be bad, where the answer itself has no place for it."""
    for sentence in said:
        click.echo(f"known to be bad: {escape(sentence)}", err=True)
