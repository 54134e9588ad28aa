import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError, Reference
from pratique.gate.holds.request_body import MOST_ENTRIES, AskedFor, read_request

CALM = PackageRef(Ecosystem.NPM, "calm").at("1.1.0")
SAMPLE = PackageRef(Ecosystem.PYPI, "sample").at("1.0.0")
PURL = CALM.purl


def body(**fields: Any) -> bytes:
    return json.dumps({"purls": [PURL], "reason": "a demo", **fields}).encode()


def npm_lock(**packages: Any) -> dict[str, str]:
    document = {"name": "app", "lockfileVersion": 3, "packages": {"": {"name": "app"}, **packages}}
    return {"name": "web/package-lock.json", "text": json.dumps(document)}


def test_releases_are_named_by_purl_and_each_counts_once() -> None:
    asked = read_request(body(purls=[PURL, SAMPLE.purl, PURL], who=" mia ", reason=" a demo "))

    assert (AskedFor(CALM), AskedFor(SAMPLE)) == asked.releases
    assert ("mia", "a demo", "") == (asked.who, asked.reason, asked.about)


def test_a_lock_gives_what_it_takes_from_registries() -> None:
    calm = {
        "version": "1.1.0",
        "resolved": "https://registry.example/calm/-/calm-1.1.0.tgz",
        "integrity": f"sha512-{'A' * 86}==",
    }
    linked = {"resolved": "packages/mine", "link": True}
    lock = npm_lock(**{"node_modules/calm": calm, "node_modules/mine": linked})

    asked = read_request(body(purls=[], lock=lock))

    assert [CALM] == [one.ref for one in asked.releases]
    assert "package-lock.json" == asked.about


def test_files_that_a_python_lock_names_are_those_that_are_asked_for() -> None:
    text = f"""version = 1
requires-python = ">=3.11"
[[package]]
name = "sample"
version = "1.0.0"
source = {{ registry = "https://registry.example/simple" }}
wheels = [
  {{ url = "https://registry.example/a/sample-1.0.0-py3-none-any.whl", hash = "sha256:{"a" * 64}" }},
  {{ url = "https://registry.example/a/sample-1.0.0-cp313-none-any.whl", hash = "sha256:{"b" * 64}" }},
]
"""
    asked = read_request(body(purls=[], lock={"name": "uv.lock", "text": text}))

    names = {"sample-1.0.0-py3-none-any.whl", "sample-1.0.0-cp313-none-any.whl"}
    assert (AskedFor(SAMPLE, frozenset(names)),) == asked.releases


def test_what_an_entry_asks_for_and_the_lock_does_not_hold_is_told() -> None:
    asks = {"version": "1.0.0", "dependencies": {"b": "^1.0.0"}}
    lock = {"lockfileVersion": 3, "packages": {"node_modules/a": asks}}
    asked = read_request(body(purls=[], lock={"name": "package-lock.json", "text": json.dumps(lock)}))

    assert (
        "b ^1.0.0: node_modules/a requests this package, but the lock has no matching entry",
    ) == asked.unread


def test_what_a_lock_includes_is_told_and_not_asked_for() -> None:
    lock = {"name": "requirements.txt", "text": "sample==1.0.0\n-r more.txt\n"}

    asked = read_request(body(purls=[], lock=lock))

    assert ("more.txt: the request does not contain this file",) == asked.unread


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        body(reason=""),
        body(reason="x" * 1_001),
        body(reason=None),
        body(who="x" * 201),
        body(about="x" * 201),
        body(more="x"),
        body(purls=[]),
        body(purls="pkg:npm/calm@1.1.0"),
        body(purls=["pkg:npm/calm"]),
        body(purls=["calm@1.1.0"]),
        body(purls=["pkg:npm/calm@1.1.0\n"]),
        body(purls=[f"pkg:npm/{'a' * 700}@1"]),
        body(purls=["pkg:cargo/serde@1.0.0"]),
        body(purls=[f"pkg:npm/calm@1.0.{number}" for number in range(MOST_ENTRIES + 1)]),
        body(lock={"name": "package-lock.json"}),
        body(lock={"name": "package-lock.json", "text": "{"}),
        body(lock={"name": "secrets.txt", "text": ""}),
        body(lock={"name": "package-lock.json", "text": json.dumps({"a": 1}), "more": 1}),
    ],
    ids=range(23),
)
def test_what_is_no_request_is_told_in_words(data: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        read_request(data)

    assert Reference.USAGE is caught.value.reference
    assert len(caught.value.message) < 600


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "purls": st.lists(st.sampled_from([PURL, SAMPLE.purl, "pkg:gem/rack@3"]) | st.text(max_size=30)),
        "reason": st.text(max_size=30),
        "who": st.text(max_size=30) | json_values,
        "about": st.text(max_size=30),
        "lock": st.fixed_dictionaries(
            {
                "name": st.sampled_from(
                    ["package-lock.json", "yarn.lock", "uv.lock", "requirements.txt", "x"]
                ),
                "text": st.text(max_size=200) | json_values.map(json.dumps),
            }
        )
        | json_values,
    },
)


@pytest.mark.fuzz
@given(st.binary(max_size=300) | (bodies | json_values).map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_request_within_bounds_or_are_refused(data: bytes) -> None:
    try:
        asked = read_request(data)
    except ParseError as error:
        assert Reference.USAGE is error.reference  # noqa: PT017 - any body may be refused
        return
    assert asked.releases or asked.unread
    assert 0 < len(asked.reason) <= 1_000
    assert len(asked.who) <= 200
    assert len(asked.releases) <= MOST_ENTRIES
