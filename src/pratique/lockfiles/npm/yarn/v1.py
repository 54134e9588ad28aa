"""Parses the entries of a yarn.lock of yarn 1.

Based on lockfiles written with yarn 1.22. A yarn 1 lockfile does not list the project's name, dependencies, dev dependencies or
workspaces. A pattern that no entry depends on belongs to the project or a workspace. The lockfile does not list install scripts,
platforms, peer dependencies or bundled packages either, so every entry counts as installed on all platforms.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from pratique.core.lock import ROOT, LockedPackage, Need, Problem, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.lockfiles.npm.address import Address, read_address
from pratique.lockfiles.npm.entry import is_name, is_version, locked_files, read_integrity
from pratique.lockfiles.npm.graph import Edge, Needs, edges_of, parents_of
from pratique.lockfiles.npm.section import Section
from pratique.lockfiles.npm.yarn.pattern import Answers, Pattern, Request
from pratique.lockfiles.npm.yarn.v1_blocks import Block, read_blocks

_WHAT = "yarn.lock"
_SHA1 = re.compile(r"[0-9a-f]{40}")
_PATHS = ("file:", "./", "../", "/", "~/")
_GIT_HOSTS = ("git+", "git:", "git@", "ssh:", "github:", "gitlab:", "bitbucket:", "gist:")
_HOSTED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*+/[A-Za-z0-9_.-]++(?:#.*)?")
_OPTIONAL = "optionalDependencies"
_MOST_KEY_CHARS = 1_000
_MOST_NAMES = 50
_RESOLVED_AGAIN = (
    "the entry has no `resolved`: yarn resolves the dependency again, even with --frozen-lockfile, and ignores the "
    "version and the digest in the lockfile"
)


def read_v1(text: str) -> Section:
    """Parse the entries of a yarn 1 lockfile; an invalid entry is reported as a problem.

    Raises ParseError if a line has a syntax that yarn does not write, or the number of dependencies exceeds the limit.
    """
    blocks = read_blocks(text, what=_WHAT)
    problems = [
        Problem(key[:300], line, "duplicate key in an entry: yarn uses the last value")
        for key, line in blocks.repeated
    ]
    drafts: dict[str, LockedPackage] = {}
    asked: list[Request] = []
    answers = Answers(what=_WHAT)
    for block in blocks.entries:
        label = block.patterns[0][:300]
        try:
            draft, doubts = _draft(block, drafts)
        except ValueError as error:
            problems.append(Problem(label, block.line, str(error)))
            continue
        drafts[draft.key] = draft
        asked.extend(_requests(draft.key, block))
        twice = [text for text in block.patterns if not answers.add(Pattern.read(text), draft.key)]
        doubts.extend(f"duplicate pattern: {text[:120]!r}" for text in twice)
        problems.extend(Problem(label, block.line, doubt) for doubt in doubts)
    requests = answers.requests(asked)
    edges = list(edges_of(requests))
    edges.extend(Edge(ROOT, key) for key in answers.unasked(asked))
    edges.extend(_strays(drafts, edges))
    return Section(tuple(_completed(drafts.values(), edges)), tuple(problems), tuple(requests))


def _draft(block: Block, taken: Container[str]) -> tuple[LockedPackage, list[str]]:
    patterns = [Pattern.read(text) for text in block.patterns]
    told = block.values.get("version", "")
    version = told if is_version(told) else None
    name, address, sha1, doubts = _source(patterns, version, block.values.get("resolved"))
    names = list(dict.fromkeys(pattern.name for pattern in patterns))
    if not all(map(is_name, (name, *names))):
        raise ValueError("npm does not allow the package name")
    if version is None and address.source is SourceKind.REGISTRY:
        raise ValueError("the entry has no exact version")
    integrity, bad_digest = read_integrity(block.values.get("integrity"))
    digests = tuple(dict.fromkeys((*integrity, *sha1)))
    draft = LockedPackage(
        key=_key(names[0], version or "", block, taken),
        package=PackageRef(Ecosystem.NPM, name),
        version=version,
        source=address.source,
        alias=None if name in names else names[0],
        registry=address.registry,
        url=address.url,
        files=locked_files(digests, address.url),
        dependencies={
            **block.sections.get("dependencies", {}),
            **block.sections.get(_OPTIONAL, {}),
        },
        answers=tuple(("", pattern.canonical) for pattern in patterns),
        line=block.line,
    )
    if address.source is SourceKind.REGISTRY:
        doubts.extend(_mismatches(patterns, name))
    return draft, [doubt for doubt in (*doubts, address.doubt, bad_digest) if doubt]


def _mismatches(patterns: list[Pattern], name: str) -> Iterator[str]:
    """Yield a message for each pattern that names another package than the URL of the entry does."""
    # A package that the project's `resolutions` replace another with is listed beside an alias that says so.
    aliased = {pattern.name for pattern in patterns if pattern.target == name}
    for pattern in patterns:
        wanted = pattern.target if pattern.is_alias else pattern.name
        if pattern.is_of_registry and wanted != name and (pattern.is_alias or wanted not in aliased):
            yield f"the dependency is declared as {str(wanted)[:120]!r}, but the URL belongs to another package: {name[:120]!r}"


def _key(name: str, version: str, block: Block, taken: Container[str]) -> str:
    """Return `name@version`, or all patterns if two entries have the same name and version."""
    key = f"{name}@{version}"[:_MOST_KEY_CHARS]
    if key in taken:
        key = f"{', '.join(block.patterns)[:_MOST_KEY_CHARS]} (line {block.line})"
    return key


def _source(
    patterns: list[Pattern], version: str | None, resolved: str | None
) -> tuple[str, Address, tuple[Digest, ...], list[str]]:
    """Return the package name, the URL, the digest at the end of the URL, and doubts."""
    # An alias may be listed beside the plain name, when the project's `resolutions` replace one package by another.
    targets = [target for pattern in patterns if (target := pattern.target) is not None]
    candidates = list(dict.fromkeys((*targets, *(pattern.name for pattern in patterns))))
    if len(candidates) > _MOST_NAMES:
        raise ValueError("the patterns of the entry have too many package names")
    if resolved is None:
        doubts = [] if all(map(_is_local, patterns)) else [_RESOLVED_AGAIN]
        return candidates[0], _unresolved(patterns), (), doubts
    url, sha1, doubt = _split(resolved)
    if url in {f"{_stem(name)}-{version}.tgz" for name in candidates}:
        # A file of an offline mirror: the registry's, and no address is told.
        address = Address(source=SourceKind.REGISTRY, url=None)
        return candidates[0], address, sha1, [doubt] if doubt else []
    # The name that the address fits is the real one, when it fits any.
    read = [(name, read_address(url, name=name, version=version)) for name in candidates]
    name, address = next(((name, at) for name, at in read if at.registry and not at.doubt), read[0])
    if address.source is SourceKind.URL and address.doubt is None and _is_git(url, patterns):
        address = replace(address, source=SourceKind.GIT)
    return name, address, sha1, [doubt] if doubt else []


def _stem(name: str) -> str:
    """Return the start of a filename in an offline mirror, where a hyphen joins scope and name."""
    return name.replace("/", "-")


def _is_local(pattern: Pattern) -> bool:
    """Return True if the pattern refers to a local file or folder, for which yarn writes no URL."""
    return pattern.range.startswith(("link:", *_PATHS))


def _unresolved(patterns: list[Pattern]) -> Address:
    """Return the source of an entry without `resolved`: a local folder in the pattern, else the registry."""
    for pattern in patterns:
        if pattern.range.startswith("link:"):
            return Address(source=SourceKind.LINK, url=pattern.range.removeprefix("link:"))
        if pattern.range.startswith(_PATHS):
            return Address(source=SourceKind.PATH, url=pattern.range)
    return Address(source=SourceKind.REGISTRY, url=None)


def _split(resolved: str) -> tuple[str, tuple[Digest, ...], str | None]:
    """Remove the sha1 digest from the end of an archive's URL. The commit at the end of a git URL is not removed."""
    url, _, fragment = resolved.partition("#")
    if _is_git_address(url):
        return resolved, (), None
    if _SHA1.fullmatch(fragment):
        return url, (Digest("sha1", fragment),), None
    return url, (), f"the URL does not end with a sha1 digest: {fragment[:80]!r}" if fragment else None


