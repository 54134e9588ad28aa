"""The digest of a behaviour."""

import json

from pratique.analysis.facts import FileFacts, Import, Language
from pratique.analysis.installing.behaviour import digest, manifest_read, plain
from pratique.core.install_script import Effect
from pratique.core.manifest import Manifest
from pratique.core.tree import File, Tree

READS = FileFacts(language=Language.JAVASCRIPT, imports=(Import("./package.json", 1, at_load=True),))


def test_files_in_another_order_give_the_same_digest() -> None:
    one, other = (
        digest(hook="install", command="x", effects=(Effect.BUILDS,), files=files)
        for files in ((b"a", b"b"), (b"b", b"a"))
    )
    assert one == other
    assert one != digest(hook="install", command="x", effects=(Effect.BUILDS,), files=(b"a",))
    assert one != digest(hook="install", command="y", effects=(Effect.BUILDS,), files=(b"a", b"b"))


def test_the_own_version_is_left_out_of_files() -> None:
    assert plain(File("a.js", b"v1.2.3"), "1.2.3") == plain(File("a.js", b"v1.2.4"), "1.2.4")
    assert plain(File("a.js", b"'" + b"a" * 64 + b"'"), None) == plain(
        File("a.js", b"'" + b"b" * 64 + b"'"), None
    )
    assert plain(File("a.js", b"a" * 65), None) != plain(File("a.js", b"b" * 65), None)
    assert b"v1" == plain(File("a.js", b"v1"), "1")


def test_package_json_counts_only_if_it_is_read_and_without_what_each_release_changes() -> None:
    def read(asked: bool, *facts: FileFacts, **fields: object) -> bytes:
        tree = Tree((File("package.json", json.dumps(fields).encode()),))
        return manifest_read(tree, Manifest(path="package.json"), facts, asked=asked)

    assert b"" == read(False, host="a")
    assert read(True, host="a") != read(True, host="b")
    assert read(False, READS, host="a") != read(False, READS, host="b")
    assert read(True, host="a", dependencies={"x": "1"}) == read(True, host="a", dependencies={"x": "2"})
