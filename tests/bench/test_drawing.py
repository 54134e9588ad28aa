"""Names and releases are drawn by seed."""

from pathlib import Path

import pytest
from bench.inspect.corpus import Sample, write_list
from bench.inspect.drawing import (
    candidates,
    lot,
    names_in_use,
    newest,
    releases_in_tables,
    taken,
    tools,
    upgrades,
)
from bench.inspect.tables import Row, write_table

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Artifact, ArtifactKind, Listing, Release

PYPI = Ecosystem.PYPI


def _file(name: str, kind: ArtifactKind, size: int = 10, yanked: str | None = None) -> Artifact:
    return Artifact(
        filename=name, url=f"https://files.invalid/{name}", kind=kind, size_bytes=size, yanked=yanked
    )


def _wheel(version: str, **more: int | str) -> Artifact:
    return _file(f"a-{version}-py3-none-any.whl", ArtifactKind.WHEEL, **more)  # type: ignore[arg-type]


def _listing(**files: list[Artifact]) -> Listing:
    package = PackageRef(PYPI, "a")
    releases = {
        version[1:].replace("_", "."): Release(
            ref=package.at(version[1:].replace("_", ".")), artifacts=tuple(given)
        )
        for version, given in files.items()
    }
    return Listing(package=package, registry="https://registry.invalid", releases=releases)


LISTING = _listing(
    v1_0=[_wheel("1.0"), _file("a-1.0.tar.gz", ArtifactKind.SDIST)],
    v1_1=[_wheel("1.1")],
    v1_2=[_wheel("1.2", yanked="broken")],
    v2_0=[_wheel("2.0"), _file("a-2.0.tar.gz", ArtifactKind.SDIST)],
    v2_1=[_wheel("2.1", size=10**9)],
    v3_0rc1=[_wheel("3.0rc1")],
)


def _sample(set_: str, name: str, version: str, sha256: str) -> Sample:
    return Sample(
        set=set_, ecosystem=Ecosystem.NPM if "npm" in set_ else PYPI, name=name, version=version, filename="f.tgz",
        sha256=sha256, size_bytes=1, source="registry", drawn="tree x",
    )  # fmt: skip


def test_the_newest_releases_are_stable_available_and_not_too_large() -> None:
    assert ["2.0", "1.1", "1.0"] == [one.ref.version for one in newest(PYPI, LISTING, 3)]
    assert ["2.0"] == [one.ref.version for one in newest(PYPI, LISTING, 1)]


def test_an_upgrade_names_its_baseline_of_the_same_kind() -> None:
    pairs = upgrades("drawn-x-pypi", PYPI, LISTING, 3)

    assert [("2.0", "follows 1.1", "1.1", "before 2.0"), ("1.1", "follows 1.0", "1.0", "before 1.1")] == [
        (after.version, after.drawn, before.version, before.drawn) for after, before in pairs
    ]
    assert {"drawn-x-pypi"} == {after.set for after, _ in pairs}
    assert {"drawn-x-pypi-before"} == {before.set for _, before in pairs}


def test_the_sdist_is_taken_where_it_is_asked_for_and_there_is_one() -> None:
    files = [taken(PYPI, LISTING.releases[version], source=True) for version in ("2.0", "1.1")]

    assert ["a-2.0.tar.gz", "a-1.1-py3-none-any.whl"] == [file.filename for file in files if file is not None]
    assert taken(PYPI, LISTING.releases["2.1"]) is None


def test_candidates_come_in_the_order_of_their_lots(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("a\t1\nb\t2\nc\t0\nd\t9\na\t1\n")

    assert sorted(["a", "b", "d"], key=lot) == candidates(path)


def test_names_in_use_are_those_of_all_lists_but_the_fresh_draw(tmp_path: Path) -> None:
    write_list(tmp_path / "benign-pypi.tsv", [_sample("benign-pypi", "Ruamel.YAML", "1", "1" * 64)])
    write_list(tmp_path / "drawn-fresh-pypi.tsv", [_sample("drawn-fresh-pypi", "new", "1", "2" * 64)])
    (tmp_path / "most-used.tsv").write_text("ecosystem\tname\npypi\tboto3\nnpm\tsemver\n")

    assert {"ruamel-yaml", "boto3"} == names_in_use(PYPI, lists=tmp_path)


def test_releases_whose_digest_a_table_has_are_known(tmp_path: Path) -> None:
    write_list(
        tmp_path / "benign-npm.tsv",
        [_sample("benign-npm", "a", "1", "1" * 64), _sample("benign-npm", "a", "2", "2" * 64)],
    )
    write_table(
        tmp_path, "benign-npm", [Row(set="benign-npm", sha256="1" * 64, name="a", family="", features={})]
    )

    assert {("a", "1")} == releases_in_tables(lists=tmp_path, tables=tmp_path)


@pytest.mark.parametrize("ecosystem", [Ecosystem.NPM, PYPI])
def test_tools_that_send_telemetry_are_listed_once(ecosystem: Ecosystem) -> None:
    found = tools(ecosystem)
    assert len(found) == len(set(found)) >= 30
