import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem
from pratique.errors import ParseError, Reference
from pratique.lockfiles.reading.document import MOST_EDGES, MOST_ENTRIES
from pratique.lockfiles.sbom.cyclonedx import VERSIONS, parse
from tests.lockfiles.locks import assert_lawful, by_key, sample, shapes

HOST = "https://registry.example"
HEX512 = "a" * 128


def made(components: object = (), *, version: object = "1.6", **rest: object) -> bytes:
    told = {"bomFormat": "CycloneDX", "specVersion": version, "components": components, **rest}
    return json.dumps(told, indent=1).encode()


def read(components: object = (), **rest: object) -> Lock:
    lock = parse(made(components, **rest))
    assert_lawful(lock)
    return lock


def component(purl: str, **rest: object) -> dict[str, Any]:
    """A library that the inventory refers to by its package URL."""
    name = purl.rpartition("/")[2].partition("@")[0]
    return {"type": "library", "name": name, "bom-ref": purl, "purl": purl, **rest}


def nameless(name: str, type_: str = "library", **rest: object) -> dict[str, Any]:
    """A component without a package URL."""
    return {"type": type_, "name": name, "bom-ref": name, **rest}


def asks(**wanted: Iterable[str]) -> list[dict[str, Any]]:
    return [{"ref": npm(name), "dependsOn": [npm(one) for one in others]} for name, others in wanted.items()]


def npm(name: str) -> str:
    return f"pkg:npm/{name}@1.0.0"


def one(told: dict[str, Any], **rest: object) -> tuple[LockedPackage, list[str]]:
    lock = read([told], **rest)
    [entry] = lock.packages
    return entry, [problem.why for problem in lock.problems]


def project(name: str = "app") -> dict[str, Any]:
    return {"component": {"type": "application", "name": name, "bom-ref": npm(name), "purl": npm(name)}}


def tarball(url: str, content: str = HEX512, alg: str = "SHA-512") -> dict[str, Any]:
    return {"type": "distribution", "url": url, "hashes": [{"alg": alg, "content": content}]}


@pytest.mark.parametrize(("name", "version"), [("npm.cdx.json", "1.5"), ("cyclonedx-npm.cdx.json", "1.6")])
def test_the_inventories_of_npm_tools_are_read_whole(name: str, version: str) -> None:
    lock = parse(sample(name))
    assert_lawful(lock)
    assert (f"CycloneDX {version}", "app", ()) == (lock.format, lock.name, lock.problems)
    entries = by_key(lock)
    assert {
        "@babel/code-frame@7.24.7": (ROOT,),
        "is-odd@3.0.1": (ROOT,),
        "is-number@6.0.0": ("is-odd@3.0.1",),
        "left-pad@1.3.0": (ROOT,),
        "local@0.1.0": (ROOT,),
        "picocolors@1.1.1": ("@babel/code-frame@7.24.7",),
    } == {key: entry.parents for key, entry in entries.items()}
    assert {"left-pad@1.3.0"} == {key for key, entry in entries.items() if entry.groups == {"dev"}}
    left_pad = entries["left-pad@1.3.0"]
    assert (HOST, f"{HOST}/left-pad/-/left-pad-1.3.0.tgz") == (left_pad.registry, left_pad.url)
    lines = sample(name).decode().split("\n")
    assert all("{" in lines[(entry.line or 0) - 1] for entry in lock.packages)


def test_the_inventory_of_a_python_environment_is_read() -> None:
    lock = parse(sample("cyclonedx-py.cdx.json"))
    assert_lawful(lock)
    click, idna = lock.packages
    assert (Ecosystem.PYPI, "8.1.8", ["sha256", "sha256"]) == (
        click.package.ecosystem,
        click.version,
        [digest.algorithm for digest in click.digests],
    )
    # A requirement without a pin.
    assert (None, "idna") == (idna.version, idna.key)


