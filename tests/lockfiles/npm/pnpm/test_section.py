import pytest

from pratique.errors import ParseError, Reference
from pratique.lockfiles.npm.pnpm.path import PathStyle
from pratique.lockfiles.npm.pnpm.problems import PnpmProblems
from pratique.lockfiles.npm.pnpm.section import PnpmSection, read_section
from pratique.lockfiles.reading.document import MOST_ENTRIES
from pratique.lockfiles.reading.yaml_document import read_yaml
from tests.lockfiles.pnpm_locks import GOOD, pnpm


def section(data: bytes) -> tuple[PnpmSection, PnpmProblems]:
    problems = PnpmProblems()
    return read_section(read_yaml(data, what="x"), problems), problems


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("5", PathStyle.SLASH),
        ("5.0", PathStyle.SLASH),
        ("5.4", PathStyle.SLASH),
        ("5.4-inlineSpecifiers", PathStyle.SLASH),
        ("'6.0'", PathStyle.SLASH_AT),
        ("6.1", PathStyle.SLASH_AT),
        ("'9.0'", PathStyle.AT),
    ],
)
def test_versions_that_pnpm_wrote_are_known(text: str, style: PathStyle) -> None:
    assert style is section(f"lockfileVersion: {text}\n".encode())[0].style


@pytest.mark.parametrize(
    "text", ["5.5", "4", "6", "6.2", "7.0", "9", "9.1", "10.0", "null", "", "[9.0]", "'9.0 '"]
)
def test_other_versions_are_refused(text: str) -> None:
    with pytest.raises(ParseError, match="supported versions are") as caught:
        section(f"lockfileVersion: {text}\n".encode())
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


def test_an_entry_of_version_9_is_put_together_from_both_sections() -> None:
    found, problems = section(
        pnpm(
            {"a@1.0.0": {**GOOD, "peerDependencies": {"b": "*"}}},
            snapshots={
                "a@1.0.0(b@1.0.0)": {"dependencies": {"b": "1.0.0"}},
                "a@1.0.0(b@2.0.0)": {"dependencies": {"b": "2.0.0"}, "optional": True},
            },
        )
    )
    assert [] == problems.told
    assert ["a@1.0.0(b@1.0.0)", "a@1.0.0(b@2.0.0)"] == list(found.entries)
    first, second = (draft for draft, _ in found.entries.values())
    assert first.files == second.files
    assert first.files
    assert [None, True] == [first.entry.optional, second.entry.optional]
    # Both are of the line that tells what they are.
    assert [4, 4] == [line for _, line in found.entries.values()]


def test_what_a_snapshot_tells_against_its_package_does_not_count() -> None:
    other = {"resolution": {"tarball": "https://files.example/x.tgz"}}
    found, _ = section(pnpm({"a@1.0.0": GOOD}, snapshots={"a@1.0.0": other}))
    assert ["registry"] == [draft.address.source for draft, _ in found.entries.values()]


def test_a_snapshot_without_a_package_is_a_problem_and_stands() -> None:
    found, problems = section(pnpm({}, snapshots={"a@1.0.0": {}}))
    assert (["a@1.0.0"], ["a@1.0.0"]) == (list(found.entries), [problem.what for problem in problems.told])


def test_an_own_folder_needs_no_package() -> None:
    found, problems = section(pnpm(snapshots={"a@file:libs/a(b@1.0.0)": {}}))
    assert ["path"] == [draft.address.source for draft, _ in found.entries.values()]
    assert [] == problems.told


def test_a_package_without_a_snapshot_is_an_entry_and_a_problem() -> None:
    found, problems = section(pnpm({"a@1.0.0": GOOD}, snapshots={}))
    why = "`snapshots` has no entry for this package, so pnpm resolves it again"
    assert ["a@1.0.0"] == list(found.entries)
    assert [("a@1.0.0", why)] == [(problem.what, problem.why) for problem in problems.told]


@pytest.mark.parametrize(("package", "snapshot"), [("x", {}), ({}, "x"), ([], None), ({}, None)])
def test_a_bad_entry_is_a_problem_and_the_others_stand(package: object, snapshot: object) -> None:
    found, problems = section(
        pnpm({"a@1.0.0": package, "b@1.0.0": GOOD}, snapshots={"a@1.0.0": snapshot, "b@1.0.0": {}})
    )
    assert (["b@1.0.0"], ["a@1.0.0"]) == (list(found.entries), list(found.refused))
    assert [("a@1.0.0", 4)] == [(problem.what, problem.line) for problem in problems.told]


def test_a_key_that_stands_twice_is_told() -> None:
    _, problems = section(
        b"lockfileVersion: 9.0\npackages:\n  a@1.0.0: {}\n  a@1.0.0: {}\nsnapshots:\n  a@1.0.0: {}\n"
    )
    assert [("packages > a@1.0.0", 4)] == [(problem.what, problem.line) for problem in problems.told]


@pytest.mark.parametrize("name", ["packages", "snapshots", "importers"])
@pytest.mark.parametrize("value", [[], "x"])
def test_sections_that_are_no_mapping_are_refused(name: str, value: object) -> None:
    with pytest.raises(ParseError, match=f"`{name}` of pnpm-lock.yaml is not a mapping"):
        section(pnpm(**{name: value}))  # type: ignore[arg-type]  # a hostile lock


def test_a_lock_with_too_many_entries_is_refused() -> None:
    with pytest.raises(ParseError, match="more than 200000 entries of `packages`"):
        section(pnpm(dict.fromkeys(map(str, range(MOST_ENTRIES + 1)))))
