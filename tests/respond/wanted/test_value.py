"""A request answers which of its items covers a release."""

from pratique.core.names import Digest
from pratique.respond.wanted.digests import of_digest
from pratique.respond.wanted.joining import joined
from pratique.respond.wanted.texts import read_text
from tests.respond.wanted.asking import context


def test_a_release_is_looked_up_by_package_and_version() -> None:
    wanted = joined(
        read_text(text, context()) for text in ("axios@1.14.1", "axios@0.30.4", "axios@>=2.0.0 <2.1.0")
    )
    found = [wanted.release("npm", "axios", version) for version in ("1.14.1", "0.30.4", "2.0.5", "1.14.0")]
    assert ["pkg:npm/axios@1.14.1", "pkg:npm/axios@0.30.4", "pkg:npm/axios >=2.0.0 <2.1.0", None] == [
        item and item.id for item in found
    ]
    assert wanted.release("pypi", "axios", "1.14.1") is None
    assert [("npm", "axios")] == list(wanted.by_package)


def test_a_digest_is_looked_up_by_its_value() -> None:
    digest = Digest("sha1", "a" * 40)
    assert of_digest(digest, context()).by_digest[digest].id == str(digest)


def test_ids_are_in_the_order_of_the_request() -> None:
    wanted = joined(
        read_text(text, context()) for text in ("b@1.0.0", "a@1.0.0", "b@1.0.0", "evil[.]invalid")
    )
    assert ("pkg:npm/b@1.0.0", "pkg:npm/a@1.0.0", "evil.invalid") == wanted.ids


def test_the_needles_are_those_of_all_items() -> None:
    assert (b"a", b"b") == joined(read_text(text, context()) for text in ("b@1.0.0", "a@1.0.0")).needles
