import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem
from pratique.errors import ParseError, Reference
from pratique.lockfiles.reading.document import MOST_EDGES, MOST_ENTRIES
from pratique.lockfiles.sbom.spdx import VERSIONS, parse
from tests.lockfiles.locks import assert_lawful, by_key, sample, shapes

HOST = "https://registry.example"
HEX512 = "a" * 128
DOCUMENT = "SPDXRef-DOCUMENT"


def made(
    packages: object = (), relationships: object = (), *, version: object = "SPDX-2.3", **rest: object
) -> bytes:
    told = {"spdxVersion": version, "SPDXID": DOCUMENT, "packages": packages, "relationships": relationships}
    return json.dumps(told | rest, indent=1).encode()


def read(packages: object = (), relationships: object = (), **rest: Any) -> Lock:
    lock = parse(made(packages, relationships, **rest))
    assert_lawful(lock)
    return lock


def purl_of(locator: str) -> dict[str, str]:
    return {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": locator}


def package(name: str, *purls: str, **rest: object) -> dict[str, Any]:
    """A package that is called by its name; without `purls` one of npm."""
    told = purls or (f"pkg:npm/{name}@1.0.0",)
    return {
        "name": name,
        "SPDXID": f"SPDXRef-{name}",
        "externalRefs": [purl_of(purl) for purl in told],
        **rest,
    }


def nameless(name: str, **rest: object) -> dict[str, Any]:
    """A package without a package URL."""
    return {"name": name, "SPDXID": f"SPDXRef-{name}", **rest}


def rel(first: str, kind: str, second: str) -> dict[str, str]:
    ids = {"": DOCUMENT}
    return {
        "spdxElementId": ids.get(first, f"SPDXRef-{first}"),
        "relationshipType": kind,
        "relatedSpdxElement": ids.get(second, f"SPDXRef-{second}"),
    }


def one(told: dict[str, Any], **rest: Any) -> tuple[LockedPackage, list[str]]:
    lock = read([told], **rest)
    [entry] = lock.packages
    return entry, [problem.why for problem in lock.problems]


def parents(lock: Lock) -> dict[str, tuple[str, ...]]:
    return {entry.package.name: entry.parents for entry in lock.packages}


def test_the_inventory_of_npm_is_read_whole() -> None:
    lock = parse(sample("npm.spdx.json"))
    assert_lawful(lock)
    assert ("SPDX 2.3", "app", ()) == (lock.format, lock.name, lock.problems)
    entries = by_key(lock)
    assert {
        "@babel/code-frame@7.24.7": (ROOT,),
        "is-odd@3.0.1": (ROOT,),
        "is-number@6.0.0": ("is-odd@3.0.1",),
        "left-pad@1.3.0": (ROOT,),
        "local@0.1.0": (ROOT,),
        "picocolors@1.1.1": ("@babel/code-frame@7.24.7",),
    } == {key: entry.parents for key, entry in entries.items()}
    assert (SourceKind.PATH, "libs/local") == (entries["local@0.1.0"].source, entries["local@0.1.0"].url)
    assert "event-target-shim" == entries["is-odd@3.0.1"].alias
    left_pad = entries["left-pad@1.3.0"]
    assert ({"dev"}, HOST, ["sha512"]) == (
        set(left_pad.groups),
        left_pad.registry,
        [digest.algorithm for digest in left_pad.digests],
    )
    lines = sample("npm.spdx.json").decode().split("\n")
    assert all(f'"name": "{entry.package.name}"' in lines[entry.line or 0] for entry in lock.packages)


@pytest.mark.parametrize("version", VERSIONS)
def test_versions_2_2_and_2_3_are_known(version: str) -> None:
    lock = read([package("a")], version=version)
    assert (version.replace("-", " "), ["a@1.0.0"]) == (lock.format, [entry.key for entry in lock.packages])


@pytest.mark.parametrize("version", ["SPDX-2.1", "SPDX-2.4", "SPDX-3.0", "2.3", 2.3, ["SPDX-2.3"]])
def test_an_unknown_version_is_never_guessed(version: object) -> None:
    with pytest.raises(ParseError, match=r"supported versions are SPDX-2\.2 and SPDX-2\.3") as caught:
        read(version=version)
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


def test_spdx_3_is_told_by_its_version() -> None:
    data = b'{"@context": "https://spdx.example/rdf/3.0.1/spdx-context.jsonld", "@graph": []}'
    with pytest.raises(ParseError, match=r"'SPDX-3\.0\.1'") as caught:
        parse(data)
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


@pytest.mark.parametrize("data", [b"{}", b'{"bomFormat": "CycloneDX"}', b'{"@context": "https://x.example"}'])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="spdxVersion") as caught:
        parse(data)
    assert Reference.LOCK_INVALID is caught.value.reference


