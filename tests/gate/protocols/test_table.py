import pytest

from pratique.ecosystems import ECOSYSTEMS
from pratique.gate.protocols.table import FACES, face_at


def test_every_face_has_a_prefix_of_its_own_and_an_ecosystem_that_is_known() -> None:
    prefixes = [face.prefix for face in FACES]

    assert "/npm/" in prefixes
    assert all(prefix.startswith("/") and prefix.endswith("/") for prefix in prefixes)
    assert [] == [(a, b) for a in prefixes for b in prefixes if a != b and b.startswith(a)]
    assert all(face.ecosystem in ECOSYSTEMS for face in FACES)


@pytest.mark.parametrize(
    ("path", "prefix", "below"),
    [
        ("/npm/a", "/npm/", "a"),
        ("/a/-/a-1.0.0.tgz", "/npm/", "a/-/a-1.0.0.tgz"),
        ("/@s/a/-/a-1.0.0.tgz", "/npm/", "@s/a/-/a-1.0.0.tgz"),
        ("/@s%2fa/-/a-1.0.0.tgz", "/npm/", "@s%2fa/-/a-1.0.0.tgz"),
        ("/pypi/simple/a/", "/pypi/simple/", "a/"),
    ],
)
def test_a_face_answers_below_its_prefix_and_npm_for_tarballs_that_lost_it(
    path: str, prefix: str, below: str
) -> None:
    found = face_at(path, FACES)
    assert found is not None
    assert (prefix, below) == (found[0].prefix, found[1])


@pytest.mark.parametrize(
    "path", ["/", "/a", "/a/-/a-1.0.0.tar", "/a/../b/-/b-1.0.0.tgz", "/b/-/%2e%2e/b.tgz"]
)
def test_nothing_else_is_answered_there(path: str) -> None:
    assert face_at(path, FACES) is None
