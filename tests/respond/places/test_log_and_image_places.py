"""The tables of places with logs and of images."""

from pathlib import Path

from pratique.respond.places.log_and_image_places import IMAGE_PLACES, LOG_PLACES
from tests.installed.image.image_builder import oci, packed
from tests.respond.places.proxy_logs.test_place import LOGS
from tests.respond.places.test_ci_logs import GITHUB, GITLAB
from tests.respond.places.test_debug_logs import NPM


def test_each_log_belongs_to_one_place(tmp_path: Path) -> None:
    texts = {"npm": NPM, "github": GITHUB, "gitlab": GITLAB, **LOGS}
    for name, text in texts.items():
        path = tmp_path / "log"
        path.write_text(text)
        assert sum(place.finds(path) for place in LOG_PLACES) == 1, name
        assert not any(place.finds(path) for place in IMAGE_PLACES)


def test_an_image_is_no_log(tmp_path: Path) -> None:
    path = oci(tmp_path / "image", [packed({"a": b""})])
    assert [place.kind for place in (*LOG_PLACES, *IMAGE_PLACES) if place.finds(path)] == [
        IMAGE_PLACES[0].kind
    ]