def test_an_inventory_in_the_answer_of_a_forge_is_told_where_it_lies() -> None:
    with pytest.raises(ParseError, match="value of `sbom`"):
        parse(b'{"sbom": ' + made([package("a")]) + b"}")


def test_packages_of_several_ecosystems_are_read_from_one_file() -> None:
    told = [
        package("a", "pkg:npm/%40s/a@1.0.0"),
        package("b", "pkg:pypi/Foo_Bar@2.0"),
        package("c", "pkg:gem/RedCloth@4.3.2"),
    ]
    assert [
        (Ecosystem.NPM, "@s/a", "1.0.0"),
        (Ecosystem.PYPI, "foo-bar", "2.0"),
        (Ecosystem.RUBYGEMS, "RedCloth", "4.3.2"),
    ] == [(entry.package.ecosystem, entry.package.name, entry.version) for entry in read(told).packages]


def test_packages_that_are_not_ours_to_judge_are_told_by_type() -> None:
    told = [package("x", "pkg:golang/x@v1"), package("a"), package("y", "pkg:golang/y@v1")]
    lock = read(told)
    assert ["a@1.0.0"] == [entry.key for entry in lock.packages]
    assert [("pkg:golang", "2 packages of type golang: this type is not supported")] == [
        (problem.what, problem.why) for problem in lock.problems
    ]


def test_what_is_no_package_is_told_unless_its_purpose_says_so() -> None:
    told = [
        nameless("lib"),
        nameless("redis", primaryPackagePurpose="APPLICATION"),
        nameless("image", primaryPackagePurpose="CONTAINER"),
        nameless("yarn.lock", primaryPackagePurpose="SOURCE"),
        package("a"),
    ]
    lock = read(told, [rel("yarn.lock", "CONTAINS", "a")])
    assert [("lib", 5), ("redis", 9)] == [(problem.what, problem.line) for problem in lock.problems]
    assert {"a": (ROOT,)} == parents(lock)


def test_only_the_first_of_several_package_urls_counts() -> None:
    entry, problems = one(package("a", "pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0", "pkg:npm/a@1.0.0"))
    assert ("a", ["the package has several package URLs: only 'pkg:npm/a@1.0.0' is read"]) == (
        entry.package.name,
        problems,
    )


def test_a_package_that_no_registry_could_have_is_a_problem_and_the_others_stand() -> None:
    lock = read([package("a"), package("bad", "pkg:npm/%2e%2e/a@1.0.0"), package("worse", "")])
    assert ["a@1.0.0"] == [entry.key for entry in lock.packages]
    assert ["bad", "worse"] == [problem.what for problem in lock.problems]


@pytest.mark.parametrize(
    ("kind", "groups"),
    [
        ("DEPENDS_ON", set()),
        ("HAS_PREREQUISITE", {"peer"}),
    ],
)
def test_the_first_asks_for_the_second(kind: str, groups: set[str]) -> None:
    lock = read([package("app"), package("a")], [rel("", "DESCRIBES", "app"), rel("app", kind, "a")])
    assert ({"a": (ROOT,)}, groups) == (parents(lock), set(lock.packages[0].groups))


@pytest.mark.parametrize(
    ("kind", "groups"),
    [
        ("DEPENDENCY_OF", set()),
        ("RUNTIME_DEPENDENCY_OF", set()),
        ("DEV_DEPENDENCY_OF", {"dev"}),
        ("DEV_TOOL_OF", {"dev"}),
        ("BUILD_DEPENDENCY_OF", {"build"}),
        ("BUILD_TOOL_OF", {"build"}),
        ("TEST_DEPENDENCY_OF", {"test"}),
        ("TEST_TOOL_OF", {"test"}),
        ("OPTIONAL_DEPENDENCY_OF", {"optional"}),
        ("PROVIDED_DEPENDENCY_OF", {"provided"}),
        ("PREREQUISITE_FOR", {"peer"}),
    ],
)
def test_the_second_asks_for_the_first(kind: str, groups: set[str]) -> None:
    lock = read(
        [package("app"), package("a"), package("b")],
        [rel("app", "DESCRIBED_BY", ""), rel("a", kind, "app"), rel("a", "DEPENDS_ON", "b")],
    )
    assert {"a": (ROOT,), "b": ("a@1.0.0",)} == parents(lock)
    assert [(groups, groups == {"optional"})] * 2 == [
        (set(one.groups), one.optional) for one in lock.packages
    ]


@pytest.mark.parametrize(
    "edge", [rel("a", "CONTAINS", "b"), rel("b", "CONTAINED_BY", "a")], ids=["contains", "contained"]
)
def test_a_holder_counts_only_where_nobody_asks(edge: dict[str, str]) -> None:
    held = read([package("a"), package("b")], [edge])
    assert {"a": (ROOT,), "b": ("a@1.0.0",)} == parents(held)
    asked = read([package("a"), package("b"), package("c")], [edge, rel("c", "DEPENDS_ON", "b")])
    assert {"a": (ROOT,), "b": ("c@1.0.0",), "c": (ROOT,)} == parents(asked)


