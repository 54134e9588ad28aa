import pytest

from pratique.core.lock import ROOT, Lock, SourceKind
from pratique.errors import ParseError, Reference
from pratique.lockfiles.pypi.uv_lock import parse
from tests.lockfiles.locks import SHA256, assert_lawful, by_key, sample

REGISTRY = 'source = { registry = "https://registry.example/simple" }\n'


def uv(text: str) -> Lock:
    lock = parse(("version = 1\n" + text).encode())
    assert_lawful(lock)
    return lock


def entry(name: str, rest: str = "", *, version: str = "1.0", source: str = REGISTRY) -> str:
    return f'[[package]]\nname = "{name}"\nversion = "{version}"\n{source}{rest}\n'


def test_the_lock_of_uv_is_read_whole() -> None:
    lock = parse(sample("uv.lock"))
    assert_lawful(lock)
    assert ("uv.lock v1", "sample-app", ()) == (lock.format, lock.name, lock.problems)
    entries = by_key(lock)
    assert 20 == len(entries)
    others = {key: entry.source for key, entry in entries.items() if entry.source is not SourceKind.REGISTRY}
    assert {
        "gitlib==0.9": SourceKind.GIT,
        "idna==3.10": SourceKind.URL,
        "plain==0.2": SourceKind.PATH,
        "tool==0.1": SourceKind.WORKSPACE,
    } == others


def test_an_entry_tells_its_files() -> None:
    found = by_key(parse(sample("uv.lock")))["click==8.1.8"]
    assert "https://registry.example/simple" == found.registry
    assert ["click-8.1.8-py3-none-any.whl", "click-8.1.8.tar.gz"] == [file.filename for file in found.files]
    assert [98188, 226593] == [file.size_bytes for file in found.files]
    assert all(file.url and file.url.startswith("https://files.example/") for file in found.files)
    assert all(["sha256"] == [digest.algorithm for digest in file.digests] for file in found.files)


def test_several_versions_of_one_name_stand_with_their_conditions() -> None:
    entries = by_key(parse(sample("uv.lock")))
    assert ("python_full_version < '3.10'",) == entries["numpy==1.26.4"].markers
    assert ("python_full_version >= '3.12'",) == entries["numpy==2.5.5"].markers
    assert (ROOT,) == entries["numpy==2.5.5"].parents
    assert ("requests==2.31.0",) == entries["urllib3==2.6.3"].parents
    assert "2.6.3 || 2.8.0" == entries["requests==2.31.0"].dependencies["urllib3"]


def test_what_is_asked_for_on_one_platform_alone_has_that_condition() -> None:
    entries = by_key(parse(sample("uv.lock")))
    assert ("sys_platform == 'win32'",) == entries["colorama==0.4.6"].markers
    assert () == entries["idna==3.10"].markers


def test_groups_and_extras_of_the_project_are_told() -> None:
    entries = by_key(parse(sample("uv.lock")))
    assert {"dev", "docs"} == entries["iniconfig==2.0.0"].groups
    assert {"docs"} == entries["toml==0.10.2"].groups
    assert {"fast"} == entries["msgpack==1.1.0"].groups
    assert set() == entries["pysocks==1.7.1"].groups


def test_members_are_asked_for_by_the_project() -> None:
    entries = by_key(parse(sample("uv.lock")))
    assert (ROOT,) == entries["tool==0.1"].parents
    assert ("gitlib==0.9", "tool==0.1") == entries["six==1.16.0"].parents


def test_lines_are_those_of_the_headers() -> None:
    lines = sample("uv.lock").decode().split("\n")
    for found in parse(sample("uv.lock")).packages:
        assert f'name = "{found.package.name}"' == lines[found.line or 0]


def test_an_extra_and_a_group_of_one_name_both_count() -> None:
    project = (
        'source = { virtual = "." }\noptional-dependencies = { dev = [{ name = "a" }] }\n'
        'dev-dependencies = { dev = [{ name = "b" }] }\n'
    )
    entries = by_key(uv(entry("app", source=project) + entry("a") + entry("b")))
    assert [({"dev"}, (ROOT,))] * 2 == [(set(found.groups), found.parents) for found in entries.values()]


def test_a_project_without_a_name_asks_through_the_manifest() -> None:
    manifest = (
        '[manifest]\nrequirements = [{ name = "a" }]\n[manifest.dependency-groups]\ndev = [{ name = "b" }]\n'
    )
    lock = uv(manifest + entry("a") + entry("b"))
    assert lock.name is None
    assert [(set(), (ROOT,)), ({"dev"}, (ROOT,))] == [
        (set(found.groups), found.parents) for found in lock.packages
    ]


def test_members_of_a_workspace_without_a_project_are_members() -> None:
    lock = uv(
        '[manifest]\nmembers = ["My_Tool"]\n'
        + entry("my-tool", source='source = { editable = "tools/my" }\n')
    )
    assert [(SourceKind.WORKSPACE, (ROOT,))] == [(found.source, found.parents) for found in lock.packages]


