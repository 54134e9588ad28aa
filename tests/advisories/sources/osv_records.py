"""OSV records made in memory, and what their evaluation says by the letter of the schema."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip, Source
from pratique.advisories.versions import is_affected
from pratique.core.advisory import Advisory, Product
from tests.lockfiles.locks import shapes

LODASH = Product("npm", "lodash")


def package(ecosystem: str = "npm", name: str = "lodash", **rest: object) -> dict[str, Any]:
    """One entry of `affected`."""
    return {"package": {"ecosystem": ecosystem, "name": name}, **rest}


def events(*told: tuple[str, str], kind: str = "SEMVER") -> list[dict[str, Any]]:
    """The `ranges` of an entry: one range of these events."""
    return [{"type": kind, "events": [{name: version} for name, version in told]}]


def record(*affected: object, **rest: object) -> dict[str, Any]:
    """A record about a package, whatever it is about."""
    return {
        "id": "GHSA-aaaa-bbbb-cccc",
        "modified": "2024-02-01T00:00:00Z",
        "affected": list(affected),
        **rest,
    }


def row_of(source: Source, value: object, path: str = "x.json") -> Row:
    """The one row of a file that holds a value as JSON."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    [row] = source.rows(Entry(path, data))
    return row


def advisory_in(source: Source, value: object, path: str = "x.json") -> Advisory:
    """The advisory of a file; it must not be skipped."""
    row = row_of(source, value, path)
    assert isinstance(row, Advisory), row
    return row


def why(source: Source, value: object, path: str = "x.json") -> str:
    """Why a file is skipped; it must be."""
    row = row_of(source, value, path)
    assert isinstance(row, Skip), row
    return row.why


def affected_versions(advisory: Advisory, versions: Sequence[str], product: Product = LODASH) -> list[str]:
    """Which of these versions an advisory means."""
    return [
        version
        for version in versions
        if any(is_affected(one, version) for one in advisory.affected if one.product == product)
    ]


def by_the_letter(told: Sequence[Mapping[str, str]], version: str, key: Callable[[str], Any]) -> bool:
    """`IncludedInRanges` of the schema for one range, word for word: an answer to compare ours with."""
    at, vulnerable = key(version), False
    first = [event for event in told if event.get("introduced") == "0"]
    others = [event for event in told if event.get("introduced") != "0"]
    for event in [*first, *sorted(others, key=lambda event: key(next(iter(event.values()))))]:
        if "introduced" in event and (event["introduced"] == "0" or at >= key(event["introduced"])):
            vulnerable = True
        elif ("fixed" in event and at >= key(event["fixed"])) or (
            "last_affected" in event and at > key(event["last_affected"])
        ):
            vulnerable = False
    return vulnerable


WORDS = (
    "id", "GHSA-a", "MAL-1", "affected", "package", "ecosystem", "name", "npm", "PyPI", "lodash", "versions", "1.0.0",
    "ranges", "type", "SEMVER", "events", "introduced", "fixed", "0", "severity", "score", "CVSS:3.1/AV:N",
    "database_specific", "cwes", "withdrawn", "aliases", "", "\ud800",
)  # fmt: skip

leaves = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(WORDS)
odd = shapes(leaves, st.sampled_from(WORDS))
"""Values of any type, made of the words that records are made of."""

odd_entries = st.fixed_dictionaries(
    {"package": st.just({"ecosystem": "npm", "name": "lodash"}) | odd},
    optional={"versions": odd, "ranges": odd, "severity": odd, "database_specific": odd},
)
odd_records = st.fixed_dictionaries(
    {"id": st.sampled_from(("GHSA-a", "MAL-1")) | odd, "affected": st.lists(odd_entries, max_size=2) | odd},
    optional=dict.fromkeys(("aliases", "severity", "summary", "references", "database_specific"), odd),
)
"""Records with anything in any place."""
