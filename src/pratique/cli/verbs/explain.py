"""Defines `pratique explain`, which prints the page of a rule, signal, reason, exit code, error, advisory or release."""

import asyncio
import inspect
import re
from collections.abc import Iterable, Mapping

import click
from click.shell_completion import CompletionItem

from pratique.analysis.rules import RULES
from pratique.cli.advisories.index_opening import open_advisories
from pratique.cli.output.exit_codes import EXIT_PAGES, Exit
from pratique.cli.output.helping import Formatter
from pratique.cli.run.settings import read_settings
from pratique.config.setting import SETTINGS
from pratique.core.names import ReleaseRef
from pratique.core.reason import ReasonCode
from pratique.core.suggestion import nearest
from pratique.ecosystems.interface import LocalPath
from pratique.ecosystems.target import parse_target
from pratique.errors import Reference, StoreError, UsageError
from pratique.history import EVERY
from pratique.history.pages import signal_page
from pratique.report.parts.escape import escape
from pratique.report.verbs.advisory import advisory
from pratique.report.verbs.explain import REASON_PAGES, REFERENCE_PAGES
from pratique.report.verbs.glossary import CLIENTS, FORMATS, GLOSSARY, word_page

_ADVISORY = re.compile(r"(?=.*\d)[A-Za-z][A-Za-z0-9]*(?:[-:][A-Za-z0-9._/@+:-]{1,200})+")
"""Matches ids of advisories such as `CVE-2021-44906`, `GHSA-xvch-5gv4-984h` and `npm:name:date`."""


def _offered(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in _names() if name.startswith(incomplete)]


@click.command(name="explain")
@click.argument("word", metavar="WORD", required=False, shell_complete=_offered)
def command(word: str | None) -> int:
    """Explain a rule, signal, reason, setting, exit code, error or any other term.

    Without an argument, list all terms that have an explanation. WORD can also be the id or an alias of an advisory in
    the local index, which `pratique advisories sync` downloads. For a release (NAME@VERSION or NAME==VERSION), print
    all records on this machine that report the release as known to be bad.
    """
    if word is None:
        click.echo(_index())
        return Exit.CLEAR
    page = _page(word) or _release(word) or _advisory(word)
    if page is None:
        near = nearest(word, _names())
        hint = f"did you mean {near}?" if near else "`pratique explain` lists all terms"
        if not near and " " not in word:
            hint += f"; `pratique inspect {escape(word)}` checks a package with that name"
        raise UsageError(Reference.USAGE, f"no help is available for {word!r}", hint=hint)
    click.echo(page)
    return Exit.CLEAR


def _page(word: str) -> str | None:
    """Return all pages for a word, because a rule and a reason can have the same name."""
    pages = [
        page for make in (_rule, signal_page, _code, _exit, _setting) if (page := make(word)) is not None
    ]
    if not pages or word in GLOSSARY:
        pages += [_wrapped(page)] if (page := word_page(word)) is not None else []
    return "\n\n".join(pages) or None


def _rule(word: str) -> str | None:
    for rule in RULES:
        if rule.id == word:
            head = (
                f"{rule.id}: {rule.title}\nat most {rule.severity.value}, {rule.confidence.value} confidence"
            )
            return f"{head}\n\n{inspect.cleandoc(rule.page)}"
    return None


def _code(word: str) -> str | None:
    if word in set(ReasonCode):
        return f"{word} (reason)\n\n{REASON_PAGES[ReasonCode(word)]}"
    if word in set(Reference):
        return f"{word} (error)\n\n{REFERENCE_PAGES[Reference(word)]}"
    return None


def _exit(word: str) -> str | None:
    for code in Exit:
        if word in {str(code.value), code.name.lower()}:
            return f"exit code {code.value} ({code.name.lower()})\n\n{EXIT_PAGES[code]}"
    return None