@pytest.mark.parametrize("version", VERSIONS)
def test_versions_1_2_to_1_7_are_known(version: str) -> None:
    lock = read([component("pkg:npm/a@1.0.0")], version=version)
    assert (f"CycloneDX {version}", ["a@1.0.0"]) == (lock.format, [entry.key for entry in lock.packages])


@pytest.mark.parametrize("version", ["1.1", "1.8", "2.0", 1.6, None, ["1.6"], {}])
def test_an_unknown_version_is_never_guessed(version: object) -> None:
    with pytest.raises(ParseError, match=r"supported versions are 1\.2 to 1\.7") as caught:
        read(version=version)
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


def test_packages_of_several_ecosystems_are_read_from_one_file() -> None:
    purls = ["pkg:npm/%40s/a@1.0.0", "pkg:pypi/Foo_Bar@2.0", "pkg:gem/RedCloth@4.3.2"]
    assert [
        (Ecosystem.NPM, "@s/a", "1.0.0"),
        (Ecosystem.PYPI, "foo-bar", "2.0"),
        (Ecosystem.RUBYGEMS, "RedCloth", "4.3.2"),
    ] == [
        (entry.package.ecosystem, entry.package.name, entry.version)
        for entry in read(list(map(component, purls))).packages
    ]


def test_packages_that_are_not_ours_to_judge_are_told_by_type() -> None:
    purls = ["pkg:maven/g/a@1", "pkg:npm/a@1.0.0", "pkg:deb/debian/b@1", "pkg:maven/g/c@1"]
    lock = read(list(map(component, purls)))
    assert ["a@1.0.0"] == [entry.key for entry in lock.packages]
    assert [
        ("pkg:deb", "1 package of type deb: this type is not supported"),
        ("pkg:maven", "2 packages of type maven: this type is not supported"),
    ] == [(problem.what, problem.why) for problem in lock.problems]


def test_what_is_no_package_is_told_unless_its_type_says_so() -> None:
    told = [
        nameless("lib"),
        nameless("frame", "framework", group="g"),
        nameless("os", "operating-system"),
        nameless("f", "file"),
    ]
    lock = read(told)
    assert () == lock.packages
    assert [("lib", 5), ("g/frame", 10)] == [(problem.what, problem.line) for problem in lock.problems]
    assert {"the package has no package URL, so it cannot be identified"} == {
        problem.why for problem in lock.problems
    }


def test_a_program_that_stands_for_a_lockfile_is_passed_through() -> None:
    programs = [nameless("app/yarn.lock", "application"), nameless("redis", "application")]
    lock = read(
        [*programs, component(npm("a"))], dependencies=[{"ref": "app/yarn.lock", "dependsOn": [npm("a")]}]
    )
    assert ["redis"] == [problem.what for problem in lock.problems]
    assert [(ROOT,)] == [entry.parents for entry in lock.packages]


@pytest.mark.parametrize(
    ("purl", "why"),
    [
        ("", "the package URL is not valid: ''"),
        ("npm/a@1.0.0", "the package URL is not valid: 'npm/a@1.0.0'"),
        ("pkg:npm/%2e%2e/a@1.0.0", "the package name is not valid: '../a'"),
        ("pkg:npm/a@1/../2", "the version is not valid: '1/../2'"),
        ("pkg:pypi/a@1%2F2", "the version is not valid: '1/2'"),
        ("pkg:npm/a%0a@1.0.0", "the package name is not valid: 'a\\n'"),
    ],
)
def test_a_package_that_no_registry_could_have_is_a_problem_and_the_others_stand(purl: str, why: str) -> None:
    lock = read([component(npm("a")), {**component(npm("bad")), "purl": purl}])
    assert ["a@1.0.0"] == [entry.key for entry in lock.packages]
    assert [("bad", why)] == [(problem.what, problem.why) for problem in lock.problems]


