import json

import pytest

from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.platforms import platform_from_name
from tests.ecosystems.node_semver import npm_modules, run_node
from tests.ecosystems.npm.test_listing import PACKUMENTS, recorded
from tests.ecosystems.samples import sample

KITE = npm.normalise("kite")


def release(version: str, *, deprecated: str | None = None) -> Release:
    filename = f"kite-{version}.tgz"
    artifact = Artifact(
        filename=filename, url=f"https://files.example/{filename}", kind=ArtifactKind.NPM_TARBALL
    )
    return Release(ref=KITE.at(version), artifacts=(artifact,), deprecated=deprecated)


def listing(*releases: Release, **tags: str) -> Listing:
    found = {item.ref.version: item for item in releases}
    return Listing(package=KITE, registry="https://registry.example/", releases=found, tags=tags)


def taken(known: Listing, wanted: str) -> str | None:
    found = npm.resolve(known, wanted)
    return None if found is None else found.ref.version


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("1.0.0", "1.0.0"),
        ("v1.0.0", "1.0.0"),
        ("1.0.9", None),
        ("latest", "1.2.0"),
        ("", "1.2.0"),
        ("next", "2.0.0-rc.1"),
        ("absent", None),
        ("*", "1.2.0"),
        ("^1.0.0", "1.2.0"),
        ("~1.1.0", "1.1.0"),
        (">=1.3", "1.4.0"),
        (">1.4", "1.5.0"),
        ("^2.0.0-rc.0", "2.0.0-rc.1"),
        ("^3", None),
    ],
)
def test_a_version_a_tag_or_a_range_leads_to_a_release(wanted: str, expected: str | None) -> None:
    known = listing(
        *(release(version) for version in ("1.0.0", "1.1.0", "1.2.0", "1.4.0", "2.0.0-rc.1")),
        release("1.5.0", deprecated="broken"),
        latest="1.2.0",
        next="2.0.0-rc.1",
        dangling="9.9.9",
    )
    assert expected == taken(known, wanted)


def test_a_tag_that_points_at_nothing_leads_nowhere() -> None:
    assert taken(listing(release("1.0.0"), latest="9.9.9"), "latest") is None


@recorded
def test_releases_are_chosen_as_npm_chooses() -> None:
    modules = npm_modules()
    wanted = ["*", "^1", "~2.3", ">=1 <3", "latest", "^4.0.0-0", "<2", "1.x || 3.x", "0.x", ">=99", "2"]
    documents = [json.loads(path.read_bytes()) for path in sorted(PACKUMENTS.glob("*.json"))]
    program = f"""
        const pick = require({str(modules / "npm-pick-manifest")!r});
        const answer = (document, wanted) => {{
            try {{ return pick(document, wanted, {{ nodeVersion: null }}).version; }} catch {{ return null; }}
        }};
        const [documents, ranges] = cases;
        console.log(JSON.stringify(documents.map(document => ranges.map(range => answer(document, range)))));
    """
    answers = run_node(program, [documents, wanted])
    for document, answer in zip(documents, answers if isinstance(answers, list) else [], strict=True):
        data = json.dumps(document).encode()
        known = npm.parse_listing(
            data, package=npm.normalise(document["name"]), registry="https://registry.example/", url="u"
        )
        assert answer == [taken(known, text) for text in wanted]


def test_a_deprecated_release_can_be_a_baseline() -> None:
    known = listing(release("1.0.0"), release("1.1.0", deprecated="old"), release("1.2.0"))
    chosen, why = npm.baseline(known, "1.2.0")
    assert chosen is not None
    assert chosen.ref.version == "1.1.0"
    assert why == "highest lower version of the same major version"


def test_npm_takes_the_one_tarball_on_every_platform() -> None:
    known = npm.parse_listing(
        sample("npm-abbreviated.json"), package=KITE, registry="https://registry.example/", url="u"
    )
    only = known.releases["1.0.0"]
    chosen = npm.artifacts_for(only, platform_from_name("windows-x86_64"))
    assert (only.artifacts, ()) == (chosen.chosen, chosen.left_out)
    assert only.artifacts[0] == npm.counterpart(only, release("2.0.0").artifacts[0])


def test_every_file_is_a_tarball_to_npm() -> None:
    assert npm.kind_of("anything") is ArtifactKind.NPM_TARBALL
