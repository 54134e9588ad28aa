"""The images in an archive or a folder."""

import json
from pathlib import Path

import pytest

from pratique.errors import ParseError
from pratique.installed.image.blobs import open_image
from pratique.installed.image.manifest import Broken, Image, images
from tests.installed.image.image_builder import oci, packed, saved, tar


def read(path: Path) -> list[Image | Broken]:
    with open_image(path) as blobs:
        return list(images(blobs))


@pytest.mark.parametrize("form", ["oci", "saved"])
def test_an_image_has_its_reference_and_its_layers_in_order(form: str, tmp_path: Path) -> None:
    if form == "oci":
        path = oci(tmp_path / "image", [packed({"a": b"1"}), packed({"b": b"2"})])
    else:
        path = saved(tmp_path / "image.tar", [tar({"a": b"1"}), tar({"b": b"2"})])
    (image,) = read(path)
    assert isinstance(image, Image)
    assert ("shop:1.0", 2) == (image.reference, len(image.layers))
    assert all(layer.created_at is not None for layer in image.layers)


def test_a_missing_manifest_is_a_broken_image(tmp_path: Path) -> None:
    path = oci(tmp_path / "image", [packed({"a": b"1"})])
    index = json.loads((path / "index.json").read_text())
    index["manifests"][0]["digest"] = "sha256:" + "0" * 64
    (path / "index.json").write_text(json.dumps(index))
    (broken,) = read(path)
    assert isinstance(broken, Broken)


def test_an_index_that_is_no_json_is_an_error(tmp_path: Path) -> None:
    path = oci(tmp_path / "image", [packed({"a": b"1"})])
    (path / "index.json").write_text("{")
    with pytest.raises(ParseError):
        read(path)