def test_who_asks_for_whom_is_told_and_the_project_is_no_entry() -> None:
    lock = read(
        [component(npm(name)) for name in ("app", "a", "b", "c")],
        metadata=project(),
        dependencies=asks(app="a", a="bc", b="a", gone="a", c=["gone"]),
    )
    assert {"a@1.0.0": (ROOT, "b@1.0.0"), "b@1.0.0": ("a@1.0.0",), "c@1.0.0": ("a@1.0.0",)} == {
        entry.key: entry.parents for entry in lock.packages
    }
    assert "app" == lock.name


def test_nested_components_hang_on_the_one_they_are_in_unless_another_asks() -> None:
    inner = component(npm("c"), components=[component(npm("d"))])
    told = [
        component(
            npm("a"), components=[component(npm("b")), {"type": "file", "name": "f", "components": [inner]}]
        )
    ]
    lock = read(told, dependencies=asks(b="d"))
    assert {
        "a@1.0.0": (ROOT,),
        "b@1.0.0": ("a@1.0.0",),
        "c@1.0.0": ("a@1.0.0",),
        "d@1.0.0": ("b@1.0.0",),
    } == {entry.key: entry.parents for entry in lock.packages}
    lines = made(told).decode().split("\n")
    for entry in lock.packages:
        assert f'"name": "{entry.package.name}"' in "".join(lines[(entry.line or 0) : (entry.line or 0) + 3])


def test_what_the_project_is_made_of_is_read_too() -> None:
    told = project()
    told["component"]["components"] = [component(npm("a"))]
    lock = read([component(npm("b"))], metadata=told, dependencies=asks(a="b"))
    assert {"a@1.0.0": (ROOT,), "b@1.0.0": ("a@1.0.0",)} == {one.key: one.parents for one in lock.packages}


def test_one_release_in_several_folders_is_one_entry() -> None:
    paths = ["node_modules/a", "node_modules/x/node_modules/a"]
    told = [
        component(npm("a"), **{"bom-ref": path}, properties=[{"name": "cdx:npm:package:path", "value": path}])
        for path in paths
    ]
    told.append(component(npm("x")))
    lock = read(told, metadata=project(), dependencies=[{"ref": npm("x"), "dependsOn": [paths[1]]}])
    assert {"a@1.0.0": (ROOT, "x@1.0.0"), "x@1.0.0": (ROOT,)} == {
        one.key: one.parents for one in lock.packages
    }


def test_the_hash_of_a_file_of_the_release_counts() -> None:
    url = f"{HOST}/npm/a/-/a-1.0.0.tgz"
    entry, problems = one(component(npm("a"), externalReferences=[tarball(url), {"type": "vcs", "url": "x"}]))
    assert (f"{HOST}/npm", url, [HEX512], []) == (
        entry.registry,
        entry.url,
        [digest.hex for digest in entry.digests],
        problems,
    )


def test_a_hash_that_is_of_no_known_bytes_is_not_relied_on() -> None:
    entry, _ = one(component(npm("a"), hashes=[{"alg": "SHA-512", "content": HEX512}]))
    assert ((), SourceKind.REGISTRY) == (entry.files, entry.source)


def test_an_archive_of_another_name_is_where_the_package_comes_from() -> None:
    url = "https://files.example/fork.tgz"
    entry, _ = one(component(npm("a"), externalReferences=[tarball(url)]))
    assert (SourceKind.URL, url, None) == (entry.source, entry.url, entry.registry)


@pytest.mark.parametrize(
    ("alg", "content", "digests", "problems"),
    [
        ("SHA-256", "b" * 64, 1, 0),
        ("BLAKE3", "b" * 64, 0, 0),
        ("SHA-256", "b" * 63, 0, 1),
        ("SHA-256", "\u202e", 0, 1),
    ],
)
def test_hashes_are_read_as_far_as_they_can_be_compared(
    alg: str, content: str, digests: int, problems: int
) -> None:
    entry, told = one(
        component(npm("a"), externalReferences=[tarball(f"{HOST}/a/-/a-1.0.0.tgz", content, alg)])
    )
    assert (digests, problems) == (len(entry.digests), len(told))


