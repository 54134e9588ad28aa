from typing import Any

import pytest

from pratique.core.lock import SourceKind
from pratique.lockfiles.npm.pnpm.entry import PnpmDraft, read_entry
from pratique.lockfiles.npm.pnpm.importer import Need, Want
from pratique.lockfiles.npm.pnpm.path import PathStyle
from tests.lockfiles.locks import SHA512

SLASH, AT = PathStyle.SLASH, PathStyle.AT
TARBALL = "https://files.example/a-1.0.0.tgz"


def read(key: str, resolution: dict[str, Any] | None, style: PathStyle = AT, **rest: Any) -> PnpmDraft:
    draft, doubts = read_entry(key, {"resolution": resolution or {}, **rest}, style)
    assert () == doubts
    return draft


def test_an_entry_of_the_registry_has_its_digest_and_no_address() -> None:
    draft = read("@s/a@1.0.0(b@2.0.0)", {"integrity": SHA512})
    assert ("@s/a", "1.0.0", SourceKind.REGISTRY) == (draft.name, draft.version, draft.address.source)
    assert (None, None) == (draft.address.registry, draft.address.url)
    assert [["sha512"]] == [[digest.algorithm for digest in file.digests] for file in draft.files]


def test_a_tarball_address_tells_the_registry() -> None:
    url = "https://registry.example/npm/a/-/a-1.0.0.tgz"
    draft = read("/a/1.0.0", {"integrity": SHA512, "tarball": url}, SLASH)
    assert ("https://registry.example/npm", url) == (draft.address.registry, draft.address.url)
    assert [url] == [file.url for file in draft.files]


def test_a_tarball_address_may_be_relative_to_the_registry() -> None:
    draft = read("/@s/a/1.0.0", {"tarball": "/@s/a/-/a-1.0.0.tgz"}, SLASH)
    assert (SourceKind.REGISTRY, None) == (draft.address.source, draft.address.url)


@pytest.mark.parametrize(
    ("key", "style", "resolution", "source", "url"),
    [
        ("a@https://files.example/a-1.0.0.tgz", AT, {"tarball": TARBALL}, "url", TARBALL),
        ("a@https://files.example/a-1.0.0.tgz", AT, {}, "url", TARBALL),
        ("a@https://files.example/x", AT, {"tarball": TARBALL, "gitHosted": True}, "git", TARBALL),
        ("a@git+ssh://git.example/a.git#01", AT, {}, "git", "git+ssh://git.example/a.git#01"),
        (
            "a@git+https://git.example/a.git#01",
            AT,
            {"type": "git", "repo": "https://git.example/a.git", "commit": "01"},
            "git",
            "https://git.example/a.git#01",
        ),
        ("a@git+https://git.example/a.git#01", AT, {"type": "git"}, "git", None),
        ("a@file:lib/a", AT, {"type": "directory", "directory": "lib/a"}, "path", "file:lib/a"),
        ("a@file:lib/a", AT, {}, "path", "file:lib/a"),
        ("a@file:a.tgz", AT, {"tarball": "file:a.tgz"}, "path", "file:a.tgz"),
        # pnpm fetches what the tarball says, whatever the path says.
        ("a@file:lib/a", AT, {"tarball": TARBALL}, "url", TARBALL),
        ("a@1.0.0", AT, {"tarball": TARBALL}, "url", TARBALL),
    ],
)
def test_the_source_is_where_pnpm_takes_the_bytes_from(
    key: str, style: PathStyle, resolution: dict[str, Any], source: str, url: str | None
) -> None:
    address = read(key, resolution, style).address
    assert (source, url) == (address.source, address.url)


def test_names_and_versions_from_elsewhere_are_those_of_the_fields() -> None:
    draft = read("git.example/t/a/01", {"type": "git"}, SLASH, name="@s/a", version="1.0.0")
    assert ("@s/a", "1.0.0") == (draft.name, draft.version)
    draft = read("a@file:a.tgz", {"tarball": "file:a.tgz"}, version="not a version")
    assert ("a", None) == (draft.name, draft.version)


