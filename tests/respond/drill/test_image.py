"""Images of a drill: equal layers give equal bytes, and the search reads them."""

import hashlib
import io
import json
import tarfile
from pathlib import Path

from pratique.respond.drill.image import WHITEOUT, saved_image
from pratique.respond.places.images import Images
from pratique.respond.wanted.value import Wanted
from tests.respond.places.log_builders import item

CREATED = "2018-10-15T09:05:42Z"
BAD = {"app/node_modules/axios/package.json": b'{"name": "axios", "version": "1.14.1"}'}
GONE = {f"app/node_modules/{WHITEOUT}axios": b""}


def test_the_search_finds_a_release_that_an_upper_layer_deletes(tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(saved_image("shop:1", [BAD, GONE], created=CREATED))
    assert Images().finds(path)
    found = Images().search(path, Wanted(releases=(item("npm", "axios", "1.14.1"),)))

    assert 1 == len(found.sightings)
    assert "axios" in found.sightings[0].inside
    assert not [part for one in found.searched for part in one.unchecked]


def test_the_names_of_layers_and_of_the_configuration_are_their_digests() -> None:
    data = saved_image("shop:1", [BAD, GONE], created=CREATED)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        files = {one.name: archive.extractfile(one) for one in archive}
        content = {name: file.read() for name, file in files.items() if file is not None}
    (manifest,) = json.loads(content["manifest.json"])
    config = content[manifest["Config"]]

    assert ["shop:1"] == manifest["RepoTags"]
    assert f"{hashlib.sha256(config).hexdigest()}.json" == manifest["Config"]
    digests = [hashlib.sha256(content[layer]).hexdigest() for layer in manifest["Layers"]]
    assert [f"{digest}/layer.tar" for digest in digests] == manifest["Layers"]
    assert [f"sha256:{digest}" for digest in digests] == json.loads(config)["rootfs"]["diff_ids"]
    assert CREATED == json.loads(config)["created"]


def test_equal_layers_give_equal_bytes_in_any_order_of_their_files() -> None:
    files = {"b": b"2", "a": b"1"}

    assert saved_image("x:1", [files], created=CREATED) == saved_image(
        "x:1", [dict(sorted(files.items()))], created=CREATED
    )