@pytest.mark.parametrize(
    ("rest", "groups", "optional"),
    [
        ({}, set(), False),
        ({"scope": "required"}, set(), False),
        ({"scope": "optional"}, {"optional"}, True),
        ({"scope": "excluded"}, {"dev"}, False),
        ({"properties": [{"name": "cdx:npm:package:development", "value": "true"}]}, {"dev"}, False),
        ({"properties": [{"name": "cdx:npm:package:development", "value": "false"}]}, set(), False),
        ({"properties": [{"name": "other"}]}, set(), False),
    ],
)
def test_what_is_not_needed_at_run_time_is_told(
    rest: dict[str, Any], groups: set[str], *, optional: bool
) -> None:
    entry, problems = one(component(npm("a"), **rest))
    assert (groups, optional, []) == (set(entry.groups), entry.optional, problems)


def at(path: str, **rest: object) -> dict[str, Any]:
    return component(npm("a"), properties=[{"name": "cdx:npm:package:path", "value": path}], **rest)


def test_a_folder_of_the_project_is_told_by_its_path() -> None:
    entry, _ = one(at("packages/a"))
    assert (SourceKind.PATH, "packages/a") == (entry.source, entry.url)


def test_an_alias_is_told_by_the_path() -> None:
    entry, _ = one(at("node_modules/x/node_modules/@s/b"))
    assert ("a", "@s/b") == (entry.package.name, entry.alias)


def test_a_bundled_package_without_address_and_hash_is_part_of_the_one_that_bundles_it() -> None:
    bundled = {"name": "cdx:npm:package:bundled", "value": "true"}
    entry, _ = one(component(npm("a"), properties=[bundled]))
    assert (SourceKind.BUNDLED, True) == (entry.source, entry.bundled)
    url = f"{HOST}/a/-/a-1.0.0.tgz"
    entry, _ = one(component(npm("a"), properties=[bundled], externalReferences=[tarball(url)]))
    assert (SourceKind.REGISTRY, True) == (entry.source, entry.bundled)


@pytest.mark.parametrize(
    "bad",
    [
        1,
        None,
        {"name": 1},
        {"name": "bad", "purl": 1},
        {"name": "bad", "type": "library", "externalReferences": [{}]},
        {"name": "bad", "type": "library", "properties": 1},
    ],
)
def test_a_bad_component_is_a_problem_and_the_others_stand(bad: object) -> None:
    lock = read([bad, component(npm("a"))])
    assert ["a@1.0.0"] == [entry.key for entry in lock.packages]
    assert 1 == len(lock.problems)


@pytest.mark.parametrize(
    ("rest", "what"),
    [
        ({"dependencies": {}}, "dependencies"),
        ({"dependencies": [1]}, "dependencies"),
        ({"dependencies": [{"ref": 1}]}, "dependencies"),
    ],
)
def test_what_cannot_be_read_of_the_rest_is_told(rest: dict[str, Any], what: str) -> None:
    lock = read([component(npm("a"))], **rest)
    assert ([what], 1) == ([problem.what for problem in lock.problems], len(lock.packages))


def test_components_that_are_no_list_are_told() -> None:
    assert ["components"] == [problem.what for problem in read({"a": 1}).problems]
    lock = read([component(npm("a"), components={"b": 1})])
    assert [("components", 5)] == [(problem.what, problem.line) for problem in lock.problems]


def test_a_key_that_stands_twice_is_told() -> None:
    data = made([component(npm("a"))]).replace(b'"bom-ref"', b'"purl": "pkg:npm/b@1.0.0",\n"bom-ref"')
    lock = parse(data)
    assert ["purl"] == [problem.what for problem in lock.problems]
    assert ["a@1.0.0"] == [entry.key for entry in lock.packages]