def _is_git_address(url: str) -> bool:
    return url.lower().startswith(_GIT_HOSTS) or url.endswith(".git")


def _is_git(url: str, patterns: list[Pattern]) -> bool:
    """Return True if the URL is a commit of a git repository, including an archive that the repository host generates."""
    return _is_git_address(url.partition("#")[0]) or any(
        _is_git_address(pattern.range.partition("#")[0]) or _HOSTED.fullmatch(pattern.range)
        for pattern in patterns
    )


def _requests(key: str, block: Block) -> Iterator[Request]:
    for section, need in (("dependencies", Need.RUN), (_OPTIONAL, Need.OPTIONAL)):
        for name, wanted in block.sections.get(section, {}).items():
            # A folder elsewhere is linked and has no entry.
            if not wanted.startswith("link:"):
                yield Request(
                    parent=key,
                    name=name,
                    spellings=(Pattern(name, wanted).canonical,),
                    need=need,
                    wanted=wanted,
                    line=block.line,
                )


def _strays(keys: Iterable[str], edges: list[Edge]) -> Iterator[Edge]:
    below: dict[str, list[str]] = {}
    for edge in edges:
        below.setdefault(edge.parent, []).append(edge.child)
    found: set[str] = set()
    for start in (ROOT, *keys):
        if start in found:
            continue
        if start != ROOT:
            yield Edge(ROOT, start)
        found.add(start)
        waiting = [start]
        while waiting:
            new = [key for key in below.get(waiting.pop(), ()) if key not in found]
            found.update(new)
            waiting.extend(new)


def _completed(drafts: Iterable[LockedPackage], edges: list[Edge]) -> Iterator[LockedPackage]:
    parents = parents_of(edges)
    needs = Needs.of(edges)
    for draft in drafts:
        yield replace(
            draft,
            parents=parents.get(draft.key, ()),
            groups=needs.groups.get(draft.key, frozenset()),
            optional=draft.key in needs.optional,
        )