def _setting(word: str) -> str | None:
    """Return the page of a setting by its key, its variable or the last part of its key."""
    for setting in SETTINGS:
        if word in {setting.key, setting.variable, setting.key.rpartition(".")[2]}:
            default = setting.form.show(setting.default)
            return _wrapped(
                f"{setting.key} (setting)\n\n{setting.about}\n\nDefault: {default}. Variable: {setting.variable}."
            )
    return None


def _advisory(word: str) -> str | None:
    """Return the page of an advisory from the index, or None if the word is not an id or is unknown."""
    if _ADVISORY.fullmatch(word) is None:
        return None
    settings = read_settings(None, {})
    with open_advisories(settings) as opened:
        found = opened.index.by_id(word)
        if found or opened.trouble is None:
            return advisory(found) or None
        trouble = opened.trouble
    raise StoreError(
        trouble.reference, f"{word} was not found in the advisory index: {trouble.message}", hint=trouble.hint
    )


def _release(word: str) -> str | None:
    """Return a page with the known malware records of a release, or None if the word is not a release.

    For an exact version, no request is sent. A name, a tag or a range is resolved with a request to the registry.
    """
    # Imports the network and the store, which no other page needs.
    from pratique.cli.run import known_bad as known  # noqa: PLC0415
    from pratique.cli.run.newest import parts, settled  # noqa: PLC0415
    from pratique.cli.run.session import open_session  # noqa: PLC0415
    from pratique.ecosystems.newest import is_version  # noqa: PLC0415

    if "@" not in word and "=" not in word and ":" not in word:
        return None
    try:
        asked = parse_target(word)
    except UsageError:
        return None
    if isinstance(asked, LocalPath):
        return None

    async def run() -> tuple[ReleaseRef, known.Said, str]:
        async with open_session(read_settings(None, {})) as session:
            package, version = parts(asked)
            exact = version is not None and is_version(package, version)
            ref = package.at(version or "") if exact else await settled(session, asked, name=word)
            covered = session.road.warnings.gap(ref.package, session.road.now())
            return ref, known.said(session, ref), covered

    ref, said, gap = asyncio.run(run())
    lines = [f"{escape(str(ref))} (release)", ""]
    lines += [f"known to be bad: {escape(one)}" for one in said.statements] or [
        "No record on this machine reports this release as bad. The files of the release were not inspected."
    ]
    lines += [f"Not checked: {escape(gap)}."] if gap else []
    return "\n".join([*lines, "", f"`pratique inspect {escape(word)}` inspects its files."])


def _names() -> list[str]:
    return [
        *(rule.id for rule in RULES),
        *(one.id for one in EVERY),
        *ReasonCode,
        *Reference,
        *(str(code.value) for code in Exit),
        *(code.name.lower() for code in Exit),
        *(setting.key for setting in SETTINGS),
        *GLOSSARY,
        *FORMATS,
        *CLIENTS,
    ]


def _index() -> str:
    """Return the list of all pages, wrapped at the width of the terminal."""
    sections: Mapping[str, Iterable[tuple[str, str]]] = {
        "Rules": ((rule.id, rule.title) for rule in RULES),
        "Signals": ((one.id, one.title) for one in EVERY),
        "Reasons": ((code.value, page.splitlines()[0]) for code, page in REASON_PAGES.items()),
        "Exit codes": ((str(code.value), page.splitlines()[0]) for code, page in EXIT_PAGES.items()),
        "Settings": ((setting.key, setting.about) for setting in SETTINGS),
        "Words": GLOSSARY.items(),
        "Errors": ((one.value, page.splitlines()[0]) for one, page in REFERENCE_PAGES.items()),
    }
    formatter = Formatter()
    for title, rows in sections.items():
        with formatter.section(title):
            formatter.write_dl(rows)
    return formatter.getvalue().rstrip()


def _wrapped(text: str) -> str:
    """Return paragraphs wrapped at the width of the terminal."""
    formatter = Formatter()
    formatter.write_text(text)
    return formatter.getvalue().rstrip()
