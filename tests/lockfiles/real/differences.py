"""Why the locks that different tools write of one tree differ: every difference, and the reason for it."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.platforms import platform_from_name
from tests.lockfiles.real.samples import Release, Sample, is_of, reference, samples

Releases = Callable[[Sample], frozenset[Release]]
"""Tells which releases a reason speaks of, from what the locks say themselves."""

LOCKED_FOR = platform_from_name("linux-x86_64", python=(3, 11))
"""What pip, pip-tools and pipenv locked for: the machine that they ran on."""


@dataclass(frozen=True)
class Difference:
    """A reason for a lock to hold more or less than the one it is compared with."""

    wrote: str
    """Who does it, as a regular expression of a sample's id."""
    why: str
    more: Releases
    """Releases that these locks hold and the other one does not."""
    less: Releases
    """Releases that the other one holds and these locks do not."""

    def explains(self, sample: Sample) -> bool:
        """Whether the reason holds for a lock."""
        return is_of(sample.id, self.wrote)


def nothing(sample: Sample) -> frozenset[Release]:
    """No release."""
    return frozenset()


def named(*names: str, of: Callable[[Sample], Sample]) -> Releases:
    """All releases of some packages."""
    return lambda sample: frozenset(release for release in of(sample).releases if release[0] in names)


def itself(sample: Sample) -> Sample:
    """The lock itself, where the other is `reference`."""
    return sample


def peers(sample: Sample) -> frozenset[Release]:
    """What only a peer dependency asks for."""
    found = reference(sample).strangers
    return frozenset((entry.package.name, entry.version) for entry in found if "peer" in entry.groups)


def bundled(sample: Sample) -> frozenset[Release]:
    """What is shipped inside another package."""
    found = reference(sample).strangers
    inside = (entry for entry in found if entry.source is SourceKind.BUNDLED)
    return frozenset((entry.package.name, entry.version) for entry in inside)


def bundled_from_registry(sample: Sample) -> frozenset[Release]:
    """The releases at the registry of what is shipped inside another package."""
    return named(*(name for name, _ in bundled(sample)), of=itself)(sample)


def under_node_gyp(sample: Sample) -> frozenset[Release]:
    """What the project would not have without node-gyp."""
    return sample.releases - left(sample.lock, lambda entry: entry.package.name != "node-gyp")


def under_the_workspace(sample: Sample) -> frozenset[Release]:
    """What the project would not have without the member of its workspace."""
    other = reference(sample)
    return other.releases - left(other.lock, lambda entry: entry.package.name != "@same-tree/part")


def elsewhere(sample: Sample) -> frozenset[Release]:
    """What is for another platform or another Python than the lock was made on, with what only that brings in.

    uv tells the marker of typing-extensions with a request for it, not with the entry.
    """
    other = reference(sample)
    matches = ECOSYSTEMS[Ecosystem.PYPI].matches_platform
    here = left(other.lock, lambda entry: matches(entry.markers, LOCKED_FOR))
    return (other.releases - here) | named("typing-extensions", of=reference)(sample)


def elsewhere_below(sample: Sample) -> frozenset[Release]:
    """The same without what the Pipfile itself asks for with a marker."""
    return elsewhere(sample) - named("pywin32-ctypes", of=reference)(sample)


def left(lock: Lock, stays: Callable[[LockedPackage], bool]) -> frozenset[Release]:
    """The releases that are left of a lock when some entries and all that only they bring in are taken away."""
    below: dict[str, list[LockedPackage]] = {}
    for entry in lock.packages:
        for parent in entry.parents:
            below.setdefault(parent, []).append(entry)
    reached: dict[str, LockedPackage] = {}
    waiting = deque([ROOT])
    while waiting:
        for entry in below.get(waiting.popleft(), ()):
            if entry.key not in reached and stays(entry):
                reached[entry.key] = entry
                waiting.append(entry.key)
    return frozenset((entry.package.name, entry.version) for entry in reached.values())


_OLD_PEERS = "npm-6 .*|yarn-.*|pnpm-[67] .*"

