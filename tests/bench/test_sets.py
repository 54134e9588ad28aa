"""Which archives a set has, and which is the predecessor of which."""

from pathlib import Path

import pytest
from bench.inspect.corpus import Sample, write_list
from bench.inspect.sets import projects_of, read_pairs, read_set

from pratique.core.names import Ecosystem
from tests.bench.making import PLAIN, indexed, package


def test_the_same_bytes_count_once_and_keep_every_reason_why_they_were_drawn(tmp_path: Path) -> None:
    folder = indexed(tmp_path / "projects", {("a", "1"): package("a", PLAIN)}, drawn="project one")
    index = folder / "index.jsonl"
    index.write_text(index.read_text() + index.read_text().replace("project one", "project two"))

    (archive,) = read_set(folder)

    assert ("a", "project one; project two") == (archive.sample.name, archive.sample.drawn)
    assert ("one", "two") == projects_of(archive.sample.drawn)


def test_a_committed_list_says_what_lies_in_a_folder_of_its_name(tmp_path: Path) -> None:
    sample = Sample(
        set="s", ecosystem=Ecosystem.PYPI, name="x", version="2", filename="x-2.whl", sha256="ab", size_bytes=3,
        source="registry", drawn="tree y",
    )  # fmt: skip
    (tmp_path / "lists").mkdir()
    (tmp_path / "s").mkdir()
    write_list(tmp_path / "lists/s.tsv", [sample])

    (archive,) = read_set(tmp_path / "s", lists=tmp_path / "lists")

    assert (sample, tmp_path / "s/ab.whl") == (archive.sample, archive.path)


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("left-pad-1.3.0.tgz", (Ecosystem.NPM, "left-pad", "1.3.0")),
        ("requests-2.32.0-py3-none-any.whl", (Ecosystem.PYPI, "requests", "2.32.0")),
        ("rake-13.0.gem", (Ecosystem.RUBYGEMS, "rake", "13.0")),
        ("unversioned.zip", (Ecosystem.PYPI, "unversioned", "")),
    ],
)
def test_any_folder_of_archives_is_a_set(
    filename: str, expected: tuple[Ecosystem, str, str], tmp_path: Path
) -> None:
    (tmp_path / filename).write_bytes(b"anything")
    (tmp_path / "README.md").write_text("no archive")

    (archive,) = read_set(tmp_path)

    assert expected == (archive.sample.ecosystem, archive.sample.name, archive.sample.version)


def test_a_release_is_paired_with_the_version_that_it_follows(tmp_path: Path) -> None:
    older, newer = package("a", PLAIN, version="1.0.0"), package("a", PLAIN, version="1.1.0")
    indexed(
        tmp_path / "s", {("a", "1.1.0"): newer, ("b", "3.0.0"): package("b", PLAIN)}, drawn="follows 1.0.0"
    )
    indexed(tmp_path / "s-before", {("a", "1.0.0"): older, ("a", "0.9.0"): b""}, drawn="before 1.1.0")

    pairs = read_pairs(tmp_path / "s")

    assert [("1.1.0", "1.0.0")] == [(pair.after.sample.version, pair.before.sample.version) for pair in pairs]


def test_a_damaged_index_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "index.jsonl").write_text('{"set": "s"}\n')
    with pytest.raises(ValueError, match=r"index\.jsonl:1"):
        read_set(tmp_path)
