import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Artifact, ArtifactKind, Release
from pratique.ecosystems.platforms import PLATFORM_NAMES, platform_from_name, with_pythons
from pratique.ecosystems.pypi.file_names import KnownVersions, parse_filename
from pratique.ecosystems.pypi.python_versions import PYTHONS
from pratique.ecosystems.pypi.selection import artifacts_for, counterpart

KITE = PackageRef(Ecosystem.PYPI, "kite")
LINUX = "kite-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
NEWER_LINUX = "kite-1.0-cp311-cp311-manylinux_2_28_x86_64.whl"
STABLE = "kite-1.0-cp38-abi3-manylinux_2_17_x86_64.whl"
MAC = "kite-1.0-cp311-cp311-macosx_11_0_arm64.whl"
WINDOWS = "kite-1.0-cp311-cp311-win_amd64.whl"
PURE = "kite-1.0-py3-none-any.whl"
SOURCE = "kite-1.0.tar.gz"
ZIPPED = "kite-1.0.zip"
EGG = "kite-1.0-py3.11.egg"


def artifact(filename: str, *, requires_python: str | None = None, yanked: str | None = None) -> Artifact:
    name = parse_filename(filename, "kite", KnownVersions.of(["1.0"]))
    assert name is not None
    return Artifact(
        filename=filename,
        url=f"https://files.example/{filename}",
        kind=name.kind,
        requires_python=requires_python,
        yanked=yanked,
    )


def release(*filenames: str) -> Release:
    return Release(ref=KITE.at("1.0"), artifacts=tuple(artifact(filename) for filename in filenames))


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux-x86_64", NEWER_LINUX),
        ("macos-arm64", MAC),
        ("windows-x86_64", WINDOWS),
        ("linux-musl-x86_64", PURE),
        ("any", PURE),
    ],
)
def test_the_best_wheel_of_the_platform_is_taken(platform: str, expected: str) -> None:
    everything = release(EGG, SOURCE, PURE, STABLE, LINUX, NEWER_LINUX, MAC, WINDOWS)
    selection = artifacts_for(everything, platform_from_name(platform))
    assert [expected] == [item.filename for item in selection.chosen]
    assert len(everything.artifacts) - 1 == len(selection.left_out)
    assert all(item.why for item in selection.left_out)


def test_reasons_for_leaving_out_are_said() -> None:
    selection = artifacts_for(release(EGG, MAC, SOURCE, PURE), platform_from_name("linux-x86_64"))
    assert {
        EGG: "pip does not install this kind of file",
        MAC: "the wheel is for platforms other than linux-x86_64",
        SOURCE: f"{PURE} is selected instead",
    } == {item.artifact.filename: item.why for item in selection.left_out}


def test_each_python_takes_its_own_file_and_each_file_is_taken_once() -> None:
    cp311, cp312, cp313, abi3, other = (
        f"kite-1.0-{tags}-manylinux_2_17_x86_64.whl"
        for tags in ("cp311-cp311", "cp312-cp312", "cp313-cp313", "cp38-abi3", "cp314-cp314")
    )
    platform = with_pythons(platform_from_name("linux-x86_64"), [(3, 11), (3, 12), (3, 13)])

    def names(*filenames: str) -> list[str]:
        return [item.filename for item in artifacts_for(release(*filenames), platform).chosen]

    assert [cp311, cp312, cp313] == names(cp311, cp312, cp313, other, SOURCE)
    assert [cp312, abi3] == names(cp312, abi3, other)
    assert [SOURCE, cp313] == names(SOURCE, cp313)
    # The Pythons that nothing fits install nothing.
    assert [cp312] == names(cp312, other)


