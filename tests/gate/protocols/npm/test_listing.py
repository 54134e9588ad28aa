import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.ecosystems.npm.ecosystem import sort_key
from pratique.errors import ParseError
from pratique.gate.protocols.interface import Mark, Marks
from pratique.gate.protocols.npm.listing import Held, keep, serve
from tests.loopback import NpmPackage, NpmRelease
from tests.loopback.npm_face import packument

CALM = PackageRef(Ecosystem.NPM, "calm")
BASE = "https://gate.example/npm/"
HOME = "https://registry.example/"


def document(*versions: str, tags: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    package = NpmPackage(name="calm", releases=tuple(NpmRelease(version=v) for v in versions), tags=tags)
    return {**packument(package, HOME, mirror=False), **more}


def marks(*versions: str, action: Action = Action.HOLD) -> Marks:
    return {f"calm-{v}.tgz": Mark(version=v, words=f"calm@{v} waits", action=action) for v in versions}


def served(told: Any, marked: Marks | None = None, *, short: bool = False, held: Held = Held.MARKED) -> Any:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return json.loads(serve(body, CALM, marked or {}, base=BASE, short=short, held=held))


def test_nothing_changes_but_the_addresses_where_nothing_is_said() -> None:
    told = document("1.0.0", "1.1.0", readme='"tarball":"https://registry.example/calm/-/x.tgz"')
    expected = json.loads(json.dumps(told))
    for version in expected["versions"].values():
        version["dist"]["tarball"] = f"{BASE}calm/-/calm-{version['version']}.tgz"

    assert expected == served(told)


def test_a_tarball_on_another_host_leads_to_the_gate_as_well() -> None:
    told = document("1.0.0")
    told["versions"]["1.0.0"]["dist"]["tarball"] = "https://elsewhere.example/a?b=c"
    told["versions"]["1.0.0"]["copy"] = dict(told["versions"]["1.0.0"]["dist"])

    assert f"{BASE}calm/-/calm-1.0.0.tgz" == served(told)["versions"]["1.0.0"]["dist"]["tarball"]


def test_a_refused_version_stays_listed_with_its_times_and_says_why() -> None:
    told = document("1.0.0", "1.1.0")

    found = served(told, marks("1.1.0"))

    assert "calm@1.1.0 waits" == found["versions"]["1.1.0"]["deprecated"]
    assert "deprecated" not in found["versions"]["1.0.0"]
    assert told["time"] == found["time"]
    assert told["versions"]["1.1.0"]["dist"]["integrity"] == found["versions"]["1.1.0"]["dist"]["integrity"]


@pytest.mark.parametrize(
    ("latest", "refused", "listed"),
    [
        # The newest: `latest` leads to the one below, and no range fits both but not that one.
        pytest.param("2.0.0", ["2.0.0"], ["1.0.0", "1.1.0", "2.0.0"], id="newest"),
        # `^1.0.0` has no room for `latest`, and the refused one is the highest that fits.
        pytest.param("2.0.0", ["1.1.0"], ["1.0.0", "2.0.0"], id="older-line"),
        # `latest` is of an old line: `>=1.1.0` fits 1.1.0 and 2.0.0, and not `latest`.
        pytest.param("1.0.0", ["2.0.0"], ["1.0.0", "1.1.0"], id="newer-than-a-free-one"),
        pytest.param("2.0.0", ["1.0.0"], ["1.0.0", "1.1.0", "2.0.0"], id="nothing-below"),
        pytest.param("2.0.0", ["1.0.0", "1.1.0", "2.0.0"], ["1.0.0", "1.1.0", "2.0.0"], id="all"),
        pytest.param("2.0.0", ["1.1.0", "2.0.0"], ["1.0.0", "1.1.0", "2.0.0"], id="newest-two"),
    ],
)
def test_a_refused_version_is_left_out_only_where_a_range_would_lead_to_it_past_a_free_one(
    latest: str, refused: list[str], listed: list[str]
) -> None:
    told = document("1.0.0", "1.1.0", "2.0.0", tags={"latest": latest})

    found = served(told, marks(*refused), held=Held.LEFT_OUT)

    assert listed == list(found["versions"])
    assert all("waits" in found["versions"][one]["deprecated"] for one in refused if one in listed)


@given(
    st.sets(st.tuples(st.integers(1, 3), st.integers(0, 3)), min_size=1),
    st.data(),
)
def test_a_client_that_prefers_latest_and_then_the_highest_never_takes_a_refused_version_in_place_of_a_free_one(
    numbers: set[tuple[int, int]], data: st.DataObject
) -> None:
    ordered = sorted(numbers)
    names = {one: f"{one[0]}.{one[1]}.0" for one in ordered}
    refused = data.draw(st.sets(st.sampled_from(ordered)))
    told = document(*names.values(), tags={"latest": names[data.draw(st.sampled_from(ordered))]})

    found = served(told, marks(*(names[one] for one in refused)), held=Held.LEFT_OUT)

    latest = found["dist-tags"]["latest"]
    for low in ordered:
        for high in (one for one in ordered if one >= low):
            fits = [one for one in ordered if low <= one <= high]
            listed = [one for one in fits if names[one] in found["versions"]]
            if set(fits) <= refused:
                continue
            taken = latest if latest in {names[one] for one in listed} else names[max(listed)]
            assert taken not in {names[one] for one in refused}


def test_a_version_that_is_only_spoken_of_is_never_left_out() -> None:
    found = served(document("1.0.0", "1.1.0"), marks("1.1.0", action=Action.ALLOW), held=Held.LEFT_OUT)

    assert "calm@1.1.0 waits" == found["versions"]["1.1.0"]["deprecated"]
    assert {"latest": "1.1.0"} == found["dist-tags"]


@pytest.mark.parametrize(
    ("tags", "refused", "expected"),
    [
        ({"latest": "2.0.0"}, ["2.0.0"], {"latest": "1.10.0"}),
        ({"latest": "1.10.0"}, ["1.10.0"], {"latest": "1.9.0"}),
        ({"latest": "2.0.0", "old": "1.9.0"}, ["1.9.0"], {"latest": "2.0.0"}),
        (
            {"latest": "2.0.0", "next": "3.0.0-rc.2"},
            ["3.0.0-rc.2"],
            {"latest": "2.0.0", "next": "3.0.0-rc.1"},
        ),
        ({"latest": "1.9.0"}, ["1.9.0"], {"latest": "2.0.0"}),
        ({"latest": "2.0.0"}, ["1.9.0", "1.10.0", "2.0.0"], {"latest": "3.0.0-rc.2"}),
        (
            {"latest": "2.0.0", "next": "3.0.0-rc.2"},
            ["1.9.0", "1.10.0", "2.0.0", "3.0.0-rc.1", "3.0.0-rc.2"],
            {"latest": "2.0.0"},
        ),
        ({"latest": "2.0.0", "odd": "9.9.9"}, [], {"latest": "2.0.0", "odd": "9.9.9"}),
    ],
)
def test_tags_lead_to_the_highest_version_below_that_is_not_refused(
    tags: dict[str, str], refused: list[str], expected: dict[str, str]
) -> None:
    told = document("1.9.0", "1.10.0", "2.0.0", "3.0.0-rc.1", "3.0.0-rc.2", tags=tags)

    found = served(told, marks(*refused))["dist-tags"]

    if tags == {"latest": "1.9.0"}:
        # Nothing is below: the highest of all, for a client without `latest` is lost.
        expected = {"latest": "2.0.0"}
    assert expected == found


def test_the_short_form_has_what_installers_read_and_the_times() -> None:
    told = document("1.0.0", readme="long")
    told["versions"]["1.0.0"]["scripts"] = {"postinstall": "node x.js", "test": "x"}

    found = served(told, short=True)

    assert {"name", "modified", "dist-tags", "versions", "time"} == set(found)
    version = found["versions"]["1.0.0"]
    assert version["hasInstallScript"] is True
    assert {"name", "version", "dist", "_hasShrinkwrap", "hasInstallScript"} == set(version)


def test_what_is_no_version_is_not_served() -> None:
    told = document("1.0.0")
    told["versions"] |= {"1.0.1": 5, "../x": {"dist": {}}, "1.0.2": {"dist": 7}}

    assert {"1.0.0", "1.0.2"} == set(served(told)["versions"])


def test_a_lone_surrogate_spoils_nothing_else() -> None:
    told = document("1.0.0", "1.0.1")
    told["versions"]["1.0.0"]["description"] = "\ud800"

    found = served(told, marks("1.0.1"))

    assert {"1.0.0", "1.0.1"} == set(found["versions"])
    assert f"{BASE}calm/-/calm-1.0.0.tgz" == found["versions"]["1.0.0"]["dist"]["tarball"]


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'"x"', b"\xff"])
def test_what_is_no_listing_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        serve(body, CALM, {}, base=BASE, short=False, held=Held.MARKED)