@pytest.mark.parametrize("data", [b"{}", b'{"spdxVersion": "SPDX-2.3"}', b'{"bomFormat": "cyclonedx"}'])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="bomFormat") as caught:
        parse(data)
    assert Reference.LOCK_INVALID is caught.value.reference


def test_a_project_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ParseError, match=r"metadata\.component"):
        read(metadata={"component": {"name": 1}})


def test_an_inventory_without_components_is_one() -> None:
    assert ((), None) == ((lock := read(metadata=1)).packages, lock.name)
    assert () == parse(b'{"bomFormat": "CycloneDX", "specVersion": "1.4"}').packages


def test_components_without_end_are_refused() -> None:
    many = f'{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"1," * MOST_ENTRIES}1]}}'
    with pytest.raises(ParseError, match="components"):
        parse(many.encode())


@pytest.mark.parametrize("start", ["1", '{"ref": "x", "dependsOn": ["x"'], ids=["entries", "requests"])
def test_dependencies_without_end_are_refused(start: str) -> None:
    many = {"1": ",1" * MOST_EDGES}.get(start, ',"x"' * MOST_EDGES + "]}")
    with pytest.raises(ParseError, match="more than 1000000 dependencies"):
        parse(f'{{"bomFormat": "CycloneDX", "specVersion": "1.6", "dependencies": [{start}{many}]}}'.encode())


def test_nests_without_end_are_refused() -> None:
    deep = '{"name": "a", "components": [' * 1_000 + "]}" * 1_000
    with pytest.raises(ParseError, match="nested too deeply"):
        parse(f'{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{deep}]}}'.encode())


NAMES = st.sampled_from(["a", "b", "c", "d"])


@pytest.mark.fuzz
@given(
    wanted=st.dictionaries(NAMES, st.lists(NAMES, unique=True, max_size=3), max_size=4),
    roots=st.lists(NAMES, unique=True, max_size=2),
)
def test_an_inventory_comes_back_with_names_and_parents(
    wanted: dict[str, list[str]], roots: list[str]
) -> None:
    lock = read(
        [component(npm(name)) for name in wanted],
        metadata=project(),
        dependencies=asks(app=roots, **wanted),
    )
    assert () == lock.problems
    assert list(wanted) == [entry.package.name for entry in lock.packages]
    for entry in lock.packages:
        name = entry.package.name
        above = {f"{asker}@1.0.0" for asker, others in wanted.items() if name in others and asker != name}
        above |= {ROOT} if name in roots or not above else set()
        assert above == set(entry.parents)


TEXTS = st.sampled_from(
    [
        "a", "library", "file", "application", "distribution", "pkg:npm/a@1.0.0", "pkg:pypi/b@1", "pkg:gem/c@1?platform=x",
        "pkg:deb/x@1", "pkg:", "", "\n", "true", "cdx:npm:package:path", "../x", "https://[", "SHA-256", "optional",
        f"{HOST}/a/-/a-1.0.0.tgz",
    ]
)  # fmt: skip
FIELDS = st.sampled_from(
    [
        "name", "type", "purl", "bom-ref", "components", "externalReferences", "hashes", "properties", "scope", "url",
        "alg", "content", "value", "ref", "dependsOn", "component",
    ]
)  # fmt: skip
VALUES = shapes(st.none() | st.integers(-1, 2**70) | TEXTS, FIELDS)
COMPONENTS = st.lists(
    st.fixed_dictionaries({"name": TEXTS, "purl": TEXTS, "bom-ref": TEXTS}, optional={"components": VALUES})
    | VALUES,
    max_size=3,
)


@pytest.mark.fuzz
@given(components=COMPONENTS | VALUES, metadata=VALUES, dependencies=VALUES)
def test_anything_of_the_shape_of_an_inventory_gives_a_lock_or_an_error(
    components: object, metadata: object, dependencies: object
) -> None:
    try:
        read(components, metadata=metadata, dependencies=dependencies)
    except ParseError:
        return