@pytest.mark.parametrize(
    ("source", "kind", "url"),
    [
        ('{ path = "dist/a-1.0.tar.gz" }', SourceKind.PATH, "dist/a-1.0.tar.gz"),
        ('{ editable = "libs/a" }', SourceKind.PATH, "libs/a"),
        ('{ registry = "../wheels" }', SourceKind.PATH, "../wheels"),
        ('{ git = "https://git.example/a?rev=1#abc" }', SourceKind.GIT, "https://git.example/a?rev=1#abc"),
        (
            '{ url = "https://files.example/a-1.0.tar.gz", subdirectory = "x" }',
            SourceKind.URL,
            "https://files.example/a-1.0.tar.gz",
        ),
    ],
)
def test_each_kind_of_source_is_told(source: str, kind: SourceKind, url: str) -> None:
    [found] = uv(entry("a", source=f"source = {source}\n")).packages
    assert (kind, url, None) == (found.source, found.url, found.registry)


def test_a_registry_entry_cannot_pose_as_the_project() -> None:
    source = 'source = { registry = "https://registry.example/simple", editable = "." }\n'
    lock = uv('[manifest]\nmembers = ["a"]\n' + entry("a", source=source))
    assert [SourceKind.REGISTRY] == [found.source for found in lock.packages]
    assert lock.name is None


def test_a_second_project_is_a_folder() -> None:
    source = 'source = { virtual = "." }\n'
    lock = uv(entry("app", source=source) + entry("b", source=source))
    assert "app" == lock.name
    assert [("b", SourceKind.PATH)] == [(found.package.name, found.source) for found in lock.packages]


def test_a_file_of_another_release_is_a_problem() -> None:
    wheels = f'wheels = [{{ url = "https://files.example/evil-1.0-py3-none-any.whl", hash = "{SHA256}" }}]'
    lock = uv(entry("a", wheels))
    assert ["a"] == [problem.what for problem in lock.problems]
    assert "evil-1.0" in lock.problems[0].why


def test_a_condition_on_an_extra_is_no_condition_on_the_platform() -> None:
    dependency = 'dependencies = [{ name = "a", marker = "extra == \'extra-3-app-gpu\'" }]'
    lock = uv(entry("app", dependency, source='source = { virtual = "." }\n') + entry("a"))
    assert () == lock.packages[0].markers


def test_two_registries_of_one_version_are_kept_apart() -> None:
    other = 'source = { registry = "https://me:pw@two.example/simple" }\n'
    dependency = 'dependencies = [{ name = "a", version = "1.0", source = { registry = "https://me:pw@two.example/simple" } }]'
    lock = uv(
        entry("app", dependency, source='source = { virtual = "." }\n')
        + entry("a")
        + entry("a", source=other)
    )
    assert [
        ("a==1.0 (https://registry.example/simple)", ()),
        ("a==1.0 (https://two.example/simple)", (ROOT,)),
    ] == [(found.key, found.parents) for found in lock.packages]


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "source = {}",
        "source = 1",
        'source = { registry = "https://registry.example" }',
        REGISTRY + 'version = "1 0"',
        REGISTRY + 'version = "1"\nwheels = [1]',
        REGISTRY + 'version = "1"\ndependencies = [{}]',
        REGISTRY + 'version = "1"\ndependencies = [{ name = "a", source = {} }]',
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(bad: str) -> None:
    lock = uv(f'[[package]]\nname = "bad"\n{bad}\n' + entry("good"))
    assert ["good"] == [found.package.name for found in lock.packages]
    assert [("bad", 2)] == [(problem.what, problem.line) for problem in lock.problems]


def test_a_malformed_hash_is_a_problem_and_the_entry_stands() -> None:
    lock = uv(entry("a", 'sdist = { filename = "a-1.0.tar.gz", path = "x", hash = "sha256:x" }'))
    assert [("a-1.0.tar.gz", ())] == [(file.filename, file.digests) for file in lock.packages[0].files]
    assert ["a"] == [problem.what for problem in lock.problems]


def test_a_file_that_tells_nothing_is_a_problem() -> None:
    lock = uv(entry("a", "wheels = [{ size = 1 }]"))
    assert () == lock.packages[0].files
    assert ["a file of the entry has neither name nor hash"] == [problem.why for problem in lock.problems]


@pytest.mark.parametrize("version", ["2", "0", '"1"', "1.0", "true"])
def test_an_unknown_version_is_refused(version: str) -> None:
    with pytest.raises(ParseError, match="supported versions are 1") as caught:
        parse(f"version = {version}\n".encode())
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


def test_a_missing_version_is_refused() -> None:
    with pytest.raises(ParseError, match="no version"):
        parse(b"")


@pytest.mark.parametrize(
    "manifest", ["manifest = 1", "[manifest]\nmembers = 1", "[manifest]\nrequirements = [1]"]
)
def test_a_manifest_of_the_wrong_shape_is_refused(manifest: str) -> None:
    with pytest.raises(ParseError, match="not valid"):
        uv(manifest)


def test_a_lock_of_the_first_releases_is_refused_and_not_read_as_empty() -> None:
    data = b'version = 1\n[[distribution]]\nname = "a"\nversion = "1.0"\nsource = { registry = "https://x.example" }\n'
    with pytest.raises(ParseError) as told:
        parse(data)
    assert Reference.LOCK_UNKNOWN_VERSION is told.value.reference
