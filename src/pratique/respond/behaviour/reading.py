"""Describes the behaviour of an artifact from its facts and chains (`pratique help chains`)."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.context import Context
from pratique.analysis.delta import reads
from pratique.analysis.facts import Capability, Use
from pratique.analysis.features.view import View
from pratique.analysis.hosts import HostClass, class_of, host_of
from pratique.analysis.job import Part
from pratique.analysis.unread import unread
from pratique.core.location import Location
from pratique.core.names import Digest
from pratique.respond.behaviour.conditions import conditions_in
from pratique.respond.behaviour.value import Behaviour, Detection, Moment, Role, Trigger
from pratique.respond.wanted.value import Indicator, IndicatorKind

_ROLES: Mapping[ChainFamily, Role] = {
    ChainFamily.EXFILTRATION: Role.SENDS,
    ChainFamily.DROPPER: Role.DOWNLOADS,
    ChainFamily.REVERSE_SHELL: Role.OPENS,
    ChainFamily.PERSISTENCE: Role.STAYS,
    ChainFamily.WORM: Role.SPREADS,
    ChainFamily.WALLET: Role.TAKES,
    ChainFamily.GATED: Role.CONDITION,
    ChainFamily.HIDDEN_LOADER: Role.HIDES,
    ChainFamily.TAMPERING: Role.STAYS,
    ChainFamily.DESTRUCTION: Role.DAMAGES,
    ChainFamily.SURVEILLANCE: Role.TAKES,
    ChainFamily.MINING: Role.MINES,
}
_MOMENTS: Mapping[Context, Moment] = {Context.INSTALL: Moment.INSTALL, Context.IMPORT: Moment.IMPORT}
_ORDINARY = frozenset({HostClass.OWN, HostClass.WIDE, HostClass.PRIVATE})
"""Hosts that many programs use. Neither the host nor the address is evidence of an attack."""
_SHARED = frozenset(
    {
        HostClass.CODE_HOST_RAW,
        HostClass.PASTE,
        HostClass.WEBHOOK,
        HostClass.IP_LOOKUP,
        HostClass.FILE_DROP,
        HostClass.SHORTENER,
        HostClass.BLOCKCHAIN,
    }
)
"""Services for everybody. Only the whole address is an indicator, because the host serves others as well."""
_SAME_PLACE = 3
"""At most so many descriptions of one role that end at the same place."""
_MOST_DETECTIONS = 60
_MOST_INDICATORS = 500
_SHORTEST_NAME = 4
_PLAIN_NAMES = frozenset(
    {"package.json", "index.js", "setup.py", "main.py", "__init__.py", "main.js", "README.md"}
)
"""File names that every machine has."""
_HOME = ("~/", "${tmp}/", "${home}/", "%temp%/", "%appdata%/")


def describe(part: Part, view: View) -> Behaviour:
    """Return the behaviour of an artifact."""
    chains = tuple(chain for chain in view.chains if chain.context is not Context.AUXILIARY)
    files = tuple(dict.fromkeys(place.path for chain in chains for place in chain.places))
    proven = tuple(_of_chains(chains))
    ends = frozenset((detection.role, detection.places[0]) for detection in proven)
    facts = (*_taken(view, files), *_conditions(view, files), *_places(view, files))
    # A chain that ends at a line says more of it than the facts of the line.
    detections = (
        *proven,
        *(detection for detection in facts if (detection.role, detection.places[0]) not in ends),
    )
    contents = view.contents
    return Behaviour(
        digest=Digest("sha256", part.sha256),
        filename=part.filename,
        ref=part.ref,
        triggers=tuple(_triggers(view, chains)),
        detections=tuple(sorted(dict.fromkeys(detections), key=_order))[:_MOST_DETECTIONS],
        indicators=tuple(_indicators(part, view, files))[:_MOST_INDICATORS],
        reads=tuple(reads(contents)),
        unread=tuple(f"{one.path} ({one.why})" for one in unread(contents, None) if one.reached),
    )


def _order(detection: Detection) -> tuple[int, int, int, tuple[Location, ...]]:
    return (
        list(Moment).index(detection.moment),
        list(Role).index(detection.role),
        int(not detection.proven),
        detection.places,
    )


def _triggers(view: View, chains: Iterable[Chain]) -> Iterator[Trigger]:
    manifest = view.contents.manifest
    moments = {_moment(chain) for chain in chains}
    if Moment.INSTALL in moments:
        for hook in manifest.hooks:
            place = Location(manifest.path or hook.command, manifest.hook_lines.get(hook.name))
            words = hook.name if hook.command == hook.name else f"{hook.name}: {hook.command}"
            yield Trigger(Moment.INSTALL, words, place)
    for chain in chains:
        if chain.context is Context.IMPORT:
            yield Trigger(Moment.IMPORT, f"import of {chain.places[0].path}", Location(chain.places[0].path))
            break


def _moment(chain: Chain) -> Moment:
    return _MOMENTS.get(chain.context, Moment.CALLED)


def _of_chains(chains: Iterable[Chain]) -> Iterator[Detection]:
    """Yield the chains as detections. Of chains of one role that end at the same place, the proven ones come first."""
    told: dict[tuple[Role, Location], int] = {}
    for chain in sorted(chains, key=lambda one: (one.context.rank, one.link.rank)):
        role = _ROLES[chain.family]
        key = (role, chain.places[0])
        told[key] = told.get(key, 0) + 1
        if told[key] <= _SAME_PLACE:
            yield Detection(
                role=role,
                moment=_moment(chain),
                words=chain.words,
                places=chain.places,
                proven=chain.link is Link.FLOW,
                host=chain.host or "",
            )


def _uses(view: View, files: Iterable[str], capability: Capability) -> Iterator[tuple[str, Use]]:
    for path in files:
        facts = view.contents.facts.get(path)
        for use in facts.uses if facts is not None else ():
            if use.capability is capability:
                yield path, use


def _when(view: View, path: str) -> Moment:
    return _MOMENTS.get(view.contents.context(path), Moment.CALLED)


def _taken(view: View, files: tuple[str, ...]) -> Iterator[Detection]:
    """Yield the credentials that the files of the attack name, each once with its first place."""
    told: set[str] = set()
    for path, use in _uses(view, files, Capability.SECRETS):
        if use.api not in told:
            told.add(use.api)
            yield Detection(
                role=Role.TAKES,
                moment=_when(view, path),
                words=f"reads credentials: {use.api}",
                places=(Location(path, use.line),),
            )


def _places(view: View, files: tuple[str, ...]) -> Iterator[Detection]:
    """Yield the places that the files of the attack name from which programs start by themselves."""
    told: set[tuple[str, str]] = set()
    for path, use in _uses(view, files, Capability.PERSISTENCE):
        named = use.argument or ""
        if (use.api, named) not in told:
            told.add((use.api, named))
            words = f"names a place that survives an uninstall: {use.api}"
            yield Detection(
                role=Role.STAYS,
                moment=_when(view, path),
                words=f"{words} ({named})" if named and named != use.api else words,
                places=(Location(path, use.line),),
            )


def _conditions(view: View, files: tuple[str, ...]) -> Iterator[Detection]:
    """Yield the lines in the files of the attack that test the surroundings."""
    for path in files:
        file = view.contents.tree.get(path)
        for one in conditions_in(file.data) if file is not None else ():
            yield Detection(
                role=Role.CONDITION,
                moment=_when(view, path),
                words=one.words,
                places=(Location(path, one.line),),
            )


def _indicators(part: Part, view: View, files: tuple[str, ...]) -> Iterator[Indicator]:
    """Yield the hosts, addresses, written files and file hashes of the attack, each once."""
    told: set[tuple[IndicatorKind, str]] = set()
    for kind, value, place in (*_addresses(view, files), *_written(view, files), *_hashes(view, files)):
        if (kind, value) not in told:
            told.add((kind, value))
            yield Indicator(
                id=f"{kind.value}:{value}", kind=kind, value=value, origin=f"{part.filename}: {place}"
            )


_Found = tuple[IndicatorKind, str, Location]


def _addresses(view: View, files: tuple[str, ...]) -> Iterator[_Found]:
    for path in files:
        facts = view.contents.facts.get(path)
        if facts is None:
            continue
        named = [(address.value, address.line) for address in facts.addresses]
        named += [
            (use.argument.partition(" ")[2] if " " in use.argument else use.argument, use.line)
            for use in facts.uses
            if use.capability is Capability.NETWORK and use.argument
        ]
        for value, line in named:
            yield from _address(value, Location(path, line), view.own)


def _address(value: str, place: Location, own: frozenset[str]) -> Iterator[_Found]:
    host = host_of(value)
    class_ = class_of(value, own)
    if host is None or class_ in _ORDINARY or ("." not in host and ":" not in host):
        return
    if "://" in value and not any(character.isspace() for character in value):
        yield IndicatorKind.URL, value, place
    if class_ not in _SHARED:
        yield IndicatorKind.HOST, host.strip("[]"), place


def _written(view: View, files: tuple[str, ...]) -> Iterator[_Found]:
    for path, use in _uses(view, files, Capability.FILE_WRITE):
        name = _telling(use.argument or "")
        if name:
            yield IndicatorKind.PATH, name, Location(path, use.line)


def _telling(argument: str) -> str:
    """Return the constant end of a written path; "" if every machine has such a file."""
    path = argument.replace("\\", "/")
    for start in _HOME:
        path = path.removeprefix(start)
    path = path.rpartition("}")[2].lstrip("/") if "}" in path else path
    base = posixpath.basename(path)
    if len(base) < _SHORTEST_NAME or base in _PLAIN_NAMES or any(one in path for one in "*?$\n\r\0"):
        return ""
    # A folder alone is no trace: everybody has `.github/workflows`.
    return path if "." in base.lstrip(".") else ""


def _hashes(view: View, files: tuple[str, ...]) -> Iterator[_Found]:
    for path in files:
        file = view.contents.tree.get(path)
        if file is not None and posixpath.basename(path) not in _PLAIN_NAMES:
            yield IndicatorKind.FILE_HASH, file.sha256, Location(path)
