"""Finds the tag of a version. Reports a missing tag and a tag that moved to another commit."""

from collections.abc import Iterator, Mapping

from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.source import Remark, RemarkKind

_LONGEST = 256


def spellings(ref: ReleaseRef) -> tuple[str, ...]:
    """Return the usual tag names of a release.

    Tags with the package name come first, because they are more reliable in monorepos.

    Spellings: npm and lerna (`v1.2.3`, `name@1.2.3`), release-please (`name-v1.2.3`, `name/v1.2.3`), maven
    and old Python projects (`release-1.2.3`, `rel_1_2_3`), gems (`v1.2.3`, `name-1.2.3`).
    """
    if len(ref.version) > _LONGEST:
        return ()
    name = ref.package.name
    short = name.rpartition("/")[2]
    return tuple(dict.fromkeys(_spelt(list(_versions(ref)), dict.fromkeys((name, short)))))


def _spelt(versions: list[str], names: Mapping[str, None]) -> Iterator[str]:
    for version in versions:
        for name in names:
            for joiner in ("@", "@v", "-v", "-", "/v", "/", "_v", "_"):
                yield f"{name}{joiner}{version}"
    for version in versions:
        underlined = version.replace(".", "_")
        yield from (f"v{version}", version)
        for word in ("release", "rel", "releases", "version", "ver", "tag"):
            for joiner in ("-", "-v", "/", "/v", "_"):
                yield f"{word}{joiner}{version}"
        yield from (f"V{version}", f"v.{version}", f"r{version}", f"v{underlined}", underlined)
        yield from (f"rel_{underlined}", f"REL_{underlined}", f"release_{underlined}")


def _versions(ref: ReleaseRef) -> Iterator[str]:
    """Yield the version as in the listing, and then in the form that Python projects use before normalization."""
    version = ref.version
    yield version
    if ref.package.ecosystem is not Ecosystem.PYPI:
        return
    if version.count(".") == 1:
        yield f"{version}.0"
    if version.endswith(".0") and version.count(".") > 1:
        yield version.removesuffix(".0")
    for mark in ("rc", "a", "b"):
        before, found, after = version.partition(mark)
        if found and before[-1:].isdigit() and after.isdigit():
            word = {"a": "alpha", "b": "beta"}.get(mark, mark)
            yield from (f"{before}-{mark}{after}", f"{before}-{mark}.{after}", f"{before}.{mark}{after}")
            yield from (f"{before}-{word}.{after}", f"{before}-{word}{after}")


def find_tag(tags: Mapping[str, str], ref: ReleaseRef) -> str | None:
    """Return the tag of a release among `tags` (name to commit); None if no tag has a usual name."""
    return next((tag for tag in spellings(ref) if tag in tags), None)


def tag_remarks(
    tags: Mapping[str, str], ref: ReleaseRef, *, built: str | None, remembered: str | None = None
) -> tuple[Remark, ...]:
    """Return remarks about the tag of a release.

    `built` is the built commit, and `remembered` the earlier commit of the tag.
    """
    tag = find_tag(tags, ref)
    if tag is None:
        count = len(tags)
        text = (
            f"none of the {count} tags matches version {ref.version}"
            if count
            else "the repository has no tags"
        )
        return (Remark(RemarkKind.TAG_MISSING, text),)
    now = tags[tag]
    found = []
    if remembered is not None and remembered != now:
        text = f"the tag {tag} moved from {remembered[:12]} to {now[:12]}"
        found.append(Remark(RemarkKind.TAG_MOVED, text))
    if built is not None and built != now:
        text = f"the release was built from {built[:12]}, but the tag {tag} is at {now[:12]}"
        found.append(Remark(RemarkKind.TAG_MOVED, text))
    return tuple(found)
