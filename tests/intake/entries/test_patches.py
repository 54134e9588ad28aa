"""Which patches of the project a client applies to which entry of a lock."""

import json
from collections.abc import Mapping

import pytest

from pratique.core.deciding import AppliedPatch
from pratique.core.lock import Lock, LockedPackage
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError, Reference
from pratique.intake.entries.patches import Patches, judged_settings, patches_of
from pratique.intake.install_settings.family import settings_in
from pratique.intake.install_settings.setting import Setting

KITE = PackageRef(Ecosystem.NPM, "kite")
FILES = {"patches/a.patch": b"a", "patches/b.patch": b"b", "web/patches/a.patch": b"c"}


def read(path: str) -> bytes | None:
    if path == "patches/link.patch":
        raise ParseError(Reference.FILE_UNREADABLE, "it is a link that leaves the project", hint="")
    return FILES.get(path)


def lock(*versions: str, form: str = "pnpm-lock v9.0", patches: tuple[tuple[str, ...], ...] = ()) -> Lock:
    entries = (
        LockedPackage(key=f"kite@{version}", package=KITE, version=version, patches=patches)
        for version in versions
    )
    return Lock(format=form, packages=tuple(entries))


def workspace(rows: Mapping[str, str], path: str = "pnpm-workspace.yaml") -> tuple[Setting, ...]:
    lines = (f"  {json.dumps(name)}: {json.dumps(patch)}\n" for name, patch in rows.items())
    return settings_in(path, ("patchedDependencies:\n" + "".join(lines)).encode())


def of_bun(rows: Mapping[str, str]) -> tuple[Setting, ...]:
    return settings_in("package.json", json.dumps({"patchedDependencies": rows}).encode())


def shown(patches: Patches) -> dict[tuple[str, str], list[list[str]]]:
    return {
        key: [[file.path for file in chain] for chain in one.chains] for key, one in patches.entries.items()
    }


@pytest.mark.parametrize(
    ("rows", "versions"),
    [
        ({"kite": "patches/a.patch"}, {"1.0.0": "a", "2.0.0": "a"}),
        ({"kite@1.0.0": "patches/a.patch"}, {"1.0.0": "a"}),
        ({"kite@^1.0.0": "patches/a.patch"}, {"1.0.0": "a"}),
        ({"kite@1.0.0": "patches/a.patch", "kite@^1": "patches/b.patch"}, {"1.0.0": "a"}),
        ({"kite@^2": "patches/a.patch", "kite": "patches/b.patch"}, {"1.0.0": "b", "2.0.0": "a"}),
        ({"other": "patches/a.patch"}, {}),
    ],
)
def test_the_narrowest_selector_of_pnpm_counts(rows: dict[str, str], versions: dict[str, str]) -> None:
    found = patches_of({"pnpm-lock.yaml": lock("1.0.0", "2.0.0")}, workspace(rows), read, "")
    assert {
        ("pnpm-lock.yaml", f"kite@{version}"): [[f"patches/{name}.patch"]]
        for version, name in versions.items()
    } == shown(found)


def test_each_client_follows_its_own_settings() -> None:
    rows = {"kite@1.0.0": "patches/a.patch"}
    locks = {
        "pnpm-lock.yaml": lock("1.0.0"),
        "bun.lock": lock("1.0.0", form="bun.lock v1"),
        "package-lock.json": lock("1.0.0", form="package-lock v3"),
    }
    of_pnpm = patches_of(locks, workspace(rows), read, "")
    assert [("pnpm-lock.yaml", "kite@1.0.0")] == list(of_pnpm.entries)
    of_other = patches_of(locks, of_bun(rows), read, "")
    assert [("bun.lock", "kite@1.0.0")] == list(of_other.entries)
    flags = [
        file.searched
        for found in (of_pnpm, of_other)
        for one in found.entries.values()
        for chain in one.chains
        for file in chain
    ]
    assert [True, False] == flags


def test_settings_reach_the_locks_of_their_folder_and_below() -> None:
    rows = {"kite": "patches/a.patch"}
    locks = {"web/pnpm-lock.yaml": lock("1.0.0"), "website/pnpm-lock.yaml": lock("1.0.0")}
    found = patches_of(locks, workspace(rows, "web/pnpm-workspace.yaml"), read, "")
    assert {("web/pnpm-lock.yaml", "kite@1.0.0"): [["web/patches/a.patch"]]} == shown(found)
    below = patches_of({"pnpm-lock.yaml": lock("1.0.0")}, workspace(rows), read, "web")
    assert {("pnpm-lock.yaml", "kite@1.0.0"): [["../patches/a.patch"]]} == shown(below)


