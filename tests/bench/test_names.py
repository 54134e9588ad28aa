"""The measure of lookalike names: its lists, and the floor under what it finds."""

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from bench.names.added import History, Version, print_added
from bench.names.lists import interleaved, normalised, read
from bench.names.populations import gems_of_debian, named, ordinary, second_half, squats, unpopular

from pratique.core.names import Ecosystem, PackageRef
from pratique.history.names import Grade, resembles


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder with the two packages that the lists are made from, in small."""
    with tarfile.open(tmp_path / "npm-high-impact-1.0.0.tgz", "w:gz") as archive:
        for member, names in (("top-download", ["semver", "lodash"]), ("top-dependent", ["react", "semver"])):
            rows = "".join(f"  '{name}',\n" for name in names)
            data = f"export const x = [\n{rows}]\n".encode()
            info = tarfile.TarInfo(f"package/lib/{member}.js")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    with zipfile.ZipFile(tmp_path / "guarddog-1.0.0-py3-none-any.whl", "w") as wheel:
        for member, names in (("pypi", ["Boto3", "typing_extensions"]), ("rubygems", ["dogapi", "rails"])):
            path = f"guarddog/analyzer/metadata/resources/top_{member}_packages.json"
            wheel.writestr(path, json.dumps({"packages": names}))
    return tmp_path


def test_lists_are_read_from_packages(packages: Path) -> None:
    found = {ecosystem: list(normalised(ecosystem, names)) for ecosystem, names in read(packages).items()}

    assert ["semver", "react", "lodash"] == found[Ecosystem.NPM]
    assert ["boto3", "typing-extensions"] == found[Ecosystem.PYPI]
    assert "rails" == found[Ecosystem.RUBYGEMS][0]
    assert "dogapi" == found[Ecosystem.RUBYGEMS][-1]


def test_two_orders_are_taken_in_turn() -> None:
    assert ["a", "b", "c", "d", "e"] == list(interleaved(["a", "c", "e"], ["b", "d"]))


def test_a_name_that_turned_bad_is_no_example() -> None:
    assert ["express"] == list(normalised(Ecosystem.NPM, ["express-exp", "express"]))


def test_there_are_many_squats_and_each_is_told_once() -> None:
    listed = squats()

    assert 150 <= len(listed)
    assert len(listed) == len({squat.name for squat in listed})
    assert [] == [squat for squat in listed if squat.name == squat.target]
    assert [] == [squat for squat in listed if squat.name not in unpopular([squat.name])]


def test_squats_are_found_as_often_as_docs_say() -> None:
    found = [resembles(squat.name) for squat in squats()]
    strong = sum(seen is not None and seen.grade is Grade.STRONG for seen in found)

    assert 0.4 <= strong / len(found)


def test_few_ordinary_names_are_strong() -> None:
    names = unpopular(ordinary())
    strong = [seen for name in names if (seen := resembles(name)) and seen.grade is Grade.STRONG]

    assert 300 <= len(names)
    assert 0.03 >= len(strong) / len(names)


def test_names_of_a_file_are_read_one_a_line(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("One\ntwo\none\n", encoding="utf-8")

    assert ["one", "two"] == [name.name for name in named(Ecosystem.PYPI, file)]


def test_gems_of_debian_are_named_without_their_prefix_parts_and_other_spellings(tmp_path: Path) -> None:
    lines = "ruby-quay ruby-quay-doc ruby-active-model-serializers ruby-3.1 ruby-quay"
    (tmp_path / "names").write_text("\n".join(lines.split()))

    names = [ref.name for ref in gems_of_debian(tmp_path / "names")]

    assert ["quay"] == names


def test_a_release_that_adds_a_lookalike_is_counted_once(capsys: pytest.CaptureFixture[str]) -> None:
    versions = {
        "1.0.1": Version(t="2020-02-01", deps=["electorn", "yarsg", "lodash"]),
        "1.0.0": Version(t="2020-01-01", deps=["lodash"]),
        "1.0.2": Version(t="2020-03-01", deps=["electorn", "express"]),
    }
    print_added([History(name="one", versions=versions)])

    assert "follow-up releases: 2, add a dependency that looks strongly like another: 1 (50.000%)" in (
        capsys.readouterr().out
    )


def test_each_half_has_about_half_of_the_names() -> None:
    names = [PackageRef(Ecosystem.NPM, f"name-{number}") for number in range(1_000)]

    assert 400 <= sum(map(second_half, names)) <= 600
