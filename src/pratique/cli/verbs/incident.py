"""Defines `pratique incident`, which keeps the record of an incident in a file and exports it as a post-mortem."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pratique.cli.output.helping import Verbs
from pratique.cli.output.single_answer import Answers, answer_options

F = TypeVar("F", bound=Callable[..., object])
_SECTIONS = (
    *("timeline", "clean", "behaviour", "cause", "response", "decision", "informed"),
    *("well", "badly", "lucky", "question", "change", "credit"),
)
_CONFIDENCES = ("confirmed", "likely", "unconfirmed")
_folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the incident files (default: `incidents` in the state folder).",
)
_by_option = click.option(
    "--by",
    "who",
    metavar="WHO",
    help="Your name, which is recorded with the entry (default: your login name).",
)


@click.group(name="incident", cls=Verbs)
def command() -> None:
    """Record an incident in a file: packages, timeline, answers and decisions; export the post-mortem.

    INCIDENT is the id of an incident, or the path of its file. Entries are only added, so that the files of two people
    can be joined: `pratique incident add INCIDENT FILE` adds the entries of another copy.
    """


@command.command(name="open")
@click.argument("title")
@click.option("--id", "id_", metavar="ID", help="Id of the incident (default: made from the title).")
@_folder_option
@_by_option
def open_(title: str, *, id_: str | None, folder: Path | None, who: str | None) -> int:
    """Create the file of a new incident, or open a closed incident again.

    Without --id, the id is the title in lower case with hyphens.
    """
    from pratique.cli.incident.recording import open_incident  # noqa: PLC0415 - `--help` is quick

    return open_incident(title, id_=id_, folder=folder, who=who)


@command.command(name="add")
@click.argument("incident")
@click.argument("what", nargs=-1, required=True, metavar="WHAT...")
@click.option(
    "--ecosystem",
    type=click.Choice(["npm", "pypi", "gem"]),
    help="Ecosystem of package names that do not state one.",
)
@_folder_option
@_by_option
def add(
    incident: str, *, what: tuple[str, ...], ecosystem: str | None, folder: Path | None, who: str | None
) -> int:
    """Add packages, indicators, answers or facts to an incident.

    WHAT is everything that `pratique exposed` searches for (releases, advisories, tables of vendors, digests,
    indicators), or a file: a JSON report of `pratique exposed`, which is recorded as an answer; a saved registry
    listing (npm or PyPI), which shows publishers and times; or another copy of the incident file, whose entries are
    added. For each listed release, the command also records what the store of this machine contains about it. The
    command sends no requests.

    Exit code 3: a part of WHAT could not be read; the incident file records which.
    """
    from pratique.cli.incident.recording import add_to_incident  # noqa: PLC0415 - `--help` is quick

    return add_to_incident(incident, what, ecosystem=ecosystem, folder=folder, who=who)


@command.command(name="note")
@click.argument("incident")
@click.argument("text")
@click.option(
    "--for",
    "section",
    type=click.Choice(_SECTIONS),
    metavar="SECTION",
    default="timeline",
    help=f"Section of the post-mortem: {', '.join(_SECTIONS)} (default: timeline).",
)
@click.option(
    "--at", metavar="WHEN", help="When it happened: a day or a time in UTC, or a span before now (2h)."
)
@click.option("--source", default="", metavar="TEXT", help="Where the information comes from.")
@click.option(
    "--confidence",
    type=click.Choice(_CONFIDENCES),
    default="unconfirmed",
    help="How sure you are (default: unconfirmed).",
)
@click.option(
    "--withdraw",
    metavar="ENTRY",
    help="Withdraw an earlier entry, with TEXT as the reason. `pratique incident show --format json` lists the "
    "entries of notes.",
)
@_folder_option
@_by_option
def note(incident: str, text: str, *, folder: Path | None, who: str | None, **options: Any) -> int:
    """Add a sentence to a section of the post-mortem. A note with --at is also part of the timeline."""
    from pratique.cli.incident.recording import Said, add_note  # noqa: PLC0415 - `--help` is quick

    return add_note(incident, Said(text=text, **options), folder=folder, who=who)


@command.command(name="close")
@click.argument("incident")
@click.option("--reason", required=True, metavar="TEXT", help="Why the incident is over.")
@_folder_option
@_by_option
def close(incident: str, *, reason: str, folder: Path | None, who: str | None) -> int:
    """Close an incident. `pratique incident open` with the same --id opens it again."""
    from pratique.cli.incident.recording import close_incident  # noqa: PLC0415 - `--help` is quick

    return close_incident(incident, reason, folder=folder, who=who)


@command.command(name="export")
@click.argument("incident")
@answer_options("markdown", "html")
@_folder_option
def export(incident: str, *, format_: str, output: tuple[str, ...], color: str, folder: Path | None) -> int:  # noqa: ARG001 - documents have no colour
    """Write the post-mortem. Empty sections state what is missing, and the command that adds it.

    Exit code 3: the incident file contains entries that are not understood, or that were changed after they were added.
    """
    from pratique.cli.incident.printing import export as write  # noqa: PLC0415 - `--help` is quick

    return write(incident, Answers.of(format_, output, ("markdown", "html")), folder=folder)


@command.command(name="show")
@click.argument("incident", required=False)
@answer_options("text", "json")
@_folder_option
def show(
    incident: str | None, *, format_: str, output: tuple[str, ...], color: str, folder: Path | None
) -> int:
    """Show the status of an incident; without INCIDENT, list the incidents.

    Exit code 3: an incident file could not be read, or contains entries that are not understood or were changed after they were added.
    """
    from pratique.cli.incident.printing import list_all  # noqa: PLC0415 - `--help` is quick
    from pratique.cli.incident.printing import show as write  # noqa: PLC0415 - as above

    answers = Answers.of(format_, output, ("text", "json"))
    if incident is None:
        return list_all(answers, color=color, folder=folder)
    return write(incident, answers, color=color, folder=folder)


@command.command(name="drill")
@click.argument("name", type=click.Choice(["event-stream"]))
@click.option(
    "--folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the drill, which must not exist or must be empty.",
)
def drill(name: str, *, folder: Path) -> int:
    """Create a made-up organisation in which the packages of a real incident came and went.

    The folder then contains repositories, a cache, logs, an image and the advisory, so that a team can practise from
    the advisory to the post-mortem. The files contain no malicious code.
    """
    from pratique.cli.incident.drill import create  # noqa: PLC0415 - `--help` is quick

    return create(name, folder)