def test_patches_of_a_lock_count_from_its_folder() -> None:
    of_yarn = lock("1.0.0", form="yarn.lock v8", patches=(("patches/a.patch", "../patches/b.patch"),))
    found = patches_of({"web/yarn.lock": of_yarn}, (), read, "")
    assert [["web/patches/a.patch", "patches/b.patch"]] == shown(found)["web/yarn.lock", "kite@1.0.0"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("patches/none.patch", "the file does not exist"),
        ("../x.patch", "the path leads outside the repository, so the file is not read"),
        ("/x.patch", "the path leads outside the repository, so the file is not read"),
        ("patches/link.patch", "it is a link that leaves the project"),
    ],
)
def test_a_patch_that_cannot_be_read_is_there_with_the_reason(path: str, why: str) -> None:
    for found in (
        patches_of({"pnpm-lock.yaml": lock("1.0.0")}, workspace({"kite": path}), read, ""),
        patches_of({"yarn.lock": lock("1.0.0", form="yarn.lock v8", patches=((path,),))}, (), read, ""),
    ):
        [one] = found.entries.values()
        assert [(None, why)] == [(file.data, file.why) for chain in one.chains for file in chain]


def test_of_a_change_only_new_bytes_and_new_releases_count() -> None:
    locks = {"pnpm-lock.yaml": lock("1.0.0", "2.0.0")}
    before = patches_of(locks, workspace({"kite@1.0.0": "patches/a.patch"}), read, "")
    after = patches_of(
        locks, workspace({"kite": "patches/a.patch", "kite@1.0.0": "patches/a.patch"}), read, ""
    )
    assert [("pnpm-lock.yaml", "kite@2.0.0")] == list(after.since(before, ()).entries)
    again = after.since(before, [("pnpm-lock.yaml", "kite@1.0.0")])
    assert 2 == len(again.entries)
    other = patches_of(locks, workspace({"kite@1.0.0": "patches/b.patch"}), read, "")
    assert [("pnpm-lock.yaml", "kite@1.0.0")] == list(other.since(before, ()).entries)


def test_a_setting_is_judged_where_it_patches_an_entry_and_all_its_patches_were() -> None:
    locks = {"pnpm-lock.yaml": lock("1.0.0")}
    settings = (
        *workspace(
            {"kite@1.0.0": "patches/a.patch", "kite@9.0.0": "patches/a.patch", "x": "patches/b.patch"}
        ),
        *settings_in("patches/a.patch", b"a"),
        *settings_in("patches/b.patch", b"b"),
    )
    patches = patches_of(locks, settings, read, "")
    applied = AppliedPatch(ref=KITE.at("1.0.0"), paths=("patches/a.patch",))
    assert {
        ("pnpm-workspace.yaml", "patchedDependencies > kite@1.0.0"),
        ("patches/a.patch", "the whole file"),
    } == judged_settings(patches, [applied], settings, locks, "")
    failed = AppliedPatch(ref=KITE.at("1.0.0"), paths=("patches/a.patch",), why="no")
    assert not judged_settings(patches, [applied, failed], settings, locks, "")


def test_a_request_of_yarn_is_judged_where_the_lock_answers_it() -> None:
    told = "patch:kite@npm%3A1.0.0#~/patches/a.patch"
    settings = settings_in("package.json", json.dumps({"dependencies": {"kite": told}}).encode())
    of_yarn = lock("1.0.0", form="yarn.lock v8", patches=(("patches/a.patch",),))
    [entry] = of_yarn.packages
    applied = [AppliedPatch(ref=KITE.at("1.0.0"), paths=("patches/a.patch",))]
    for answers, count in (((("", f"kite@{told}"),), 1), ((("", "kite@npm:1.0.0"),), 0)):
        locks = {
            "yarn.lock": Lock(
                format="yarn.lock v8",
                packages=(
                    LockedPackage(
                        key=entry.key, package=KITE, version="1.0.0", patches=entry.patches, answers=answers
                    ),
                ),
            )
        }
        patches = patches_of(locks, settings, read, "")
        assert count == len(judged_settings(patches, applied, settings, locks, ""))
