"""Kinds of files by their paths."""

import pytest

from pratique.core.release import ArtifactKind
from pratique.publishing.file_kinds import FileKind, is_usual, kind_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("test/a.js", FileKind.TESTS),
        ("lib/a.test.mjs", FileKind.TESTS),
        ("kite/test_core.py", FileKind.TESTS),
        ("lib/kite_spec.rb", FileKind.TESTS),
        ("a/__fixtures__/b.json", FileKind.FIXTURES),
        (".github/workflows/ci.yml", FileKind.CI),
        (".travis.yml", FileKind.CI),
        (".claude/settings.local.json", FileKind.EDITOR),
        (".git/config", FileKind.REPOSITORY),
        ("npm-debug.log", FileKind.LOGS),
        ("__pycache__/a.pyc", FileKind.CACHES),
        ("data/dev.sqlite3", FileKind.DATABASES),
        ("id_ed25519", FileKind.KEY_STORES),
        ("terraform.tfstate", FileKind.STATE),
        ("kite-1.0.0.tgz", FileKind.ARCHIVES),
        ("index.js~", FileKind.BACKUPS),
    ],
)
def test_a_file_has_the_kind_of_its_path(path: str, kind: FileKind) -> None:
    assert kind is kind_of(path)


@pytest.mark.parametrize(
    "path", ["index.js", "lib/testing.js", "kite/latest.py", "core/index.js", "docs/log.md", ".npmrc"]
)
def test_other_files_have_no_kind(path: str) -> None:
    assert kind_of(path) is None


def test_tests_are_usual_in_source_distributions_and_inside_of_packages_of_wheels() -> None:
    assert is_usual(FileKind.TESTS, "tests/a.py", ArtifactKind.SDIST)
    assert is_usual(FileKind.TESTS, "kite/tests/a.py", ArtifactKind.WHEEL)
    assert not is_usual(FileKind.TESTS, "tests/a.py", ArtifactKind.WHEEL)
    assert not is_usual(FileKind.TESTS, "test/a.js", ArtifactKind.NPM_TARBALL)
    assert not is_usual(FileKind.LOGS, "a.log", ArtifactKind.SDIST)


def test_committed_settings_of_editors_are_usual_in_source_distributions() -> None:
    assert is_usual(FileKind.EDITOR, ".vscode/settings.json", ArtifactKind.SDIST, committed=True)
    assert not is_usual(FileKind.EDITOR, ".vscode/settings.json", ArtifactKind.SDIST)
    assert not is_usual(FileKind.EDITOR, ".vscode/settings.json", ArtifactKind.NPM_TARBALL, committed=True)
