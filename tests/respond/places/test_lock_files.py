"""Lockfiles, SBOMs and manifests."""

import json
from pathlib import Path

import pytest

from pratique.core.advisory import Affected, Product
from pratique.respond.places.lock_files import LockFiles
from pratique.respond.sighting import Basis, Contact, PlaceKind, Result
from pratique.respond.wanted.value import Wanted, WantedReleases
from tests.respond.places.wanting import digest, releases

AXIOS = releases("axios@1.14.1")
SRI = "sha512-" + "A" * 86 + "=="
PACKAGE = {"version": "1.14.1", "integrity": SRI, "resolved": "https://registry.example/axios.tgz"}
FORMS = {
    "package-lock.json": json.dumps(
        {
            "lockfileVersion": 3,
            "packages": {"": {"dependencies": {"axios": "^1"}}, "node_modules/axios": PACKAGE},
        },
        indent=1,
    ),
    "npm-shrinkwrap.json": json.dumps(
        {"lockfileVersion": 1, "dependencies": {"axios": PACKAGE}},
        indent=1,
    ),
    "yarn.lock": (
        '# yarn lockfile v1\n\n\naxios@^1.14.0:\n  version "1.14.1"\n'
        f'  resolved "https://registry.example/axios/-/axios-1.14.1.tgz#0"\n  integrity {SRI}\n'
    ),
    "pnpm-lock.yaml": (
        "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      axios:\n        specifier: ^1\n"
        "        version: 1.14.1\n\npackages:\n\n  axios@1.14.1:\n    resolution: {integrity: "
        + SRI
        + "}\n\n"
        "snapshots:\n\n  axios@1.14.1: {}\n"
    ),
    "app.cdx.json": json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "components": [
                {"type": "library", "name": "axios", "version": "1.14.1", "purl": "pkg:npm/axios@1.14.1"}
            ],
        }
    ),
}


def search(tmp_path: Path, name: str, text: str, wanted: object = AXIOS) -> Result:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)
    assert LockFiles().finds(tmp_path / name)
    return LockFiles().search(tmp_path / name, wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FORMS)
def test_a_release_is_found_in_every_form(tmp_path: Path, name: str) -> None:
    (seen,) = search(tmp_path, name, FORMS[name]).sightings
    kind = PlaceKind.SBOM if "cdx" in name else PlaceKind.LOCK
    assert (kind, Contact.LOCKED, Basis.RELEASE, "axios@1.14.1") == (
        seen.kind,
        seen.contact,
        seen.basis,
        str(seen.ref),
    )
    assert seen.inside.startswith(name)


@pytest.mark.parametrize("name", [name for name in FORMS if "cdx" not in name])
def test_bytes_are_found_whatever_their_name(tmp_path: Path, name: str) -> None:
    (seen,) = search(tmp_path, name, FORMS[name].replace("axios", "other"), digest(SRI)).sightings
    assert Basis.DIGEST is seen.basis


def test_an_alias_and_a_transitive_release_are_found_with_their_path(tmp_path: Path) -> None:
    packages = {
        "": {"dependencies": {"client": "^1"}},
        "node_modules/client": {"version": "1.0.0", "dependencies": {"http": "npm:axios@1.14.1"}},
        "node_modules/http": {"name": "axios", **PACKAGE},
    }
    text = json.dumps({"lockfileVersion": 3, "packages": packages}, indent=1)
    (seen,) = search(tmp_path, "package-lock.json", text).sightings
    assert ("client", "axios") == seen.through
    assert seen.note.startswith("installed as http; npm 11 and older run")


@pytest.mark.parametrize(
    "text",
    [
        FORMS["package-lock.json"].replace("1.14.1", "1.14.0"),
        FORMS["package-lock.json"].replace("axios", "axios-mock-adapter"),
        "{}",
    ],
)
def test_neighbours_are_not_found(tmp_path: Path, text: str) -> None:
    result = search(tmp_path, "package-lock.json", text)
    assert () == result.sightings
    assert 1 == result.searched[0].units


