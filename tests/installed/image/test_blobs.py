"""The files of an image."""

from pathlib import Path

import pytest

from pratique.errors import ParseError
from pratique.installed.image.blobs import FolderBlobs, is_image, open_image, read_blob
from tests.installed.image.image_builder import oci, packed, saved, tar


def test_a_folder_and_a_tar_are_images_and_other_paths_are_not(tmp_path: Path) -> None:
    oci(tmp_path / "image", [packed({"a": b"1"})])
    saved(tmp_path / "image.tar", [tar({"a": b"1"})])
    (tmp_path / "plain.tar").write_bytes(tar({"a": b"1"}))
    (tmp_path / "text").write_text("hello")
    found = {name: is_image(tmp_path / name) for name in ("image", "image.tar", "plain.tar", "text", "gone")}
    assert {"image": True, "image.tar": True, "plain.tar": False, "text": False, "gone": False} == found


def test_both_give_the_bytes_of_their_files(tmp_path: Path) -> None:
    for path in (
        oci(tmp_path / "image", [packed({"a": b"1"})]),
        saved(tmp_path / "image.tar", [tar({"a": b"1"})]),
    ):
        with open_image(path) as blobs:
            name = next(name for name in ("index.json", "manifest.json") if blobs.has(name))
            data = read_blob(blobs, name, 1_000_000)
            assert blobs.size_of(name) == len(data)
            with pytest.raises(ParseError):
                read_blob(blobs, name, 3)
            with pytest.raises(ParseError):
                list(blobs.chunks("gone"))


@pytest.mark.parametrize("name", ["", "../secret", "/etc/passwd", "a/../../secret", "link", "a\0b", "a\\b"])
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "image").mkdir()
    (tmp_path / "image/link").symlink_to(tmp_path / "secret")
    assert not FolderBlobs(tmp_path / "image").has(name)
