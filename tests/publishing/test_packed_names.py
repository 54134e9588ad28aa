"""Files that packing tools write, and the project's file of a packed file."""

from pratique.core.release import ArtifactKind
from pratique.publishing.packed_names import (
    SourcePaths,
    is_written,
    may_be_rewritten,
)
from tests.publishing.outgoings import tree_of


def test_metadata_is_written_by_tools() -> None:
    assert is_written("kite-1.0.dist-info/METADATA", ArtifactKind.WHEEL)
    assert is_written("src/kite.egg-info/SOURCES.txt", ArtifactKind.SDIST)
    assert is_written("PKG-INFO", ArtifactKind.SDIST)
    assert is_written("./metadata", ArtifactKind.OTHER)
    assert not is_written("PKG-INFO", ArtifactKind.NPM_TARBALL)
    assert not is_written("kite/core.py", ArtifactKind.WHEEL)


def test_packers_of_source_distributions_rewrite_some_files() -> None:
    assert may_be_rewritten("setup.cfg", ArtifactKind.SDIST)
    assert not may_be_rewritten("setup.py", ArtifactKind.SDIST)


def test_the_source_folder_of_a_wheel_is_learned() -> None:
    known = {"code/kite/core.py": "1", "code/kite/__init__.py": "2"}
    paths = SourcePaths(ArtifactKind.WHEEL, iter(tree_of({"kite/core.py": "", "kite/new.py": ""})), known)

    assert "code/kite/new.py" == paths.candidates("kite/new.py")[0]
    assert "code/kite/new.py" == paths.candidates("kite-1.0.data/purelib/kite/new.py")[0]
    assert ("kite/new.py",) == SourcePaths(ArtifactKind.SDIST, iter(()), known).candidates("kite/new.py")
