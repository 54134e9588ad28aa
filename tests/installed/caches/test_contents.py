"""What a cache's names are read as."""

from pratique.core.names import Ecosystem
from pratique.installed.caches.contents import release


def test_a_name_is_that_of_a_release_or_of_nothing() -> None:
    assert "pkg:pypi/sample-pkg@1.0" == getattr(release(Ecosystem.PYPI, "Sample_Pkg", "1.0"), "purl", "")
    for name, version in (
        ("", "1.0"),
        ("calm", ""),
        ("../x", "1.0"),
        ("calm", "1/0"),
        ("calm", "1\x1b"),
        ("calm", "1" * 600),
    ):
        assert release(Ecosystem.NPM, name, version) is None
