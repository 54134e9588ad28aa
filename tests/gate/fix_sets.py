"""A fix with its siblings as a registry has them, and the advisory that names it: what the tests of fix sets change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pratique.core.advisory import Advisory, Affected, Product, Span
from pratique.intake.known_bad.advised import Warnings
from tests.advisories.answers.index import index_of
from tests.advisories.made import advisory
from tests.loopback import NpmPackage, NpmRelease
from tests.loopback.packages import LONG_AGO

AT = datetime.now(UTC) - timedelta(hours=20)
"""When the fix was published."""
PARTS = tuple(f"@duct/part-{letter}" for letter in "abcdefghi")
"""Nine siblings."""


OTHER = NpmPackage(
    name="other",
    releases=(
        NpmRelease(version="1.0.0", files={"index.js": "exports.n = 0\n"}),
        NpmRelease(version="1.0.1", files={"index.js": "exports.n = 1\n"}, published_at=AT),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What differs from the honest set."""

    publisher: str = "ada"
    publishers: Mapping[str, str] = field(default_factory=dict)
    """By package."""
    at: Mapping[str, datetime] = field(default_factory=dict)
    ranges: Mapping[str, str] = field(default_factory=dict)
    """How the fix asks for a sibling; exactly, if nothing is said."""
    scripts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: str = "1.2.4"
    """Of the fix and its siblings."""
    more: Mapping[str, str] = field(default_factory=dict)
    """More that the fix asks for."""
    other: str = "1.0.0"
    """What it asks for of a package whose name says nothing of the fix; 1.0.1 is as young as the fix."""


def packages(change: Change | None = None, *, parts: tuple[str, ...] = PARTS) -> list[NpmPackage]:
    """`duct`, whose newest release is the fix, with its siblings."""
    made = change or Change()
    wanted = {part: made.ranges.get(part, made.version) for part in parts}
    wanted = {**wanted, "other": made.other, **made.more}
    before = {**dict.fromkeys(parts, "1.2.3"), "other": "1.0.0"}
    return [_package("duct", made, wanted, before), *(_package(part, made, {}, {}) for part in parts), OTHER]


def _package(name: str, made: Change, wanted: Mapping[str, str], before: Mapping[str, str]) -> NpmPackage:
    place = (PARTS.index(name) + 1) if name in PARTS else 0
    old = NpmRelease(
        version="1.2.3", files={"index.js": "exports.n = 3\n"}, manifest={"dependencies": dict(before)}
    )
    new = NpmRelease(
        version=made.version,
        files={"index.js": "exports.n = 4\n"},
        manifest={
            "dependencies": dict(wanted),
            **({"scripts": made.scripts[name]} if name in made.scripts else {}),
        },
        published_at=made.at.get(name, AT + timedelta(seconds=20 * place)),
        publisher=made.publishers.get(name, made.publisher),
    )
    return NpmPackage(name=name, releases=(replace(old, published_at=LONG_AGO), new))


def names_the_fix(
    *,
    fixed: str = "1.2.4",
    reviewed: bool = True,
    source: str = "osv-npm",
    id_: str = "GHSA-duct-duct-duct",
    modified: datetime = AT + timedelta(hours=20),
) -> Advisory:
    """An advisory of `duct` up to before its fix."""
    about = Affected(product=Product("npm", "duct"), spans=(Span("0", fixed),), fixed=(fixed,))
    made = advisory(id_, about, source=source, summary="It leaks")
    return replace(made, reviewed=reviewed, modified=modified)


def warnings(*advisories: Advisory) -> Warnings:
    """An index with these."""
    return Warnings(index=index_of(*advisories))
