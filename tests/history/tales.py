"""Any listing at all: missing, contradictory, shuffled and hostile fields, as a registry or whoever stands in for it may send."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import (
    Account,
    Artifact,
    ArtifactKind,
    Dated,
    Hook,
    Listing,
    ProjectStatus,
    Release,
    TimeSource,
)
from tests.report.hostile import TEXT

_START = datetime(2020, 2, 1, tzinfo=UTC)
_VERSIONS = st.sampled_from(
    [
        "0.0.1",
        "1.0.0",
        "1.0.1",
        "1.1.0-rc.1",
        "1.10.0",
        "2.0.0",
        "2.0.0-0",
        "10.0.0",
        "1!1.0",
        "v3",
        "latest",
        "",
        "x\u202ey",
    ]
) | st.builds("{}.{}.{}".format, st.integers(0, 30), st.integers(0, 3), st.integers(0, 3))
_NAMES = st.sampled_from(["ada", "bob", "eve"]) | TEXT
_ACCOUNTS = st.builds(Account, _NAMES)
_DATED = st.builds(
    Dated,
    st.integers(-40_000, 3_000).map(lambda days: _START + timedelta(days=days, seconds=days)),
    st.sampled_from(TimeSource),
)
_ARTIFACTS = st.builds(
    Artifact,
    filename=TEXT,
    url=TEXT,
    kind=st.sampled_from(ArtifactKind),
    size_bytes=st.none() | st.integers(0, 2**40),
    unpacked_bytes=st.none() | st.integers(0, 2**40),
    yanked=st.none() | TEXT,
)


@st.composite
def _releases(draw: st.DrawFn, package: PackageRef, version: str) -> Release:
    return Release(
        ref=package.at(version),
        artifacts=tuple(draw(st.lists(_ARTIFACTS, max_size=2))),
        published=draw(st.none() | _DATED),
        publisher=draw(st.none() | _ACCOUNTS),
        maintainers=draw(st.none() | st.lists(_ACCOUNTS, max_size=3).map(tuple)),
        dependencies=draw(st.dictionaries(_NAMES, TEXT, max_size=3)),
        hooks=draw(st.none() | st.lists(st.builds(Hook, _NAMES, TEXT), max_size=2).map(tuple)),
        provenance=draw(st.sampled_from([None, True, False])),
        deprecated=draw(st.none() | TEXT),
    )


@st.composite
def listings(draw: st.DrawFn) -> Listing:
    """A listing whose parts need not agree with each other."""
    name = f"n{draw(TEXT).encode('utf-8', 'ignore').decode().replace('/', '')}n"
    package = PackageRef(draw(st.sampled_from(Ecosystem)), name)
    versions = draw(st.lists(_VERSIONS, max_size=6, unique=True))
    return Listing(
        package=package,
        registry=draw(TEXT),
        releases={version: draw(_releases(package, version)) for version in versions},
        tags=draw(st.dictionaries(st.just("latest") | TEXT, _VERSIONS, max_size=2)),
        maintainers=draw(st.none() | st.lists(_ACCOUNTS, max_size=3).map(tuple)),
        removed=draw(st.dictionaries(_VERSIONS, _DATED, max_size=3)),
        status=draw(st.sampled_from(ProjectStatus)),
        status_reason=draw(st.none() | TEXT),
        times=draw(st.none() | st.sampled_from(TimeSource)),
        problems=tuple(draw(st.lists(TEXT, max_size=2))),
    )