def test_a_folder_without_a_name_is_called_by_its_path() -> None:
    assert "b" == read("file:libs/b/", {"type": "directory", "directory": "libs/b/"}, SLASH).name


def test_a_runtime_has_a_file_for_each_platform() -> None:
    variants = [
        {"resolution": {"type": "binary", "url": f"https://files.example/{name}", "integrity": SHA512}}
        for name in ("linux", "darwin")
    ]
    draft = read("node@runtime:22.0.0", {"type": "variations", "variants": variants}, version="22.0.0")
    assert ("node", "22.0.0", "url") == (draft.name, draft.version, draft.address.source)
    assert ["https://files.example/linux", "https://files.example/darwin"] == [
        file.url for file in draft.files
    ]


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        (
            "a@1.0.0",
            {"resolution": {"tarball": "https://registry.example/b/-/b-1.0.0.tgz"}},
            "another package",
        ),
        (
            "a@1.0.0",
            {"resolution": {"tarball": "https://registry.example/a/-/a-2.0.0.tgz"}},
            "another version",
        ),
        ("a@1.0.0", {"resolution": {"tarball": "../x.tgz"}}, "the tarball of the entry is"),
        ("a@1.0.0", {"resolution": {"type": "custom:x"}}, "unknown type"),
        ("a@1.0.0", {"resolution": {"integrity": "sha512-x"}}, "value is malformed"),
        ("a@1.0.0", {"name": "b"}, "'b@1.0.0'"),
        ("a@1.0.0", {"version": "2.0.0"}, "'a@2.0.0'"),
        ("a@work:1.0.0", {}, "only the settings of pnpm define: 'work'"),
        ("a@workspace:x", {}, "does not specify the source"),
    ],
)
def test_what_is_doubtful_is_told_and_the_entry_stands(key: str, raw: dict[str, Any], words: str) -> None:
    _, doubts = read_entry(key, raw, AT)
    assert [True] == [words in doubt for doubt in doubts]


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        ("a@1.0.0", None, "Expected `object`"),
        ("a@1.0.0", "x", "Expected `object`"),
        ("a@1.0.0", {"resolution": []}, "Expected `object`"),
        ("a@1.0.0", {"dependencies": {"b": {}}}, "Expected `str`"),
        ("../a@1.0.0", {}, "npm does not allow"),
        ("a\x1b[0m@1.0.0", {}, "npm does not allow"),
        ("x" * 300 + "@1.0.0", {}, "npm does not allow"),
        ("@@1.0.0", {}, "npm does not allow"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(key: str, raw: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_entry(key, raw, AT)


def test_an_entry_from_elsewhere_needs_a_name() -> None:
    with pytest.raises(ValueError, match="has no package name"):
        read_entry("@files.example/a.tgz", {"resolution": {"tarball": TARBALL}}, SLASH)


def test_only_an_optional_entry_is_left_out_on_other_platforms() -> None:
    platforms: dict[str, Any] = {"os": ["linux", "!win32"], "cpu": ["x64"], "libc": ["glibc"]}
    optional = read("a@1.0.0", {}, AT, optional=True, **platforms).entry
    assert ("os=linux,!win32", "cpu=x64", "libc=glibc") == optional.markers()
    assert () == read("a@1.0.0", {}, AT, **platforms).entry.markers()


def test_peers_stand_among_the_dependencies() -> None:
    entry = read(
        "a@1.0.0",
        {},
        dependencies={"b": "1.0.0", "react": "18.0.0", "c": "1.0.0"},
        optionalDependencies={"c": "1.0.0"},
        peerDependencies={"react": "*", "absent": "*"},
    ).entry
    expected = [
        Want("b", "1.0.0", Need.RUN),
        Want("react", "18.0.0", Need.PEER),
        Want("c", "1.0.0", Need.OPTIONAL),
    ]
    assert expected == list(entry.wants())


def test_install_hooks_are_told_before_lockfile_version_9() -> None:
    assert read("/a/1.0.0", {}, SLASH, requiresBuild=True).has_install_hook is True
    assert read("/a/1.0.0", {}, SLASH).has_install_hook is False
    assert read("a@1.0.0", {}).has_install_hook is None
