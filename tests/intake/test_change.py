"""What a change to a project's locks brings in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.assessment import ChangeKind
from pratique.core.lock import Lock, LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.intake.change import Changed, compare

HOME = "https://registry.example/"
ONE, TWO = (Digest("sha512", digit * 128) for digit in "12")
OLD_STYLE = Digest("sha1", "3" * 40)


def taken_from(_: PackageRef, registry: str | None) -> str:
    return registry or HOME


def entry(name: str, version: str | None = "1.0.0", *digests: Digest, **told: Any) -> LockedPackage:
    files = (LockedFile(None, digests),) if digests else ()
    key = told.pop("key", f"{name}@{version}")
    return LockedPackage(
        key=key, package=PackageRef(Ecosystem.NPM, name), version=version, files=files, **told
    )


def lock(*entries: LockedPackage) -> Lock:
    return Lock(format="package-lock v3", packages=entries)


def changed(before: Sequence[LockedPackage], after: Sequence[LockedPackage]) -> Changed:
    return compare({"a.json": lock(*before)}, {"a.json": lock(*after)}, taken_from=taken_from)


def kinds(before: Sequence[LockedPackage], after: Sequence[LockedPackage]) -> list[tuple[ChangeKind, ...]]:
    return [change.kinds for change in changed(before, after).entries.values()]


GIT = {"source": SourceKind.GIT, "url": "git+https://code.example/x#1"}
URL = {"source": SourceKind.URL, "url": "https://code.example/x.tgz"}
FROM_REGISTRY: dict[str, Any] = {}


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"], ids=["the same version", "another version"])
@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        (FROM_REGISTRY, GIT, True),
        (FROM_REGISTRY, URL, True),
        (GIT, URL, False),
        (GIT, FROM_REGISTRY, False),
        (FROM_REGISTRY, FROM_REGISTRY, False),
    ],
)
def test_a_package_that_is_taken_from_elsewhere_has_left_its_registry(
    before: dict[str, Any], after: dict[str, Any], version: str, *, left: bool
) -> None:
    found = changed([entry("x", "1.0.0", **before)], [entry("x", version, **after)])
    assert left == any(change.left_registry for change in found.entries.values())


def test_the_same_release_is_unchanged_wherever_it_stands() -> None:
    after = {"b.json": lock(entry("x", "1.0.0", ONE, key="elsewhere"))}
    found = compare({"a.json": lock(entry("x", "1.0.0", ONE))}, after, taken_from=taken_from)
    assert {} == dict(found.entries)
    assert 1 == found.unchanged
    assert () == found.removed


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [entry("x")], ChangeKind.ADDED),
        ([entry("x", "1.0.0")], [entry("x", "1.10.0")], ChangeKind.UPGRADED),
        ([entry("x", "1.9.0"), entry("x", "3.0.0")], [entry("x", "2.0.0")], ChangeKind.UPGRADED),
        ([entry("x", "1.9.0")], [entry("x", "1.10.0-rc.1")], ChangeKind.UPGRADED),
        ([entry("x", "1.10.0")], [entry("x", "1.9.0")], ChangeKind.DOWNGRADED),
        ([entry("x")], [entry("x", registry="https://other.example/")], ChangeKind.MOVED),
        ([entry("x", "1.0.0", ONE)], [entry("x", "1.0.0", TWO)], ChangeKind.REHASHED),
        ([entry("x", "1.0.0", ONE)], [entry("x", "1.0.0", ONE, TWO)], ChangeKind.REHASHED),
        ([entry("x", "1.0.0", ONE)], [entry("x", "1.0.0")], ChangeKind.REHASHED),
        ([entry("x", "1.0.0", ONE)], [entry("x", "1.0.0", OLD_STYLE)], ChangeKind.REHASHED),
        (
            [entry("x")],
            [entry("x", source=SourceKind.GIT, url="git+https://code.example/x#1")],
            ChangeKind.RESOURCED,
        ),
        (
            [entry("x", source=SourceKind.GIT, url="git+https://code.example/x#1")],
            [entry("x", source=SourceKind.GIT, url="git+https://code.example/x#2")],
            ChangeKind.RESOURCED,
        ),
        (
            [entry("x", url="https://registry.example/x/-/x-1.0.0.tgz")],
            [entry("x", url="https://registry.example/y/-/y-1.0.0.tgz")],
            ChangeKind.MOVED,
        ),
    ],
)
def test_each_kind_of_change_is_seen(
    before: list[LockedPackage], after: list[LockedPackage], expected: ChangeKind
) -> None:
    assert [(expected,)] == kinds(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([entry("x", "1.0.0", OLD_STYLE)], [entry("x", "1.0.0", ONE)]),
        ([entry("x")], [entry("x", registry=HOME)]),
        ([entry("x", "1.0.0", ONE)], [entry("x", "1.0.0", ONE, groups=frozenset({"dev"}), line=7)]),
        (
            [entry("x", "1.0.0", ONE, url="https://registry.example/a")],
            [entry("x", "1.0.0", ONE, url="https://registry.example/b")],
        ),
        ([], [entry("app", source=SourceKind.WORKSPACE)]),
        ([], [entry("app", None, source=SourceKind.LINK)]),
    ],
)
def test_what_lets_no_other_bytes_in_is_no_change(
    before: list[LockedPackage], after: list[LockedPackage]
) -> None:
    assert [] == kinds(before, after)


def test_what_the_lock_itself_held_is_as_it_was_whatever_another_lock_tells_of_it() -> None:
    """yarn 4 names no digests that count; another lock that does must not make a change of that."""
    other = lock(entry("x", "1.0.0", ONE))
    before = {"yarn.lock": lock(entry("x")), "package-lock.json": other}
    after = {"yarn.lock": lock(entry("x"), entry("y")), "package-lock.json": other}
    found = compare(before, after, taken_from=taken_from)
    assert [("yarn.lock", "y@1.0.0")] == list(found.entries)
    assert 2 == found.unchanged


def test_an_upgrade_from_a_registry_to_git_tells_both() -> None:
    after = entry("x", "2.0.0", source=SourceKind.GIT, url="git+https://code.example/x#2")
    assert [(ChangeKind.UPGRADED, ChangeKind.RESOURCED)] == kinds([entry("x")], [after])


def test_the_versions_before_are_those_of_the_same_lock_if_it_had_any() -> None:
    before = {"a.json": lock(entry("x", "1.0.0"), entry("x", "1.2.0")), "b.json": lock(entry("x", "9.0.0"))}
    after = {"a.json": lock(entry("x", "2.0.0")), "c.json": lock(entry("x", "3.0.0"))}
    found = compare(before, after, taken_from=taken_from).entries
    assert ("1.0.0", "1.2.0") == found["a.json", "x@2.0.0"].before
    assert ("1.0.0", "1.2.0", "9.0.0") == found["c.json", "x@3.0.0"].before


def test_what_no_lock_holds_any_more_is_removed() -> None:
    found = changed([entry("x"), entry("y")], [entry("y")])
    assert ["x@1.0.0"] == [str(ref) for ref in found.removed]


def test_a_member_that_takes_the_name_of_a_registrys_package_is_resourced() -> None:
    member = entry("x", None, source=SourceKind.WORKSPACE, key="x")
    found = changed([entry("x"), entry("y")], [member, entry("y")])
    [(key, change)] = found.entries.items()
    assert (("a.json", "x"), (ChangeKind.RESOURCED,), ("1.0.0",)) == (key, change.kinds, change.before)
    assert (True, 1) == (change.left_registry, found.unchanged)
    # Another entry of the registry may stay, for somebody who asks for another range.
    assert ["x"] == [key for _, key in changed([entry("x")], [entry("x"), member]).entries]


def test_a_member_that_was_one_or_has_a_new_name_is_no_change() -> None:
    member = entry("x", None, source=SourceKind.WORKSPACE, key="x")
    assert {} == changed([entry("x"), member], [member]).entries
    assert {} == changed([entry("y")], [entry("y"), member]).entries
    assert {} == changed([], [member]).entries


entries = st.builds(
    entry,
    st.sampled_from("abc"),
    st.sampled_from(["1.0.0", "1.0.1", "2.0.0"]),
    st.sampled_from([ONE, TWO]),
    registry=st.sampled_from([None, HOME, "https://other.example/"]),
)
locks = st.lists(entries, max_size=6, unique_by=lambda e: e.key).map(lambda found: lock(*found))
projects = st.dictionaries(st.sampled_from(["a", "b", "c"]), locks)


@pytest.mark.fuzz
@given(projects)
def test_a_project_compared_with_itself_is_unchanged(project: dict[str, Lock]) -> None:
    found = compare(project, dict(project), taken_from=taken_from)
    assert {} == dict(found.entries)
    assert () == found.removed


@pytest.mark.fuzz
@given(projects, projects)
def test_every_entry_is_either_changed_or_unchanged(before: dict[str, Lock], after: dict[str, Lock]) -> None:
    found = compare(before, after, taken_from=taken_from)
    assert sum(len(one.packages) for one in after.values()) == len(found.entries) + found.unchanged


@pytest.mark.fuzz
@given(projects, projects)
def test_bytes_that_no_lock_accepted_before_are_never_unchanged(
    before: dict[str, Lock], after: dict[str, Lock]
) -> None:
    accepted = {(e.ref, digest) for one in before.values() for e in one.packages for digest in e.digests}
    found = compare(before, after, taken_from=taken_from)
    for path, one in after.items():
        for e in one.packages:
            if any((e.ref, digest) not in accepted for digest in e.digests):
                assert (path, e.key) in found.entries


def test_rows_that_change_their_digests_or_lose_them_are_changes() -> None:
    def rows(*files: tuple[str, tuple[Digest, ...]]) -> LockedPackage:
        held = tuple(LockedFile(name, digests, f"https://files.example/{name}") for name, digests in files)
        return replace(entry("x", "1.0.0"), files=held)

    before = rows(("a.whl", (ONE,)), ("b.whl", (TWO,)))
    assert [] == kinds([before], [rows(("b.whl", (TWO,)), ("a.whl", (ONE,)))])
    assert [] == kinds([before], [rows(("a.whl", (ONE,)))])
    assert [(ChangeKind.REHASHED,)] == kinds([before], [rows(("a.whl", (TWO,)), ("b.whl", (ONE,)))])
    more = rows(("a.whl", (ONE,)), ("b.whl", (TWO,)), ("c.whl", ()))
    assert [(ChangeKind.MOVED,)] == kinds([before], [more])


def test_an_entry_that_was_of_another_platform_is_added() -> None:
    before, after = entry("x", markers=("os: win32",)), entry("x")
    found = compare(
        {"a.json": lock(before)},
        {"a.json": lock(after)},
        taken_from=taken_from,
        installed=lambda _, one: not one.markers,
        installs=lambda _, one: not one.markers,
    )

    assert [(ChangeKind.ADDED,)] == [change.kinds for change in found.entries.values()]


def test_what_was_accepted_before_is_known_of_what_changed() -> None:
    found = changed([entry("x", "1.0.0", ONE)], [entry("x", "1.0.0", ONE, TWO)])

    assert [(ChangeKind.REHASHED,)] == [change.kinds for change in found.entries.values()]
    assert {entry("x").ref: frozenset({ONE})} == found.accepted


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((), (ONE,), []),
        ((OLD_STYLE,), (ONE,), []),
        ((OLD_STYLE,), (Digest("sha1", "4" * 40),), [(ChangeKind.REHASHED,)]),
        ((ONE, OLD_STYLE), (ONE,), []),
        ((ONE,), (), [(ChangeKind.REHASHED,)]),
        ((ONE, OLD_STYLE), (OLD_STYLE,), [(ChangeKind.REHASHED,)]),
    ],
)
def test_other_digests_are_other_bytes(
    before: tuple[Digest, ...], after: tuple[Digest, ...], expected: list[tuple[ChangeKind, ...]]
) -> None:
    assert expected == kinds([entry("x", "1.0.0", *before)], [entry("x", "1.0.0", *after)])


def test_an_entry_without_a_strong_digest_moves_with_its_address() -> None:
    old, new = "https://registry.example/x-1.0.0.tgz", "https://registry.example/y-1.0.0.tgz"

    assert [(ChangeKind.MOVED,)] == kinds([entry("x", url=old)], [entry("x", url=new)])
    assert [] == kinds([entry("x", "1.0.0", ONE, url=old)], [entry("x", "1.0.0", ONE, url=new)])
