"""How a project uses a package."""

from pratique.core.lock import ROOT, Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.history.uses import foremost, uses_of


def entry(name: str, version: str | None = "1.0.0", *parents: str, **more: object) -> LockedPackage:
    package = PackageRef(Ecosystem.NPM, name)
    return LockedPackage(key=f"{name}@{version}", package=package, version=version, parents=parents, **more)  # type: ignore[arg-type]  # fields of the entry


def lock(*entries: LockedPackage) -> Lock:
    return Lock(format="package-lock v3", packages=entries)


def ref(name: str) -> PackageRef:
    return PackageRef(Ecosystem.NPM, name)


def test_who_asks_directly_and_over_others() -> None:
    uses, others = uses_of(
        {
            "package-lock.json": lock(
                entry("frame", "1.0.0", ROOT),
                entry("tool", "1.0.0", "frame@1.0.0"),
                entry("deep", "1.0.0", "tool@1.0.0", "frame@1.0.0"),
            )
        }
    )
    assert () == others
    deep, frame = uses[ref("deep")], uses[ref("frame")]
    assert (False, 2, 2, ("tool", "frame")) == (deep.direct, deep.asked_by, deep.dependants, deep.parents)
    assert (True, 0, 0) == (frame.direct, frame.asked_by, frame.dependants)


def test_entries_in_a_circle_are_counted_once() -> None:
    uses, _ = uses_of({"l": lock(entry("a", "1.0.0", "b@1.0.0", ROOT), entry("b", "1.0.0", "a@1.0.0"))})
    assert [1, 1] == [uses[ref(name)].dependants for name in ("a", "b")]


def test_two_versions_and_two_locks_are_one_package() -> None:
    uses, _ = uses_of({"a": lock(entry("x", "1.0.0", ROOT)), "b": lock(entry("x", "2.0.0", ROOT))})
    assert (("1.0.0", "2.0.0"), ("a", "b")) == (uses[ref("x")].versions, uses[ref("x")].sources)


def test_what_is_needed_for_development_alone_says_so() -> None:
    dev = frozenset({"dev"})
    uses, _ = uses_of({"l": lock(entry("x", "1.0.0", ROOT, groups=dev), entry("y", "1.0.0", ROOT))})
    assert (("dev",), ()) == (uses[ref("x")].only, uses[ref("y")].only)


def test_what_no_registry_tells_of_is_out_of_scope() -> None:
    uses, others = uses_of(
        {"l": lock(entry("own", "1.0.0", source=SourceKind.WORKSPACE), entry("loose", None, ROOT))}
    )
    assert {} == uses
    assert [
        "the package comes from a workspace, not from a registry",
        "the lockfile does not pin an exact version",
    ] == [item.why for item in others]


def test_those_that_the_project_leans_on_most_come_first() -> None:
    uses, _ = uses_of(
        {"l": lock(entry("b", "1.0.0", ROOT), entry("a", "1.0.0", ROOT), entry("c", "1.0.0", "a@1.0.0"))}
    )
    assert ["c", "a", "b"] == [package.name for package in foremost(uses)]


def test_a_large_lock_is_counted_in_little_time() -> None:
    entries = [entry("p0", "1.0.0", ROOT)]
    entries += [entry(f"p{n}", "1.0.0", f"p{n - 1}@1.0.0", f"p{n // 2}@1.0.0") for n in range(1, 20_000)]
    uses, _ = uses_of({"l": lock(*entries)})
    assert 20_000 == len(uses)
    assert 1 <= uses[ref("p19999")].dependants
