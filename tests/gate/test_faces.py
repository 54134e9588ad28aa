from pratique.ecosystems import ECOSYSTEMS
from pratique.gate.faces import FACES


def test_every_face_has_a_prefix_of_its_own_and_an_ecosystem_that_is_known() -> None:
    prefixes = [face.prefix for face in FACES]

    assert "/npm/" in prefixes
    assert all(prefix.startswith("/") and prefix.endswith("/") for prefix in prefixes)
    assert [] == [(a, b) for a in prefixes for b in prefixes if a != b and b.startswith(a)]
    assert all(face.ecosystem in ECOSYSTEMS for face in FACES)
