"""Releases in requests and file names."""

import pytest

from pratique.respond.places.artifacts import Artifacts, stem_of
from tests.respond.places.log_builders import WANTED

ARTIFACTS = Artifacts(WANTED)


@pytest.mark.parametrize(
    ("target", "release"),
    [
        ("/axios/-/axios-1.14.1.tgz", "axios@1.14.1"),
        ("/repository/npm/axios/-/axios-1.14.1.tgz?x=1", "axios@1.14.1"),
        ("https://registry.example/@acme%2Fui-kit/-/ui-kit-2.0.1.tgz", "@acme/ui-kit@2.0.1"),
        ("/packages/Bad_Lib-3.0.0-py3-none-any.whl", "bad-lib==3.0.0"),
        ("/simple/bad-lib/bad.lib-3.0.0.tar.gz", "bad-lib==3.0.0"),
        ("/gems/rest-client-1.6.13.gem", "gem:rest-client@1.6.13"),
        ("/gems/rest-client-1.6.13-x86_64-linux.gem", "gem:rest-client@1.6.13"),
    ],
)
def test_the_path_of_a_file_names_its_release(target: str, release: str) -> None:
    found = ARTIFACTS.requested(target)
    assert found is not None
    assert release == str(found.ref)


@pytest.mark.parametrize(
    "target",
    [
        "/axios",
        "/axios/-/axios-1.14.0.tgz",
        "/axios-mock-adapter/-/axios-mock-adapter-1.14.1.tgz",
        "/simple/bad-lib/",
        "/gems/rest-client-extra-1.6.13.gem",
        "/" * 5_000,
    ],
)
def test_listings_and_neighbours_are_none(target: str) -> None:
    assert None is ARTIFACTS.requested(target)


def test_packed_files_and_words_are_read() -> None:
    assert None is not ARTIFACTS.packed("axios-1.14.1.tgz")
    assert None is not ARTIFACTS.packed("acme-ui-kit-2.0.1.tgz")
    assert None is not ARTIFACTS.joined("bad-lib-3.0.0")
    assert None is ARTIFACTS.joined("bad-lib")
    assert ("rest", b"axios" in ARTIFACTS.stems) == (stem_of("Rest-Client"), True)
