"""Where files are looked for."""

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.intake.install_settings.search import Search, built_folders, folders_of
from tests.intake.install_settings.building import InMemory, compared


def test_the_folders_of_locks_and_all_above_them() -> None:
    assert ("", "a", "a/b", "c") == folders_of(["a/b/x.lock", "c/x.lock"])
    assert () == folders_of([])


def test_files_of_these_folders_alone_are_read() -> None:
    files = InMemory({".npmrc": "cache=x\n", "a/.npmrc": "cache=y\n", "b/.npmrc": "cache=z\n"})
    assert ["x", "y"] == [setting.value for setting in Search().settings(files, ["", "a"])]


def test_folders_of_settings_and_patches_are_read_below() -> None:
    files = InMemory(
        {"a/.bundle/config": 'BUNDLE_PATH: "x"\n', "a/patches/b/c.patch": "+x\n", "a/patches/r": ""}
    )
    found = Search().settings(files, ["a"])
    assert ["a/.bundle/config", "a/patches/b/c.patch"] == [setting.path for setting in found]


def test_a_link_that_leaves_the_repository_is_a_setting_itself() -> None:
    (found,) = compared({".npmrc": None}, {".npmrc": "outside"})
    assert "link to another file" == found.setting
    (found,) = compared({".yarnrc.yml": "yarnPath: y\n", "y": "1"}, {"y": "outside"})[:1]
    assert "y" == found.path


def test_a_named_file_that_is_missing_says_nothing() -> None:
    assert 1 == len(Search().settings(InMemory({".yarnrc.yml": "yarnPath: y\n"}), [""]))


def test_the_same_bytes_are_read_once() -> None:
    search, files = Search(), InMemory({".npmrc": "cache=x\n"})
    assert search.settings(files, [""])[0] is search.settings(files, [""])[0]


def test_what_builds_a_member_of_a_python_workspace_counts_and_nothing_else_of_it() -> None:
    files = InMemory({"m/pyproject.toml": "[build-system]\nrequires = ['x']\n[tool.uv]\nno-build = true\n"})
    (found,) = Search().settings(files, [""], ["m"])
    assert ("build-system", "requires") == found.name


def test_the_folders_that_python_installers_build() -> None:
    entries = [
        LockedPackage(
            key=url, package=PackageRef(ecosystem, "m"), version="1.0", source=SourceKind.PATH, url=url
        )
        for ecosystem, url in [
            (Ecosystem.PYPI, "packages/m"),
            (Ecosystem.PYPI, "."),
            (Ecosystem.PYPI, "../../outside"),
            (Ecosystem.PYPI, "/etc"),
            (Ecosystem.NPM, "packages/n"),
        ]
    ]
    assert ("a", "a/packages/m") == built_folders(
        {"a/uv.lock": Lock(format="uv.lock", packages=tuple(entries))}
    )
