"""What an artifact says of itself."""

from pratique.core.manifest import Manifest
from pratique.core.release import Hook


def test_a_manifest_that_could_not_be_read_declares_nothing_and_says_why() -> None:
    manifest = Manifest(path=None, problem="package.json is not JSON")

    assert ((), (), {}, {}, {}, ()) == (
        manifest.hooks,
        manifest.entries,
        manifest.commands,
        manifest.scripts,
        manifest.dependencies,
        manifest.bundled,
    )
    assert "package.json is not JSON" == manifest.problem


def test_two_manifests_do_not_share_what_they_declare() -> None:
    assert Manifest(path="a").dependencies is not Manifest(path="b").dependencies


def test_a_hook_is_written_in_the_manifest_unless_it_is_said_to_be_implicit() -> None:
    assert not Hook("postinstall", "node x.js").implicit
