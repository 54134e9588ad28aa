"""`pratique source`: hold an artifact against the repository that it is said to come from."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from pratique.archive import read as read_archive
from pratique.cli.exit_codes import Exit
from pratique.cli.options import given, settings_options
from pratique.cli.session import Session, open_session
from pratique.cli.settings import read_settings, tell_settings
from pratique.cli.source_work import Named, Reach, open_source, read_source
from pratique.cli.target import Targets
from pratique.cli.terminal import wants_colour
from pratique.core.evidence import Known
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.release import Artifact, Listing, Release
from pratique.core.source import SourceReading, SourceReport
from pratique.core.tree import Tree
from pratique.core.verdict import Standing
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError
from pratique.history.source.habit import weigh
from pratique.history.source.reading import Asked
from pratique.intake.evidence import compare_bytes
from pratique.intake.question import File
from pratique.intake.questions import Wish
from pratique.report import json, source, style


@dataclass(frozen=True, kw_only=True)
class _Side:
    """An artifact in memory, and what its listing tells of its source."""

    asked: Asked
    built: str | None = None
    repository: str | None = None


@click.command(name="source")
@click.argument("target", metavar="TARGET")
@click.option(
    "--repository",
    metavar="URL|PATH",
    help="The repository to compare with, in place of the one that the artifact tells.",
)
@click.option(
    "--at", metavar="TAG|COMMIT", help="The commit to compare with, in place of the built one or the tag's."
)
@click.option("--tag-was", metavar="COMMIT", help="What the tag of this version named when it was last seen.")
@click.option(
    "--allowed-signers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Keys that may sign commits, as ssh-keygen has them; without it no signature is verified.",
)
@click.option("--no-baseline", is_flag=True, help="Do not ask what the package's habit is.")
@click.option("--ecosystem", type=click.Choice([e.value for e in Ecosystem]), help="What a local file is.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", help="Format."
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour.")
@settings_options
def command(target: str, *, repository: str | None, no_baseline: bool, **arguments: Any) -> int:
    """Hold an artifact against the repository that it is said to come from.

    TARGET is a release or a file, as of `inspect`. The commit is the one that its publisher's client told, else that
    of the version's tag. A repository on a host is asked only where `check.git_hosts` names the host. Nothing of a
    repository is run. Exit code 1: something that runs is in the artifact alone, against the habit of the package; 3: it
    could not be compared, or not all of it.
    """
    settings = read_settings(None, given(arguments))
    reader = Targets(ecosystem=arguments["ecosystem"])

    async def gather() -> tuple[_Side, _Side | None, str]:
        async with open_session(settings) as session:
            tell_settings(settings, session.problems)
            return await _sides(session, reader, target, baseline=not no_baseline)

    side, before, why = asyncio.run(gather())
    reach = Reach(
        hosts=settings.check.git_hosts,
        offline=settings.run.offline,
        most_bytes=settings.run.max_artifact_mb * 1024 * 1024,
    )
    named = Named(
        at=arguments["at"],
        tag_was=(arguments["tag_was"] or "").lower() or None,
        allowed_signers=arguments["allowed_signers"],
    )
    with open_source(repository, side.asked, side.repository, reach) as opened:
        reading = read_source(side.asked, opened, named, built=side.built, reach=reach)
        earlier: SourceReading | None = None
        if before is not None and opened.repository is not None:
            earlier = read_source(before.asked, opened, Named(), built=before.built, reach=reach)
    answer = SourceReport(
        reading=reading,
        claims=weigh(reading, (earlier,) if earlier is not None else ()),
        earlier=earlier,
        earlier_why=why,
    )
    if arguments["format_"] == "json":
        click.echo(json.indented(source.document(answer)), nl=False)
    else:
        click.echo(style.render(source.lines(answer), colour=wants_colour(arguments["color"])), nl=False)
    if answer.strong:
        return Exit.STOPPED
    return Exit.CLEAR if answer.complete else Exit.INCOMPLETE


async def _sides(
    session: Session, reader: Targets, target: str, *, baseline: bool
) -> tuple[_Side, _Side | None, str]:
    """The artifact, its baseline, and why there is none."""
    file = await reader.file(session, target)
    if file.ref is None:
        return await _side(session, file), None, "a local file has no baseline"
    wish = Wish(none=not baseline)
    questions = await session.questions.of_release(file.ref, standing=Standing.NEW, wish=wish)
    question = next((q for q in questions if q.file.filename == file.filename), questions[0])
    listing = question.listing.value if isinstance(question.listing, Known) else None
    side = await _side(session, question.file, listing, question.listed)
    if question.baseline is None:
        return side, None, question.baseline_why if baseline else "--no-baseline"
    try:
        return side, await _side(session, question.baseline, listing), ""
    except (RegistryError, ParseError) as error:
        return side, None, f"{question.baseline.ref} could not be had: {error.message}"


async def _side(
    session: Session, file: File, listing: Listing | None = None, listed: Artifact | None = None
) -> _Side:
    """Have the bytes of an artifact, and read its archive. Raises RegistryError, ParseError."""
    held = await session.road.source.hold(file)
    wrong = compare_bytes(held.digests, file.expected).mismatches
    if wrong:
        hint = "do not use them; fetch again, then compare with another source"
        raise RegistryError(Reference.INTEGRITY_MISMATCH, f"{file.filename}: {wrong[0]}", hint=hint)
    tree = await asyncio.to_thread(read_archive, held.load(), file.filename)
    ref = file.ref or _ref_inside(file, tree)
    release = _release(listing, file.ref)
    published = (listed.published if listed else None) or (release.published if release else None)
    asked = Asked(
        ref=ref,
        ecosystem=file.ecosystem,
        filename=file.filename,
        tree=tree,
        kind=file.kind,
        published=published,
    )
    return _Side(
        asked=asked,
        built=release.commit if release else None,
        repository=release.repository if release else None,
    )


def _release(listing: Listing | None, ref: ReleaseRef | None) -> Release | None:
    if listing is None or ref is None:
        return None
    return ECOSYSTEMS[ref.package.ecosystem].resolve(listing, ref.version)


def _ref_inside(file: File, tree: Tree) -> ReleaseRef | None:
    """What a local file says that it is; None when it says nothing that can be used."""
    module = ECOSYSTEMS[file.ecosystem]
    manifest = module.read_manifest(tree, file.kind)
    if manifest.name is None or manifest.version is None:
        return None
    try:
        return module.normalise(manifest.name).at(manifest.version)
    except PratiqueError:
        return None
