"""What the metadata of an installed distribution says."""

import json
from typing import Any

import pytest

from pratique.core.lock import SourceKind
from pratique.errors import ParseError
from pratique.installed.distribution import Distribution, read_distribution
from tests.installed.memory import MemoryFiles

METADATA = "Metadata-Version: 2.1\nName: Some.Name\nVersion: 1.0\nRequires-Dist: other>=1\nRequires-Dist: x; extra == 'y'\n\ntext\n"
WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp313-cp313-manylinux_2_17_x86_64\nTag: cp313-cp313-manylinux2014_x86_64\n"


def read(info: str = "some_name-1.0.dist-info", **files: Any) -> Distribution:
    written = {"METADATA": METADATA, **files}
    return read_distribution(MemoryFiles({"site": {info: written}}), "site", info)


def direct(url: str = "file:///home/me/x", **told: object) -> dict[str, str]:
    return {"direct_url.json": json.dumps({"url": url, **told})}


def test_a_release_is_named_by_its_metadata_and_its_wheel_by_the_tags() -> None:
    found = read(WHEEL=WHEEL, RECORD="some_name.py,,\n")

    assert "some-name==1.0" == str(found.package.ref)
    assert "some_name-1.0-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl" == found.package.like
    assert {"some_name.py": None} == found.record
    assert {"other": ">=1"} == found.requires


def test_a_build_number_is_part_of_the_name() -> None:
    assert "some_name-1.0-2-py3-none-any.whl" == read(WHEEL="Build: 2\nTag: py3-none-any\n").package.like


@pytest.mark.parametrize("wheel", ["", "Tag: x", "Tag: ../../x-y-z", "Tag: a-b-c/d", "\udcff"])
def test_without_tags_nothing_is_said_of_the_file(wheel: str) -> None:
    assert read(WHEEL=wheel.encode("utf-8", "surrogateescape")).package.like is None


@pytest.mark.parametrize(
    ("told", "source", "url"),
    [
        (
            direct("https://forge.example/x.git", vcs_info={"vcs": "git", "commit_id": "0" * 40}),
            SourceKind.GIT,
            "git+https://forge.example/x.git#" + "0" * 40,
        ),
        (direct(dir_info={}), SourceKind.PATH, "file:///home/me/x"),
        (direct("https://me:pass@files.example/x.whl", archive_info={}), SourceKind.URL, "https://files.example/x.whl"),
        ({"direct_url.json": "{"}, SourceKind.REGISTRY, None),
        (direct(""), SourceKind.REGISTRY, None),
    ],
)  # fmt: skip
def test_where_it_came_from_is_told(told: dict[str, str], source: SourceKind, url: str | None) -> None:
    found = read(**told)

    assert (source, url) == (found.package.source, found.package.url)


def test_an_editable_install_brings_nothing_but_what_leads_to_the_folder() -> None:
    editable = direct(dir_info={"editable": True})
    shim = "__editable__.x.pth,,\n__editable___x_finder.py,,\nsome_name-1.0.dist-info/RECORD,,\n"

    assert read(**editable, RECORD=shim).editable
    assert not read(**editable, RECORD=shim + "some_name/core.py,,\n").editable
    assert not read(**direct(dir_info={}), RECORD=shim).editable


def test_the_old_formats_have_no_record() -> None:
    folder = read("some.egg-info", **{"PKG-INFO": METADATA})
    single = read_distribution(MemoryFiles({"site": {"x.egg-info": METADATA}}), "site", "x.egg-info")

    for found in (folder, single):
        assert "some-name==1.0" == str(found.package.ref)
        assert found.record is None


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "Name: a\n",
        "Version: 1\n",
        "Name: \x1b[2J\nVersion: 1\n",
        "Name: a\nVersion: ../1\n",
        "Name: a\nVersion:\n",
    ],
)
def test_one_that_names_no_release_is_refused(metadata: str) -> None:
    with pytest.raises(ParseError):
        read(METADATA=metadata)


def test_one_without_metadata_is_refused() -> None:
    with pytest.raises(ParseError):
        read_distribution(MemoryFiles({"site": {"a-1.dist-info": {}}}), "site", "a-1.dist-info")