def test_other_relationships_say_nothing_of_who_asks() -> None:
    lock = read(
        [package("a"), package("b")], [rel("a", "DESCENDANT_OF", "b"), rel("a", "DEPENDS_ON", "gone")]
    )
    assert {"a": (ROOT,), "b": (ROOT,)} == parents(lock)


@pytest.mark.parametrize(
    ("described", "edges"),
    [
        (["SPDXRef-app"], []),
        (None, [rel("", "DESCRIBES", "app")]),
        (None, [rel("app", "DESCRIBED_BY", "")]),
        (["SPDXRef-app", 1], [rel("", "DESCRIBES", "app")]),
    ],
)
def test_the_one_package_that_is_described_is_the_project(
    described: object, edges: list[dict[str, str]]
) -> None:
    told = [package("app"), package("a")]
    lock = read(told, [*edges, rel("app", "DEPENDS_ON", "a")], documentDescribes=described)
    assert ("app", {"a": (ROOT,)}) == (lock.name, parents(lock))


def test_several_that_are_described_are_asked_for_by_the_project() -> None:
    told = [package("a"), package("b"), package("c")]
    lock = read(told, [rel("", "DESCRIBES", "a"), rel("", "DESCRIBES", "b"), rel("a", "DEPENDS_ON", "c")])
    assert (None, {"a": (ROOT,), "b": (ROOT,), "c": ("a@1.0.0",)}) == (lock.name, parents(lock))


def test_circles_are_read() -> None:
    edges = [rel("a", "DEPENDS_ON", "b"), rel("b", "DEPENDS_ON", "a"), rel("a", "DEPENDS_ON", "a")]
    assert {"a": ("b@1.0.0",), "b": ("a@1.0.0",)} == parents(read([package("a"), package("b")], edges))


def summed(
    name: str, location: str, algorithm: str = "SHA512", value: str = HEX512, **rest: object
) -> dict[str, Any]:
    checksum = {"algorithm": algorithm, "checksumValue": value}
    return package(name, downloadLocation=location, checksums=[checksum], **rest)


def test_the_checksum_of_a_file_of_the_release_counts() -> None:
    url = f"{HOST}/npm/a/-/a-1.0.0.tgz"
    entry, problems = one(summed("a", url))
    assert (f"{HOST}/npm", url, [HEX512], []) == (
        entry.registry,
        entry.url,
        [digest.hex for digest in entry.digests],
        problems,
    )


@pytest.mark.parametrize("location", ["NOASSERTION", "NONE", "", f"{HOST}/project/a"])
def test_a_checksum_that_is_of_no_known_bytes_is_not_relied_on(location: str) -> None:
    entry, _ = one(summed("a", location))
    assert ((), SourceKind.REGISTRY) == (entry.files, entry.source)


@pytest.mark.parametrize(
    ("location", "source"),
    [
        ("https://files.example/fork.tgz", SourceKind.URL),
        ("git+https://git.example/a.git@1f", SourceKind.GIT),
        ("file:libs/a", SourceKind.PATH),
    ],
)
def test_another_place_is_where_the_package_comes_from(location: str, source: SourceKind) -> None:
    entry, _ = one(summed("a", location))
    assert (source, location, None) == (entry.source, entry.url, entry.registry)


@pytest.mark.parametrize(
    ("algorithm", "value", "digests", "problems"),
    [
        ("SHA256", "b" * 64, 1, 0),
        ("SHA1", "b" * 40, 1, 0),
        ("SHA3-256", "b" * 64, 0, 0),
        ("SHA256", "b" * 63, 0, 1),
    ],
)
def test_checksums_are_read_as_far_as_they_can_be_compared(
    algorithm: str, value: str, digests: int, problems: int
) -> None:
    entry, told = one(summed("a", f"{HOST}/a/-/a-1.0.0.tgz", algorithm, value))
    assert (digests, problems) == (len(entry.digests), len(told))


@pytest.mark.parametrize(
    ("told", "source", "url", "alias"),
    [
        (package("a", packageFileName="packages/a"), SourceKind.PATH, "packages/a", None),
        (package("a", packageFileName="node_modules/b"), SourceKind.REGISTRY, None, "b"),
        (package("a", packageFileName="a-1.0.0.tgz"), SourceKind.REGISTRY, None, None),
        (package("a", packageFileName="NOASSERTION"), SourceKind.REGISTRY, None, None),
        # What was fetched is no folder of the project, wherever it lies.
        (summed("a", "NOASSERTION", packageFileName="vendor/a"), SourceKind.REGISTRY, None, None),
    ],
)
def test_where_a_package_lies_tells_folders_of_the_project_and_aliases(
    told: dict[str, Any], source: SourceKind, url: str | None, alias: str | None
) -> None:
    entry, problems = one(told)
    assert (source, url, alias, []) == (entry.source, entry.url, entry.alias, problems)


