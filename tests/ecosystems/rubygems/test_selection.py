import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Artifact, Release
from pratique.ecosystems.platforms import platform_from_name
from pratique.ecosystems.rubygems.address import GEM_KIND, gem_filename
from pratique.ecosystems.rubygems.selection import artifacts_for, counterpart

KITE = PackageRef(Ecosystem.RUBYGEMS, "kite")
EVERYTHING = (
    "ruby",
    "x86_64-linux",
    "x86_64-linux-musl",
    "x86_64-linux-gnu",
    "arm64-darwin",
    "x64-mingw-ucrt",
    "java",
)


def release(*platforms: str, version: str = "1.0") -> Release:
    names = [gem_filename(KITE, version, platform) for platform in platforms]
    files = [Artifact(filename=n, url=f"https://gems.example/{n}", kind=GEM_KIND) for n in names]
    return Release(ref=KITE.at(version), artifacts=tuple(files))


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux-x86_64", "kite-1.0-x86_64-linux.gem"),
        ("linux-musl-x86_64", "kite-1.0-x86_64-linux-musl.gem"),
        ("linux-arm64", "kite-1.0.gem"),
        ("macos-arm64", "kite-1.0-arm64-darwin.gem"),
        ("macos-x86_64", "kite-1.0.gem"),
        ("windows-x86_64", "kite-1.0-x64-mingw-ucrt.gem"),
        ("any", "kite-1.0.gem"),
    ],
)
def test_the_file_for_the_platform_is_taken_else_the_one_for_ruby(platform: str, expected: str) -> None:
    selection = artifacts_for(release(*EVERYTHING), platform_from_name(platform))
    assert [expected] == [file.filename for file in selection.chosen]
    assert len(EVERYTHING) - 1 == len(selection.left_out)


def test_reasons_for_leaving_out_are_said() -> None:
    selection = artifacts_for(release("ruby", "x86_64-linux", "java"), platform_from_name("linux-x86_64"))
    assert {
        "kite-1.0.gem": "kite-1.0-x86_64-linux.gem is selected instead",
        "kite-1.0-java.gem": "the gem is for java, not for linux-x86_64",
    } == {out.artifact.filename: out.why for out in selection.left_out}


def test_without_a_file_that_fits_nothing_is_taken() -> None:
    selection = artifacts_for(release("java"), platform_from_name("linux-x86_64"))
    assert ((), 1) == (selection.chosen, len(selection.left_out))


def test_on_no_particular_machine_all_files_are_taken_where_none_is_for_ruby() -> None:
    assert 2 == len(artifacts_for(release("java", "x86_64-linux"), platform_from_name("any")).chosen)


def test_everything_is_taken_when_it_is_asked_for() -> None:
    found = artifacts_for(release(*EVERYTHING), platform_from_name("any"), everything=True)
    assert len(EVERYTHING) == len(found.chosen)


@pytest.mark.parametrize(
    ("platform", "offered", "expected"),
    [
        ("x86_64-linux", EVERYTHING, "x86_64-linux"),
        ("ruby", EVERYTHING, "ruby"),
        ("java", EVERYTHING, "java"),
        ("x86_64-linux", ("ruby", "aarch64-linux", "java"), "aarch64-linux"),
        ("x86_64-linux", ("java", "ruby"), "ruby"),
        ("ruby", ("java",), "java"),
    ],
)
def test_the_counterpart_is_for_the_same_platform_or_a_near_one(
    platform: str, offered: tuple[str, ...], expected: str
) -> None:
    mine = release(platform, version="1.1").artifacts[0]
    found = counterpart(release(*offered), mine)
    assert found is not None
    assert gem_filename(KITE, "1.0", expected) == found.filename


def test_a_release_without_files_has_no_counterpart() -> None:
    assert counterpart(release(), release("ruby").artifacts[0]) is None
