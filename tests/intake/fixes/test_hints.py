import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Release
from pratique.intake.fixes.hints import Pins, exact_pin, namesakes, pinned
from tests.intake.building import npm, pypi

ROOT = Release(
    ref=npm("duct", "1.2.4"),
    dependencies={"@duct/a": "1.2.4", "b": "=2.0.0", "c": "^1.0.0", "d": "latest", "bad name": "1.0.0"},
)


@pytest.mark.parametrize(
    ("wanted", "version"),
    [
        ("1.2.4", "1.2.4"),
        (" =1.2.4 ", "1.2.4"),
        ("v1.2.4-rc.1", "1.2.4-rc.1"),
        ("= 1.2", "1.2"),
        ("^1.2.4", None),
        ("~1.2.4", None),
        (">=1.2.4", None),
        ("1.2.4 || 1.2.5", None),
        ("1.2.4 - 1.2.5", None),
        ("1.x", "1.x"),
        ("*", None),
        ("", None),
        ("latest", None),
        ("npm:other@1.2.4", None),
        ("git+https://git.example/x.git#1", None),
    ],
)
def test_a_pin_is_one_version_by_its_text(wanted: str, version: str | None) -> None:
    assert version == exact_pin(wanted)


@given(st.text(max_size=200))
def test_any_text_is_a_pin_or_none(wanted: str) -> None:
    found = exact_pin(wanted)
    assert found is None or found in wanted


@pytest.mark.parametrize(
    ("name", "names"),
    [
        (
            "@next/swc-linux-x64-gnu",
            ["@next/swc-linux-x64", "@next/swc-linux", "@next/swc", "next", "@next/next"],
        ),
        ("@esbuild/linux-x64", ["@esbuild/linux", "esbuild", "@esbuild/esbuild"]),
        ("turbo-linux-64", ["turbo-linux", "turbo"]),
        ("left", []),
    ],
)
def test_the_packages_whose_parts_have_such_a_name(name: str, names: list[str]) -> None:
    assert names == [package.name for package in namesakes(PackageRef(Ecosystem.NPM, name))]


def test_names_of_python_say_nothing() -> None:
    assert () == namesakes(pypi("a-b", "1").package)


@given(st.from_regex(r"(@[a-z-]{1,20}/)?[a-z-]{1,200}", fullmatch=True))
def test_the_namesakes_of_any_name_are_few_and_other_names(name: str) -> None:
    found = namesakes(PackageRef(Ecosystem.NPM, name))
    assert len(found) <= 14
    assert name not in {one.name for one in found}


def test_what_a_release_pins_is_found_by_what_it_pins() -> None:
    pins = Pins()
    pins.note(ROOT)

    assert [npm("@duct/a", "1.2.4"), npm("b", "2.0.0")] == list(pinned(ROOT))
    assert (ROOT.ref,) == pins.of(npm("@duct/a", "1.2.4"))
    assert () == pins.of(npm("@duct/a", "1.2.5"))


def test_of_many_who_pin_it_the_first_few_are_remembered() -> None:
    pins = Pins()
    parents = [npm("duct", f"1.{n}.0") for n in range(20)]
    for parent in parents:
        pins.hint(npm("b", "1.0.0"), parent)
    assert tuple(parents[:8]) == pins.of(npm("b", "1.0.0"))
