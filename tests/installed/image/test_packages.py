"""Installed packages by single files."""

import pytest

from pratique.installed.image.packages import installed
from tests.installed.image.image_builder import metadata, package_json


@pytest.mark.parametrize(
    ("path", "data", "release"),
    [
        ("app/node_modules/axios/package.json", package_json("axios", "1.14.1"), "axios@1.14.1"),
        ("node_modules/@acme/ui/package.json", package_json("@acme/ui", "1.0.0"), "@acme/ui@1.0.0"),
        ("lib/site-packages/Bad_Lib-3.0.dist-info/METADATA", metadata("Bad_Lib", "3.0"), "bad-lib==3.0"),
        ("gems/specifications/rest-client-1.6.13.gemspec", b"", "gem:rest-client@1.6.13"),
    ],
)
def test_a_manifest_shows_its_release(path: str, data: bytes, release: str) -> None:
    (found,) = installed(path, data)
    assert (release, path) == (str(found.ref), found.path)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("app/src/package.json", package_json("axios", "1.14.1")),
        ("node_modules/axios/lib/package.json", package_json("axios", "1.14.1")),
        ("node_modules/axios/package.json", b"{"),
        ("x.dist-info/METADATA", b"\xff"),
        ("specifications/odd.gemspec", b""),
    ],
)
def test_other_files_show_none(path: str, data: bytes) -> None:
    assert [] == list(installed(path, data))