@pytest.mark.parametrize(
    "bad", [1, None, {"name": "bad"}, nameless("bad", externalRefs=[{}]), nameless("bad", checksums=1)]
)
def test_a_bad_package_is_a_problem_and_the_others_stand(bad: object) -> None:
    lock = read([bad, package("a")])
    assert ["a@1.0.0"] == [entry.key for entry in lock.packages]
    assert 1 == len(lock.problems)


@pytest.mark.parametrize("relationships", [{}, [1], [{"spdxElementId": 1}]])
def test_relationships_that_make_no_sense_are_told(relationships: object) -> None:
    lock = read([package("a")], relationships)
    assert (["relationships"], 1) == ([problem.what for problem in lock.problems], len(lock.packages))


def test_packages_that_are_no_list_are_told() -> None:
    assert ["packages"] == [problem.what for problem in read({"a": 1}).problems]


def test_a_document_without_packages_is_one() -> None:
    assert () == parse(b'{"spdxVersion": "SPDX-2.2"}').packages


def test_a_key_that_stands_twice_is_told() -> None:
    lock = parse(
        made([package("a")]).replace(b'"SPDXID": "SPDXRef-a"', b'"name": "b", "SPDXID": "SPDXRef-a"')
    )
    assert ["name"] == [problem.what for problem in lock.problems]


@pytest.mark.parametrize(
    ("section", "count", "of"),
    [("packages", MOST_ENTRIES, "packages"), ("relationships", MOST_EDGES, "relationships")],
)
def test_sections_without_end_are_refused(section: str, count: int, of: str) -> None:
    with pytest.raises(ParseError, match=of):
        parse(f'{{"spdxVersion": "SPDX-2.3", "{section}": [{"1," * count}1]}}'.encode())


NAMES = st.sampled_from(["a", "b", "c", "d"])


@pytest.mark.fuzz
@given(
    wanted=st.dictionaries(NAMES, st.lists(NAMES, unique=True, max_size=3), max_size=4),
    roots=st.lists(NAMES, unique=True, max_size=2),
)
def test_an_inventory_comes_back_with_names_and_parents(
    wanted: dict[str, list[str]], roots: list[str]
) -> None:
    edges = [rel("", "DESCRIBES", "app"), *(rel("app", "DEPENDS_ON", name) for name in roots)]
    edges += [rel(other, "DEPENDENCY_OF", name) for name, others in wanted.items() for other in others]
    lock = read([package("app"), *map(package, wanted)], edges)
    assert () == lock.problems
    assert list(wanted) == [entry.package.name for entry in lock.packages]
    for entry in lock.packages:
        name = entry.package.name
        above = {f"{asker}@1.0.0" for asker, others in wanted.items() if name in others and asker != name}
        above |= {ROOT} if name in roots or not above else set()
        assert above == set(entry.parents)


TEXTS = st.sampled_from(
    [
        "a", "SPDXRef-a", DOCUMENT, "DESCRIBES", "DEPENDS_ON", "DEPENDENCY_OF", "CONTAINS", "purl", "pkg:npm/a@1.0.0",
        "pkg:pypi/b@1", "pkg:deb/x@1", "", "\n", "NOASSERTION", "../x", "https://[", "SHA256", "APPLICATION",
    ]
)  # fmt: skip
FIELDS = st.sampled_from(
    [
        "name", "SPDXID", "externalRefs", "referenceType", "referenceLocator", "checksums", "algorithm", "checksumValue",
        "downloadLocation", "packageFileName", "primaryPackagePurpose", "packages", "spdxElementId",
        "relationshipType", "relatedSpdxElement",
    ]
)  # fmt: skip
VALUES = shapes(st.none() | st.integers(-1, 2**70) | TEXTS, FIELDS)
PACKAGES = st.lists(
    st.builds(package, TEXTS, TEXTS, downloadLocation=TEXTS | VALUES, packageFileName=TEXTS | VALUES)
    | VALUES,
    max_size=3,
)
RELATIONSHIPS = st.lists(st.builds(rel, TEXTS, TEXTS, TEXTS) | VALUES, max_size=4)


@pytest.mark.fuzz
@given(packages=PACKAGES | VALUES, relationships=RELATIONSHIPS | VALUES, described=VALUES)
def test_anything_of_the_shape_of_an_inventory_gives_a_lock_or_an_error(
    packages: object, relationships: object, described: object
) -> None:
    try:
        read(packages, relationships, documentDescribes=described)
    except ParseError:
        return
