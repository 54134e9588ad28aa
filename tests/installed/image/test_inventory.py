"""The packages of images as lockfiles."""

from pathlib import Path

import pytest

from pratique.errors import ParseError
from pratique.installed.image.inventory import image_inventories
from tests.installed.image.image_builder import oci, package_json, packed


def test_an_image_lists_what_is_in_its_file_system(tmp_path: Path) -> None:
    axios, old = "app/node_modules/axios/package.json", "app/node_modules/old/package.json"
    layers = [
        packed({axios: package_json("axios", "1.14.1"), old: package_json("old", "1.0.0")}),
        packed({"app/node_modules/.wh.old": b""}),
    ]
    (image,) = image_inventories(oci(tmp_path / "image", layers))
    assert (["axios"], 1) == ([one.package.name for one in image.lock.packages], image.deleted)


def test_a_broken_layer_is_a_problem(tmp_path: Path) -> None:
    (image,) = image_inventories(oci(tmp_path / "image", [b"no tar"]))
    assert image.lock.problems


def test_a_file_without_images_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "image").mkdir()
    (tmp_path / "image/index.json").write_text('{"manifests": []}')
    with pytest.raises(ParseError):
        list(image_inventories(tmp_path / "image"))
