"""`pratique explain`: the page of a rule, a reason, an exit code or an error."""

import difflib
import inspect

import click
from click.shell_completion import CompletionItem

from pratique.analysis.rules import RULES
from pratique.cli.exit_codes import EXIT_PAGES, Exit
from pratique.core.verdict import ReasonCode
from pratique.errors import Reference, UsageError
from pratique.report.pages import REASON_PAGES, REFERENCE_PAGES


def _offered(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in _names() if name.startswith(incomplete)]


@click.command(name="explain")
@click.argument("word", metavar="RULE|REASON|EXIT|ERROR", required=False, shell_complete=_offered)
def command(word: str | None) -> int:
    """Explain a rule, a reason, an exit code or an error; without an argument, list them all."""
    if word is None:
        click.echo(_index())
        return Exit.CLEAR
    page = _page(word)
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
    if word in set(ReasonCode):
        return f"{word} (reason)\n\n{REASON_PAGES[ReasonCode(word)]}"
    if word in set(Reference):
        return f"{word} (error)\n\n{REFERENCE_PAGES[Reference(word)]}"
    if word.isascii() and word.isdigit() and int(word) in set(Exit):
        return f"exit code {word}\n\n{EXIT_PAGES[Exit(int(word))]}"
    return None


def _names() -> list[str]:
    return [*(rule.id for rule in RULES), *ReasonCode, *Reference, *(str(code.value) for code in Exit)]


def _index() -> str:
    lines = ["Rules"]
    lines += [f"  {rule.id:28}{rule.title}" for rule in RULES]
    lines += ["", "Reasons", *(f"  {code:28}{page.splitlines()[0]}" for code, page in REASON_PAGES.items())]
    lines += [
        "",
        "Exit codes",
        *(f"  {code.value:<28}{page.splitlines()[0]}" for code, page in EXIT_PAGES.items()),
    ]
    lines += ["", "Errors", *(f"  {reference:28}{page}" for reference, page in REFERENCE_PAGES.items())]
    return "\n".join(lines)
