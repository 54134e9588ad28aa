from typing import Any

import pytest

from pratique.core.lock import ROOT, LockedPackage, SourceKind
from pratique.errors import ParseError
from pratique.lockfiles.npm.pnpm import pnpm_lock
from tests.lockfiles.locks import assert_lawful, by_key
from tests.lockfiles.pnpm_locks import GOOD, nine, path, pnpm


def own(importers: dict[str, Any], packages: dict[str, Any] | None = None) -> dict[str, LockedPackage]:
    return by_key(nine(packages or {}, importers=importers))


def test_the_project_is_no_entry_and_its_workspaces_are() -> None:
    entries = own(
        {
            ".": {"dependencies": {"@s/a": "link:libs/a"}},
            "libs/a": {"dependencies": {"b": "link:../b"}},
            "libs/b": {},
            "libs/alone": {},
        }
    )
    assert {
        "libs/a": ("@s/a", (ROOT,)),
        "libs/b": ("b", ("libs/a",)),
        "libs/alone": ("alone", (ROOT,)),
    } == {key: (entry.package.name, entry.parents) for key, entry in entries.items()}
    assert {SourceKind.WORKSPACE} == {entry.source for entry in entries.values()}
    assert {"b": "link:../b"} == entries["libs/a"].dependencies


def test_a_link_to_another_folder_is_an_entry() -> None:
    entries = own(
        {".": {"dependencies": {"x": "link:../x"}}, "libs/a": {"devDependencies": {"x": "link:../../../x"}}}
    )
    link = entries["link:../x"]
    assert ("x", SourceKind.LINK, "link:../x") == (link.package.name, link.source, link.url)
    assert (ROOT, "libs/a") == link.parents


def test_a_link_of_an_entry_leads_from_the_project() -> None:
    lock = nine(
        {"a@file:libs/a": {}},
        {"a@file:libs/a": {"dependencies": {"b": "link:libs/b", "self": "link:."}}},
        {".": {"dependencies": {"a": "file:libs/a"}}, "libs/b": {}},
    )
    assert ("a@file:libs/a",) == by_key(lock)["libs/b"].parents


def test_a_link_that_makes_no_sense_is_a_problem() -> None:
    lock = nine({}, importers={".": {"dependencies": {"../a": "link:a", "b": "link:" + "x" * 2_000}}})
    assert ((), ["../a", "b"]) == (lock.packages, [problem.what for problem in lock.problems])


def test_more_links_than_any_project_has_are_refused() -> None:
    links = {f"a{number}": "link:a" for number in range(100_001)}
    with pytest.raises(ParseError, match="more than 100000 links"):
        pnpm_lock.parse(pnpm(importers={".": {"dependencies": links}}))


@pytest.mark.parametrize("folder", ["a@file:x", "link:a", "env:a@1.0.0"])
def test_a_folder_that_is_called_like_an_entry_has_a_key_of_its_own(folder: str) -> None:
    importers = {
        ".": {"dependencies": {"a": "file:x", "b": "link:a"}},
        folder: {"dependencies": {"a": "file:x"}},
    }
    entries = own(importers, {"a@file:x": {}})
    assert {f"./{folder}", "a@file:x", "link:a"} == set(entries)
    assert (ROOT, f"./{folder}") == entries["a@file:x"].parents


@pytest.mark.parametrize("version", ["5.4", "6.0", "9.0"])
def test_an_alias_keeps_both_names(version: str) -> None:
    key = path("lodash", "3.10.1", version)
    lock = pnpm_lock.parse(
        pnpm(
            {key: GOOD},
            version=version,
            importers={".": {"dependencies": {"old": key}}},
            snapshots={key: {}},
        )
    )
    [entry] = lock.packages
    assert ("lodash", "3.10.1", "old") == (entry.package.name, entry.version, entry.alias)


@pytest.mark.parametrize("version", ["5.4", "6.0", "9.0"])
def test_what_is_asked_for_and_not_there_is_a_request_without_an_answer(version: str) -> None:
    key = path("a", "1.0.0", version)
    value = {**GOOD, "dependencies": {"gone": "2.0.0"}}
    lock = pnpm_lock.parse(
        pnpm(
            {key: value},
            version=version,
            importers={".": {"dependencies": {"a": "1.0.0", "lost": "1.0.0"}}},
            snapshots={key: {}},
        )
    )
    assert_lawful(lock)
    assert [("", "a", (key,)), ("", "lost", ()), (key, "gone", ())] == [
        (one.asker, one.name, one.answers) for one in lock.requests
    ]
    assert () == lock.problems


def test_an_entry_that_is_a_problem_is_told_once() -> None:
    lock = nine({"a@1.0.0": {"resolution": []}}, importers={".": {"dependencies": {"a": "1.0.0"}}})
    assert ["a@1.0.0"] == [problem.what for problem in lock.problems]


def test_copies_under_other_peers_are_entries_of_one_release() -> None:
    lock = nine(
        {"a@1.0.0": {**GOOD, "peerDependencies": {"b": "*"}}, "b@1.0.0": GOOD, "b@2.0.0": GOOD},
        {
            "a@1.0.0(b@1.0.0)": {"dependencies": {"b": "1.0.0"}},
            "a@1.0.0(b@2.0.0)": {"dependencies": {"b": "2.0.0"}},
            "b@1.0.0": {},
            "b@2.0.0": {},
        },
        {
            ".": {"dependencies": {"a": "1.0.0(b@1.0.0)"}},
            "x": {"devDependencies": {"a": "1.0.0(b@2.0.0)"}},
        },
    )
    entries = by_key(lock)
    one, two = entries["a@1.0.0(b@1.0.0)"], entries["a@1.0.0(b@2.0.0)"]
    assert one.ref == two.ref
    assert [(ROOT,), ("x",)] == [one.parents, two.parents]
    assert [set(), {"dev"}] == [set(one.groups), set(two.groups)]
    assert ({"peer"}, {"dev", "peer"}) == (set(entries["b@1.0.0"].groups), set(entries["b@2.0.0"].groups))


def test_cycles_are_followed_once() -> None:
    lock = nine(
        {"a@1.0.0": GOOD, "b@1.0.0": GOOD},
        {
            "a@1.0.0": {"dependencies": {"b": "1.0.0", "a": "1.0.0"}},
            "b@1.0.0": {"dependencies": {"a": "1.0.0"}},
        },
        {".": {"dependencies": {"a": "1.0.0"}}},
    )
    parents = {key: entry.parents for key, entry in by_key(lock).items()}
    assert {"a@1.0.0": (ROOT, "a@1.0.0", "b@1.0.0"), "b@1.0.0": ("a@1.0.0",)} == parents