DIFFERENCES = (
    Difference(
        _OLD_PEERS,
        "does not install peer dependencies automatically; npm from 7 on, pnpm from 8 on and bun do",
        more=nothing,
        less=peers,
    ),
    Difference(
        "bun-.*|yarn-.*|pnpm-[67] .*",
        "does not read bundled packages from the bundling package, but takes them from the registry, in newer versions",
        more=bundled_from_registry,
        less=bundled,
    ),
    Difference(
        "pnpm-(8|9|1[0-9]) .*",
        "omits packages that another package bundles",
        more=nothing,
        less=bundled,
    ),
    Difference(
        "yarn-[2-9] .*",
        "adds node-gyp, with all its dependencies, to every package with a build at installation",
        more=under_node_gyp,
        less=nothing,
    ),
    Difference(
        "npm-6 .*",
        "does not support workspaces: omits packages that only the member requests",
        more=nothing,
        less=under_the_workspace,
    ),
    Difference(
        "npm-[67] .*",
        "does not support overrides (npm from 8.3 on does): locks the version that the range allows",
        more=named("minimist", of=itself),
        less=named("minimist", of=reference),
    ),
    Difference(
        "(pip|pip-tools) .*",
        "locks only for its own machine: omits other platforms and other versions of Python",
        more=nothing,
        less=elsewhere,
    ),
    Difference(
        "pipenv .*",
        "locks only for its own machine, except for requests of the Pipfile itself",
        more=nothing,
        less=elsewhere_below,
    ),
    Difference(
        "pipenv pylock.toml",
        "omits all categories of a Pipfile except packages and dev-packages",
        more=nothing,
        less=named("isodate", "jinja2", "markupsafe", "six", of=reference),
    ),
)


@dataclass(frozen=True)
class Requests:
    """A reason for a lock to tell otherwise who asks for whom."""

    wrote: str
    """Who does it, as a regular expression of a sample's id."""
    why: str
    more: frozenset[tuple[str, str]] = frozenset()
    """Names: who asks (empty: the project), and for whom."""
    less: frozenset[tuple[str, str]] = frozenset()


TELL_NO_REQUESTS = "pip(|-tools|env) .*|uv (pylock.toml|requirements.txt)"
"""Samples whose entries all count as asked for by the project."""

REQUESTS = (
    Requests(
        "npm-6 .*|yarn-1 .*",
        "lists no peer dependencies",
        less=frozenset({("react-dom", "react"), ("use-sync-external-store", "react")}),
    ),
    Requests(
        "yarn-1 .*",
        "does not match an override to the request of a package: the override counts as a request of the project",
        more=frozenset({("", "minimist")}),
    ),
    Requests(
        "pnpm-1[12] .*|bun-1.4 .*",
        "treats `peerDependenciesMeta` without `peerDependencies` as an optional peer",
        more=frozenset({("debug", "supports-color")}),
    ),
    Requests(
        "pdm .*",
        "lists requests with a marker that no Python of the project matches; the requested packages have these dependents",
        more=frozenset({("click", "importlib-metadata"), ("importlib-metadata", "typing-extensions")}),
        less=frozenset({("", "importlib-metadata")}),
    ),
    Requests(
        "pdm pylock.toml",
        "lists the requests of a package without its extras",
        more=frozenset({("", "pysocks")}),
        less=frozenset({("requests", "pysocks")}),
    ),
)


@dataclass(frozen=True)
class Groups:
    """Which groups a lock tells; of the others its entries know nothing."""

    wrote: str
    """Who does it, as a regular expression of a sample's id."""
    why: str
    told: frozenset[str]
    otherwise: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Packages whose groups are told in another way."""


GROUPS = (
    Groups("npm-.*|pnpm-.*|bun-.*", "all are told", frozenset({"dev", "optional", "peer"})),
    Groups(
        "yarn-1 .*",
        "what a package asks for optionally is told; what the project asks for, and how, is not",
        frozenset({"optional"}),
        {"@tailwindcss/oxide-wasm32-wasi": frozenset()},
    ),
    Groups("yarn-[2-9] .*", "dev dependencies of the project are not told apart", frozenset({"optional"})),
    Groups("(uv uv.lock|pdm .*|pipenv Pipfile.lock)", "all are told", frozenset({"dev", "cli"})),
    Groups("pipenv pylock.toml", "what is only for development is told", frozenset({"dev"})),
    Groups(
        "poetry .*",
        "what an extra brings in by another package is told as optional, without the extra's name",
        frozenset({"dev", "cli"}),
        {"markupsafe": frozenset({"optional"}), "six": frozenset({"optional"})},
    ),
    Groups("pip(|-tools) .*|uv (pylock.toml|requirements.txt)", "none is told", frozenset()),
)


def explained(sample: Sample) -> tuple[frozenset[Release], frozenset[Release]]:
    """What a lock is explained to hold more, and less, than the one it is compared with."""
    reasons = [difference for difference in DIFFERENCES if difference.explains(sample)]
    more = frozenset(release for reason in reasons for release in reason.more(sample))
    less = frozenset(release for reason in reasons for release in reason.less(sample))
    return more, less


def found(sample: Sample) -> tuple[frozenset[Release], frozenset[Release]]:
    """What a lock really holds more, and less."""
    other = reference(sample).releases
    return sample.releases - other, other - sample.releases


def written_by(difference: Difference) -> list[Sample]:
    """The samples that a reason holds for."""
    return [sample for sample in samples().values() if difference.explains(sample)]
