"""`pratique explain`: the page of a rule, a signal, a reason, an exit code, an error, an advisory or a release."""

import asyncio
import difflib
import inspect
import re

import click
from click.shell_completion import CompletionItem

from pratique.analysis.rules import RULES
from pratique.cli.advisories.index_opening import open_advisories
from pratique.cli.output.exit_codes import EXIT_PAGES, Exit
from pratique.cli.run.settings import read_settings
from pratique.core.reason import ReasonCode
from pratique.errors import PratiqueError, Reference, StoreError, UsageError
from pratique.history import EVERY
from pratique.history.pages import signal_page
from pratique.report.parts.escape import escape
from pratique.report.verbs.advisory import advisory
from pratique.report.verbs.explain import REASON_PAGES, REFERENCE_PAGES

_ADVISORY = re.compile(r"(?=.*\d)[A-Za-z][A-Za-z0-9]*(?:[-:][A-Za-z0-9._/@+:-]{1,200})+")
"""Ids of advisories have letters, a hyphen and a digit: `CVE-2021-44906`, `GHSA-xvch-5gv4-984h`, `npm:name:date`."""


def _offered(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in _names() if name.startswith(incomplete)]


@click.command(name="explain")
@click.argument(
    "word", metavar="RULE|SIGNAL|REASON|EXIT|ERROR|ADVISORY|RELEASE", required=False, shell_complete=_offered
)
def command(word: str | None) -> int:
    """Explain a rule, a signal of history, a reason, an exit code, an error, an advisory or a release; without an argument, list what there is.

    An advisory is named by its id or an alias, and read from the index of this machine (`pratique advisories sync`). Of a release
    (`NAME@VERSION`, `NAME==VERSION`) everything is printed that this machine knows to be bad about it.
    """
    if word is None:
        click.echo(_index())
        return Exit.CLEAR
    page = _page(word) or _release(word) or _advisory(word)
    if page is None:
        names = _names()
        near = difflib.get_close_matches(word, names, n=1)
        hint = f"did you mean {near[0]}?" if near else "`pratique explain` lists what can be explained"
        raise UsageError(Reference.USAGE, f"nothing is called {word!r}", hint=hint)
    click.echo(page)
    return Exit.CLEAR


def _page(word: str) -> str | None:
    for rule in RULES:
        if rule.id == word:
            head = (
                f"{rule.id}: {rule.title}\nat most {rule.severity.value}, {rule.confidence.value} confidence"
            )
            return f"{head}\n\n{inspect.cleandoc(rule.page)}"
    if (told := signal_page(word)) is not None:
        return told
    if word in set(ReasonCode):
        return f"{word} (reason)\n\n{REASON_PAGES[ReasonCode(word)]}"
    if word in set(Reference):
        return f"{word} (error)\n\n{REFERENCE_PAGES[Reference(word)]}"
    if word.isascii() and word.isdigit() and int(word) in set(Exit):
        return f"exit code {word}\n\n{EXIT_PAGES[Exit(int(word))]}"
    return None


def _advisory(word: str) -> str | None:
    """What the index says under this id; None when it looks like none, or no source knows it."""
    if _ADVISORY.fullmatch(word) is None:
        return None
    settings = read_settings(None, {})
    with open_advisories(settings) as opened:
        found = opened.index.by_id(word)
        if found or opened.trouble is None:
            return advisory(found) or None
        trouble = opened.trouble
    raise StoreError(trouble.reference, f"{word} cannot be looked up: {trouble.message}", hint=trouble.hint)


def _release(word: str) -> str | None:
    """Return what this machine knows to be bad about a release; None if the word does not name one. No registry is asked."""
    # Imports the network and the store, which no other page needs.
    from pratique.cli.run import known_bad as known  # noqa: PLC0415
    from pratique.cli.run.session import open_session  # noqa: PLC0415
    from pratique.cli.run.target import Targets  # noqa: PLC0415

    if "@" not in word[1:] and "==" not in word:
        return None
    try:
        ref = Targets().named(word)
    except PratiqueError:
        return None
    if ref is None:
        return None

    async def run() -> tuple[known.Said, str]:
        async with open_session(read_settings(None, {})) as session:
            covered = session.road.warnings.gap(ref.package, session.road.now())
            return known.said(session, ref), covered

    said, gap = asyncio.run(run())
    lines = [f"{escape(str(ref))} (release)", ""]
    lines += [f"known to be bad: {escape(one)}" for one in said.statements] or [
        "Nothing on this machine says that it is bad; its files were not read."
    ]
    lines += [f"Not checked: {escape(gap)}."] if gap else []
    return "\n".join([*lines, "", f"`pratique inspect {escape(word)}` reads its files."])


def _names() -> list[str]:
    return [
        *(rule.id for rule in RULES),
        *(one.id for one in EVERY),
        *ReasonCode,
        *Reference,
        *(str(code.value) for code in Exit),
    ]


def _index() -> str:
    lines = ["Rules"]
    lines += [f"  {rule.id:28}{rule.title}" for rule in RULES]
    lines += ["", "Signals", *(f"  {one.id:42}{one.title}" for one in EVERY)]
    lines += ["", "Reasons", *(f"  {code:28}{page.splitlines()[0]}" for code, page in REASON_PAGES.items())]
    lines += [
        "",
        "Exit codes",
        *(f"  {code.value:<28}{page.splitlines()[0]}" for code, page in EXIT_PAGES.items()),
    ]
    lines += ["", "Errors", *(f"  {reference:28}{page}" for reference, page in REFERENCE_PAGES.items())]
    return "\n".join(lines)