def test_a_broken_file_is_not_checked_only_if_it_may_name_the_release(tmp_path: Path) -> None:
    assert search(tmp_path, "package-lock.json", '{"axios": ').searched[0].unchecked
    assert not search(tmp_path, "package-lock.json", '{"other": ').searched[0].unchecked
    assert search(tmp_path, "bun.lockb", "axios").searched[0].unchecked


def test_an_included_file_is_read_and_a_missing_one_said(tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("requests==2.0.0\n")
    wanted = releases("requests@2.0.0", type_="pypi")
    assert 1 == len(search(tmp_path, "requirements.txt", "-r more.txt\n", wanted).sightings)
    (tmp_path / "more.txt").unlink()
    assert search(tmp_path, "requirements.txt", "-r more.txt\n", wanted).searched[0].unchecked


@pytest.mark.parametrize(
    ("name", "text", "type_"),
    [
        ("package.json", '{"dependencies": {"axios": "^1.14.0"}}', "npm"),
        ("package.json", '{"devDependencies": {"http": "npm:axios@1.x"}}', "npm"),
        ("pyproject.toml", '[project]\nname = "a"\ndependencies = ["axios >= 1.14"]\n', "pypi"),
        ("pyproject.toml", '[tool.poetry.dependencies]\naxios = "^1.14"\n', "pypi"),
        ("Pipfile", '[packages]\naxios = ">=1"\n', "pypi"),
        ("requirements.txt", "axios>=1.14\n", "pypi"),
        ("Gemfile", 'gem "axios", "~> 1.14"\n', "gem"),
    ],
)
def test_a_range_without_a_lockfile_may_resolve_to_the_release(
    tmp_path: Path, name: str, text: str, type_: str
) -> None:
    wanted = releases("axios@1.14.1", type_=type_)
    (seen,) = search(tmp_path, name, text, wanted).sightings
    assert Contact.RESOLVABLE is seen.contact
    narrow = text.replace("^1.14.0", "^1.15").replace("1.x", "2.x").replace("~> 1.14", "~> 2.0")
    narrow = (
        narrow.replace(">= 1.14", ">= 2")
        .replace(">=1.14", ">=2")
        .replace('"^1.14"', '"^2"')
        .replace('">=1"', '">=2"')
    )
    assert () == search(tmp_path, name, narrow, wanted).sightings


def test_a_manifest_beside_a_lockfile_is_no_place(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    assert LockFiles().finds(tmp_path / "package.json")
    (tmp_path / "yarn.lock").write_text("")
    assert not LockFiles().finds(tmp_path / "package.json")
    assert not LockFiles().finds(tmp_path)
    assert not LockFiles().finds(tmp_path / "README")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("product.cdx.xml", "<bom>\n<component><purl>pkg:npm/axios@1.14.1</purl></component>\n</bom>"),
        ("product.spdx", "PackageName: axios\nExternalRef: PACKAGE-MANAGER purl pkg:npm/axios@1.14.1\n"),
    ],
)
def test_the_purls_of_other_sboms_are_searched(tmp_path: Path, name: str, text: str) -> None:
    (seen,) = search(tmp_path, name, text).sightings
    assert (PlaceKind.SBOM, f"{name}:2", "axios@1.14.1") == (seen.kind, seen.inside, str(seen.ref))
    assert () == search(tmp_path, name, text.replace("1.14.1", "1.14.0")).sightings
    without = text.replace("pkg:npm/axios@1.14.1", "axios 1.14.1")
    assert search(tmp_path, name, without).searched[0].unchecked


def test_a_range_is_compared_with_an_advisory_about_every_version(tmp_path: Path) -> None:
    every = Affected(product=Product("npm", "flatmap"), within="*", outside=("0.0.1-security",))
    wanted = Wanted(releases=(WantedReleases(id="flatmap", affected=every, origin="a test"),))
    for wish, found in (("^0.1.0", 1), ("*", 1), ("0.0.1-security", 0)):
        text = '{"dependencies": {"flatmap": "' + wish + '"}}'
        assert found == len(search(tmp_path, "package.json", text, wanted).sightings), wish
