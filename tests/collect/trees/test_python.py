"""Distributions in `site-packages`."""

import json
from pathlib import Path

from tests.collect.walked import gaps, looked, named, records
from tests.installed.caches.laid import put

SITE = "venv/lib/python3.12/site-packages"


def test_distributions_are_found_in_every_form(tmp_path: Path) -> None:
    put(tmp_path / SITE / "new_one-1.0.dist-info/METADATA", "Name: new-one\n")
    put(
        tmp_path / SITE / "old-2.0-py3.9.egg-info/PKG-INFO",
        "Metadata-Version: 1.0\nName: old\nVersion: 2.0\n",
    )
    put(tmp_path / SITE / "older-3.0.egg-info", "Name: older\nVersion: 3.0\n")
    put(tmp_path / SITE / "egg-4.0-py3.9.egg/EGG-INFO/PKG-INFO", "Name: egg\nVersion: 4.0\n\nName: body\n")
    put(tmp_path / SITE / "~eft-1.0.dist-info/METADATA", "Name: left\n")
    expected = {("new_one", "1.0"), ("old", "2.0"), ("older", "3.0"), ("egg", "4.0")}

    assert {("site-packages", *one) for one in expected} == named(tmp_path)
    assert [4] == [one.packages for one in looked(tmp_path)]


def test_an_address_that_was_installed_is_told_with_its_digest(tmp_path: Path) -> None:
    origin = {"url": "https://ada:pw@r.example/a.whl", "archive_info": {"hashes": {"sha256": "a" * 64}}}
    put(tmp_path / SITE / "a-1.0.dist-info/direct_url.json", json.dumps(origin))
    [found] = records(tmp_path)

    assert ("https://r.example/a.whl", (f"sha256:{'a' * 64}",)) == (found.url, found.digests)


def test_metadata_without_a_name_is_told(tmp_path: Path) -> None:
    put(tmp_path / SITE / "odd.egg-info/PKG-INFO", "nothing")
    put(tmp_path / SITE / "none.egg-info/x", "")

    assert {"odd.egg-info", "none.egg-info"} == {Path(one.path).name for one in gaps(tmp_path)}