@pytest.mark.parametrize(
    ("platform", "tags", "taken"),
    [
        ("linux-x86_64", ["manylinux_2_34_x86_64", "manylinux_2_17_x86_64"], [0, 1]),
        ("linux-x86_64", ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64"], [0]),
        ("linux-x86_64", ["manylinux_2_17_x86_64", "manylinux_2_39_x86_64", "manylinux_2_31_x86_64"], [0, 1, 2]),
        ("linux-x86_64", ["manylinux_2_34_x86_64"], [0, "sdist"]),
        # The tag that wins is the newer one: a machine in between takes the other wheel.
        ("linux-x86_64", ["manylinux_2_17_x86_64.manylinux_2_39_x86_64", "manylinux_2_31_x86_64"], [0, 1]),
        ("linux-x86_64", ["manylinux2014_x86_64", "linux_x86_64"], [0]),
        ("linux-musl-x86_64", ["musllinux_1_2_x86_64", "musllinux_1_1_x86_64"], [0]),
        ("macos-arm64", ["macosx_15_0_arm64", "macosx_11_0_arm64"], [0, 1]),
        ("macos-arm64", ["macosx_14_0_arm64", "macosx_11_0_arm64"], [0]),
        ("windows-x86_64", ["win_amd64"], [0]),
    ],
)  # fmt: skip
def test_what_an_older_system_in_use_takes_is_taken_too(
    platform: str, tags: list[str], taken: list[int | str]
) -> None:
    names = [f"kite-1.0-cp311-cp311-{tag}.whl" for tag in tags]
    selection = artifacts_for(release(*names, SOURCE), platform_from_name(platform))
    assert [names[one] if isinstance(one, int) else SOURCE for one in taken] == [
        item.filename for item in selection.chosen
    ]


def test_equal_wheels_are_all_taken() -> None:
    twin = "kite-1.0-cp311-cp311-manylinux_2_17_x86_64.whl"
    selection = artifacts_for(release(LINUX, twin, PURE), platform_from_name("linux-x86_64"))
    assert [LINUX, twin] == [item.filename for item in selection.chosen]
    same = Release(ref=KITE.at("1.0"), artifacts=(artifact(PURE), artifact(PURE, yanked="")))
    assert same.artifacts == artifacts_for(same, platform_from_name("any")).chosen


def test_a_name_that_packaging_refuses_has_its_tags() -> None:
    odd = Artifact(
        filename="ki__te-1.0-cp311-cp311-linux_x86_64.whl", url="https://f.example/x", kind=ArtifactKind.WHEEL
    )
    known = Release(ref=KITE.at("1.0"), artifacts=(artifact(PURE), odd))
    assert (odd,) == artifacts_for(known, platform_from_name("linux-x86_64")).chosen


def test_without_a_fitting_wheel_the_first_source_archive_is_taken() -> None:
    selection = artifacts_for(release(MAC, SOURCE, ZIPPED), platform_from_name("linux-x86_64"))
    assert [SOURCE] == [item.filename for item in selection.chosen]


def test_files_for_other_platforms_alone_leave_nothing() -> None:
    selection = artifacts_for(release(MAC, WINDOWS), platform_from_name("linux-x86_64"))
    assert selection.chosen == ()
    assert len(selection.left_out) == 2


def test_a_wheel_with_an_odd_name_fits_nowhere() -> None:
    odd = Artifact(filename="kite.whl", url="https://files.example/x", kind=ArtifactKind.WHEEL)
    selection = artifacts_for(Release(ref=KITE.at("1.0"), artifacts=(odd,)), platform_from_name("any"))
    assert selection.chosen == ()
    assert counterpart(release(PURE), odd) is not None


def test_everything_means_everything() -> None:
    known = release(EGG, SOURCE, MAC)
    assert known.artifacts == artifacts_for(known, platform_from_name("any"), everything=True).chosen


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [(">=3.8", True), (">=3.12", False), ("<3", False), (">=3.11.5", True), ("nonsense", True), (None, True)],
)
def test_the_python_of_the_platform_must_be_one_that_is_asked_for(wanted: str | None, taken: bool) -> None:
    known = Release(ref=KITE.at("1.0"), artifacts=(artifact(PURE, requires_python=wanted),))
    selection = artifacts_for(known, platform_from_name("linux-x86_64", python=(3, 11)))
    assert taken is bool(selection.chosen)
    if not taken:
        assert selection.left_out[0].why == f"requires Python {wanted}, and linux-x86_64 has 3.11"


def test_the_higher_build_number_wins_among_equals() -> None:
    known = release(
        "kite-1.0-1-py3-none-any.whl", "kite-1.0-10-py3-none-any.whl", "kite-1.0-2-py3-none-any.whl"
    )
    selection = artifacts_for(known, platform_from_name("any"))
    assert ["kite-1.0-10-py3-none-any.whl"] == [item.filename for item in selection.chosen]


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("kite-1.1-cp311-cp311-manylinux_2_28_x86_64.whl", NEWER_LINUX),
        ("kite-1.1-cp311-cp311-manylinux_2_34_x86_64.whl", LINUX),
        ("kite-1.1-cp312-cp312-macosx_14_0_arm64.whl", MAC),
        ("kite-1.1-cp312-abi3-win_amd64.whl", WINDOWS),
        ("kite-1.1-py2.py3-none-any.whl", PURE),
        ("kite-1.1.zip", ZIPPED),
        ("kite-1.1.tar.gz", SOURCE),
        ("kite-1.1-py3.12.egg", EGG),
    ],
)
def test_the_counterpart_is_the_file_most_like_it(filename: str, expected: str) -> None:
    known = release(EGG, ZIPPED, SOURCE, PURE, LINUX, NEWER_LINUX, MAC, WINDOWS)
    name = parse_filename(filename, "kite", KnownVersions.of(["1.1"]))
    assert name is not None
    own = Artifact(filename=filename, url="https://files.example/x", kind=name.kind)
    found = counterpart(known, own)
    assert found is not None
    assert expected == found.filename


def test_a_file_has_no_counterpart_of_another_kind() -> None:
    assert counterpart(release(SOURCE), artifact(PURE)) is None


def test_a_yanked_counterpart_comes_last() -> None:
    known = Release(ref=KITE.at("1.0"), artifacts=(artifact(LINUX, yanked=""), artifact(PURE)))
    found = counterpart(known, artifact(LINUX))
    assert found is not None
    assert found.filename == PURE


@pytest.mark.fuzz
@given(
    st.lists(
        st.sampled_from([LINUX, NEWER_LINUX, STABLE, MAC, WINDOWS, PURE, SOURCE, ZIPPED, EGG]), unique=True
    ),
    st.sampled_from(PLATFORM_NAMES),
)
def test_every_file_is_taken_or_left_out_with_a_reason(filenames: list[str], name: str) -> None:
    known = release(*filenames)
    selection = artifacts_for(known, platform_from_name(name))
    assert len(selection.chosen) <= 1
    every = artifacts_for(known, with_pythons(platform_from_name(name), PYTHONS))
    assert set(selection.chosen) <= set(every.chosen)
    assert set(known.artifacts) == {*selection.chosen, *(item.artifact for item in selection.left_out)}