def test_versions_that_the_registry_has_no_more_come_back_with_their_times_and_tags() -> None:
    earlier = json.dumps(document("1.0.0", "1.0.1", tags={"latest": "1.0.1", "old": "1.0.0"})).encode()
    now = json.dumps(document("1.0.0", tags={"latest": "1.0.0"})).encode()

    found = json.loads(keep(now, earlier, CALM, ["1.0.1", "7.7.7"]))

    assert ["1.0.0", "1.0.1"] == list(found["versions"])
    assert {"latest": "1.0.0", "old": "1.0.0"} == found["dist-tags"]
    assert "1.0.1" in found["time"]


def test_a_package_that_was_unpublished_as_a_whole_comes_back() -> None:
    earlier = json.dumps(document("1.0.0")).encode()
    now = json.dumps({"name": "calm", "time": {"unpublished": {"versions": ["1.0.0"]}}}).encode()

    found = json.loads(keep(now, earlier, CALM, ["1.0.0"]))

    assert ["1.0.0"] == list(found["versions"])
    assert {"latest": "1.0.0"} == found["dist-tags"]
    assert "unpublished" not in found["time"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
VERSIONS = st.dictionaries(
    st.sampled_from(["1.0.0", "1.2.0", "2.0.0-b", "x"]), JSON | st.fixed_dictionaries({"dist": JSON})
)


@pytest.mark.fuzz
@given(
    versions=VERSIONS | JSON,
    tags=JSON,
    refused=st.sets(st.sampled_from(["1.0.0", "1.2.0"])),
    short=st.booleans(),
)
def test_whatever_a_registry_says_becomes_json_whose_tarballs_lead_to_the_gate(
    versions: Any, tags: Any, refused: set[str], *, short: bool
) -> None:
    told = msgspec.json.encode({"name": "calm", "versions": versions, "dist-tags": tags})

    found = served(told, marks(*sorted(refused)), short=short)

    for key, version in found["versions"].items():
        assert sort_key(key).rank
        if isinstance(version.get("dist"), dict):
            assert f"{BASE}calm/-/calm-{key}.tgz" == version["dist"]["tarball"]
        if key in refused:
            assert f"calm@{key} waits" == version["deprecated"]
