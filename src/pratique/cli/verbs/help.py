"""Defines `pratique help`, which prints the documentation pages that ship with Pratique."""

import re
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable

import click
from click.shell_completion import CompletionItem

from pratique.cli.output.exit_codes import Exit
from pratique.core.suggestion import did_you_mean
from pratique.errors import Reference, UsageError

ROOMS: Mapping[str, str] = {
    "tutorial": "Tutorial",
    "how-to": "How-to guides",
    "reference": "Reference",
    "explanation": "Explanation",
}
"""The folders of the documentation, each with its title."""
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(([^()\s]{1,300})\)")


def _offered(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in topics() if name.startswith(incomplete)]


@click.command(name="help")
@click.argument("topic", required=False, shell_complete=_offered)
@click.pass_context
def command(context: click.Context, topic: str | None) -> int:
    """Print a page of the documentation; without a topic, list all topics.

    The documentation pages ship with Pratique and are available offline. `pratique explain` prints the pages of rules,
    signals, reasons, exit codes and errors; `pratique VERB --help` prints the options of a verb.
    """
    found = topics()
    if topic is None:
        click.echo(_index(found))
    elif topic in found:
        click.echo_via_pager(plain(found[topic].read_text(encoding="utf-8"), found))
    elif (group := _group(context)) and (verb := group.get_command(context, topic)):
        with click.Context(verb, parent=context.parent, info_name=topic) as inner:
            click.echo(verb.get_help(inner))
    else:
        hint = did_you_mean(topic, found, "`pratique help` lists the topics")
        raise UsageError(Reference.USAGE, f"there is no help page named {topic!r}", hint=hint)
    return Exit.CLEAR


def topics() -> dict[str, Traversable]:
    """Return the page of each topic, in the order of the documentation folders."""
    pages = resources.files("pratique") / "pages"
    return {
        page.name.removesuffix(".md"): page
        for room in ROOMS
        if (pages / room).is_dir()
        for page in sorted((pages / room).iterdir(), key=lambda page: page.name.removesuffix(".md"))
    }


def plain(text: str, known: Mapping[str, object]) -> str:
    """Return a page for a terminal, without comments and with each link replaced by the command that prints its target."""

    def shown(link: re.Match[str]) -> str:
        words, target = link.groups()
        if "://" in target:
            return f"{words} ({target})"
        folder, _, name = target.partition("#")[0].removesuffix(".md").rpartition("/")
        if folder.endswith(("rules", "signals")):
            return f"{words} (`pratique explain {name}`)"
        return f"{words} (`pratique help {name}`)" if name in known else words

    kept = (line for line in text.splitlines() if not line.startswith("<!--"))
    return _LINK.sub(shown, "\n".join(kept).strip()) + "\n"


def _group(context: click.Context) -> click.Group | None:
    above = context.parent.command if context.parent else None
    return above if isinstance(above, click.Group) else None


def _index(found: Mapping[str, Traversable]) -> str:
    lines = ["`pratique help TOPIC` prints a page.", ""]
    pages = resources.files("pratique") / "pages"
    for room, title in ROOMS.items():
        lines.append(title)
        lines += [
            f"  {name:20}{_title(page)}" for name, page in found.items() if (pages / room / page.name) == page
        ]
        lines.append("")
    return "\n".join(lines[:-1])


def _title(page: Traversable) -> str:
    with page.open(encoding="utf-8") as lines:
        return next((line[2:].strip() for line in lines if line.startswith("# ")), page.name)
