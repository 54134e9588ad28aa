"""Compares the version of a release with the registry and with the tags of the repository."""

from collections.abc import Iterator

from pratique.core.location import Location
from pratique.core.publishing import Level, PublishFinding
from pratique.publishing.outgoing import Outgoing


def published_already(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield a finding if the registry already has the version, or a file of this name."""
    if outgoing.listed_sha256 is not None:
        same = outgoing.listed_sha256 == outgoing.sha256
        yield PublishFinding(
            rule="already-published",
            level=Level.NOTE if same else Level.STOP,
            location=_place(outgoing),
            message=f"the registry already has {outgoing.filename}, with {'the same' if same else 'another'} digest",
            next_step="nothing to publish here" if same else "increase the version, and build again",
        )
    elif outgoing.is_listed:
        yield PublishFinding(
            rule="already-published",
            level=Level.STOP,
            location=_place(outgoing),
            message=f"the registry already has version {outgoing.version}",
            next_step="increase the version, and build again",
        )


def tags_of_version(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield a finding if the tag of the version is another commit, or if it is missing although the last release has one."""
    work, name, version = outgoing.work, outgoing.manifest.name or "", outgoing.version
    if work is None or not work.tags or not work.head or not version:
        return
    tag = next((tag for tag in _names(name, version) if tag in work.tags), None)
    if tag is not None and work.tags[tag] != work.head:
        yield PublishFinding(
            rule="tag-is-another-commit",
            level=Level.STOP,
            location=_place(outgoing),
            message=f"the tag {tag} is the commit {work.tags[tag][:12]}, but the commit {work.head[:12]} is checked out",
            next_step=f"check out the tag with `git checkout {tag}`, or increase the version",
        )
    elif tag is None and outgoing.last is not None:
        before = next((tag for tag in _names(name, outgoing.last.version) if tag in work.tags), None)
        if before is not None:
            yield PublishFinding(
                rule="tag-missing",
                level=Level.NOTE,
                location=_place(outgoing),
                message=f"no tag names version {version}; {outgoing.last.name} has the tag {before}",
                next_step=f"tag the commit, such as with `git tag {before.replace(outgoing.last.version, version)}`",
            )


def _names(name: str, version: str) -> tuple[str, ...]:
    """Return the names of tags that projects use for a version (npm version, changesets, lerna, release-please)."""
    short = name.rpartition("/")[2]
    return (
        *(f"v{version}", version, f"{name}@{version}", f"{short}@{version}", f"{short}-v{version}"),
        *(
            f"{short}-{version}",
            f"{short}/v{version}",
            f"{name}/v{version}",
            f"release-{version}",
            f"release/{version}",
        ),
    )


def _place(outgoing: Outgoing) -> Location:
    return Location(outgoing.manifest.path or outgoing.filename)
