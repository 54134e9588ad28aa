"""The search in container images."""

import gzip
import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.respond.places.images import Images
from pratique.respond.sighting import Contact, Sighting
from tests.installed.image.image_builder import metadata, oci, package_json, packed, saved, tar
from tests.respond.places.log_builders import WANTED

AXIOS = "app/node_modules/axios/package.json"
BAD = package_json("axios", "1.14.1")
LOCK = json.dumps(
    {"lockfileVersion": 3, "packages": {"": {}, "node_modules/axios": {"version": "1.14.1", "resolved": "x"}}}
).encode()


def found(path: Path) -> dict[str, Sighting]:
    assert Images().finds(path)
    return {one.inside: one for one in Images().search(path, WANTED).sightings}


@pytest.mark.parametrize("form", ["oci", "oci-tar", "saved"])
def test_a_deleted_release_is_still_in_the_image(form: str, tmp_path: Path) -> None:
    layers = [
        packed({"etc/": b"", "etc/x": b"1"}),
        packed({AXIOS: BAD, "opt/node_modules/axios/package.json": BAD}),
        packed({"app/node_modules/.wh.axios": b""}),
    ]
    if form == "saved":
        path = saved(tmp_path / "image.tar", [gzip.decompress(one) for one in layers])
    else:
        path = oci(tmp_path / "image", layers)
    if form == "oci-tar":
        with tarfile.open(tmp_path / "image.tar", "w") as archive:
            archive.add(path, arcname=".")
        path = tmp_path / "image.tar"
    sightings = found(path)
    gone, kept = sightings[AXIOS], sightings["opt/node_modules/axios/package.json"]
    assert (gone.contact, gone.current, gone.ref and str(gone.ref)) == (
        Contact.INSTALLED,
        False,
        "axios@1.14.1",
    )
    assert gone.note.endswith("deleted in layer 3, still in the image")
    assert "layer 2 of 3 (" in gone.note
    assert gone.first == datetime(2026, 3, 2, tzinfo=UTC)
    assert gone.place == f"{path}: shop:1.0"
    assert kept.current is True
    assert "deleted" not in kept.note


def test_each_kind_of_file_shows_a_release(tmp_path: Path) -> None:
    path = oci(
        tmp_path / "image",
        [
            packed(
                {
                    "usr/lib/python3/site-packages/bad_lib-3.0.0.dist-info/METADATA": metadata(
                        "bad_lib", "3.0.0"
                    ),
                    "usr/lib/ruby/gems/3.4.0/specifications/rest-client-1.6.13.gemspec": b"",
                    "usr/lib/ruby/gems/3.4.0/cache/rest-client-1.6.13.gem": b"",
                    "app/package-lock.json": LOCK,
                    "app/node_modules/x/package-lock.json": LOCK,
                    "app/node_modules/@acme/ui-kit/package.json": package_json("@acme/ui-kit", "2.0.1"),
                    "root/.npm/_cacache/index-v5/aa/bb/cc": b'\nsha1\t{"key":"make-fetch-happen:request-cache:'
                    b'https://registry.invalid/axios/-/axios-1.14.1.tgz","integrity":"x"}',
                    "tmp/acme-ui-kit-2.0.1.tgz": b"",
                    "app/node_modules/axios/package.json": package_json("axios", "1.14.0"),
                    "app/src/axios/package.json": BAD,
                }
            )
        ],
    )
    assert {inside: one.contact for inside, one in found(path).items()} == {
        "usr/lib/python3/site-packages/bad_lib-3.0.0.dist-info/METADATA": Contact.INSTALLED,
        "usr/lib/ruby/gems/3.4.0/specifications/rest-client-1.6.13.gemspec": Contact.INSTALLED,
        "usr/lib/ruby/gems/3.4.0/cache/rest-client-1.6.13.gem": Contact.FETCHED,
        "app/package-lock.json": Contact.LOCKED,
        "app/node_modules/@acme/ui-kit/package.json": Contact.INSTALLED,
        "root/.npm/_cacache/index-v5/aa/bb/cc": Contact.FETCHED,
        "tmp/acme-ui-kit-2.0.1.tgz": Contact.FETCHED,
    }


def test_a_broken_layer_is_not_checked_and_the_rest_counts(tmp_path: Path) -> None:
    good, cut = packed({AXIOS: BAD}), packed({"b": bytes(range(256)) * 400})
    path = oci(tmp_path / "image", [good, cut[: len(cut) // 2], b"no tar", b"\x28\xb5\x2f\xfdzz", good])
    blob = sorted((path / "blobs" / "sha256").iterdir())
    result = Images().search(path, WANTED)
    assert blob
    assert [one.current for one in result.sightings] == [False, True]
    assert len({one.inside for one in result.searched[0].unchecked}) == 3


def test_a_missing_layer_and_a_broken_manifest_are_not_checked(tmp_path: Path) -> None:
    path = oci(tmp_path / "image", [packed({AXIOS: BAD}), packed({"x": b""})])
    index = json.loads((path / "index.json").read_text())
    for blob in (path / "blobs" / "sha256").iterdir():
        if blob.read_bytes() == packed({"x": b""}):
            blob.unlink()
    result = Images().search(path, WANTED)
    assert len(result.sightings) == 1
    assert "missing" in result.searched[0].unchecked[0].why
    index["manifests"].append({"digest": "sha256:../../etc"})
    (path / "index.json").write_text(json.dumps(index))
    assert "not a digest" in Images().search(path, WANTED).searched[1].unchecked[0].why
    (path / "index.json").write_text("[" * 100_000)
    assert Images().search(path, WANTED).searched[0].unchecked
    (path / "index.json").write_text("{}")
    assert Images().search(path, WANTED).searched[0].unchecked[0].why == "it lists no image"


def test_a_compressed_archive_is_not_checked(tmp_path: Path) -> None:
    plain = saved(tmp_path / "image.tar", [tar({AXIOS: BAD})])
    path = tmp_path / "image.tar.gz"
    path.write_bytes(gzip.compress(plain.read_bytes()))
    assert Images().finds(path)
    assert "compressed" in Images().search(path, WANTED).searched[0].unchecked[0].why


def test_other_paths_are_no_image(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(tar({"a": b"1"}))
    (tmp_path / "x.tar.gz").write_bytes(packed({"package/package.json": BAD}))
    (tmp_path / "x.txt").write_text("x")
    for name in ("x.tar", "x.tar.gz", "x.txt", "missing"):
        assert not Images().finds(tmp_path / name)
    assert not Images().finds(tmp_path)
