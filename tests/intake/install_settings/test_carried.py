"""Installed trees and archives that a repository carries."""

from dataclasses import dataclass

import pytest

from pratique.core.deciding import Effect
from pratique.intake.install_settings.carried import ARCHIVE, TREE, carried, listed_trees, mirrors


@dataclass(frozen=True)
class Change:
    path: str
    before: str | None = "1" * 40
    after: str | None = "2" * 40


ADDED, MODIFIED, REMOVED = {"before": None}, {}, {"after": None}  # type: ignore[var-annotated]


@pytest.mark.parametrize(
    ("path", "more", "expected"),
    [
        ("node_modules/kite/index.js", ADDED, ("node_modules", TREE)),
        ("node_modules/kite/index.js", MODIFIED, ("node_modules", TREE)),
        ("node_modules/kite/index.js", REMOVED, None),
        ("node_modules", ADDED, ("node_modules", TREE)),
        ("app/node_modules/kite/index.js", ADDED, ("app/node_modules", TREE)),
        ("test/node_modules/kite/index.js", ADDED, None),
        ("node_modules-old/kite/index.js", ADDED, None),
        ("app/.yarn/unplugged/kite/index.js", ADDED, ("app/.yarn/unplugged", TREE)),
        ("vendor/bundle/ruby/x.rb", MODIFIED, ("vendor/bundle", TREE)),
        ("app/.venv/lib/python3.13/site-packages/kite.py", ADDED, ("app/.venv", TREE)),
        ("__pypackages__/3.13/lib/kite.py", MODIFIED, ("__pypackages__", TREE)),
        (".yarn/cache/kite.zip", MODIFIED, (".yarn/cache/kite.zip", ARCHIVE)),
        (".yarn/cache/kite.zip", ADDED, None),
        (".yarn/cache/kite.zip", REMOVED, None),
        (".yarn/cache/.gitignore", MODIFIED, None),
        ("vendor/cache/kite-1.1.0.gem", MODIFIED, ("vendor/cache/kite-1.1.0.gem", ARCHIVE)),
        ("mirror/@s-kite-1.1.0.tgz", MODIFIED, ("mirror/@s-kite-1.1.0.tgz", ARCHIVE)),
        ("other/kite-1.1.0.tgz", MODIFIED, None),
    ],
)
def test_each_folder(path: str, more: dict[str, None], expected: tuple[str, str] | None) -> None:
    found = list(carried([Change(path, **more)], ("", "app"), ("mirror",)))
    assert ([] if expected is None else [expected]) == [(one.path, one.setting) for one in found]
    assert all(one.stops and one.effect is Effect.PLACE for one in found)


def test_a_tree_has_one_line() -> None:
    paths = ("node_modules/b/x.js", "node_modules/a/node_modules/b/x.js")
    (found,) = carried([Change(path) for path in paths], ("",), ())
    assert f"2 files added or changed, first {paths[1]}" == found.after


def test_the_trees_and_archives_that_a_repository_tracks_are_listed() -> None:
    tracked = [
        "vendor/cache/a.gem",
        "node_modules/a/x.js",
        "node_modules/b/x.js",
        "app/vendor/bundle/y.rb",
        "z",
    ]
    found = list(listed_trees(tracked, ("", "app")))
    expected = [
        ("app/vendor/bundle", TREE, "1 file tracked by the repository"),
        ("node_modules", TREE, "2 files tracked by the repository"),
        ("vendor/cache", ARCHIVE, "1 file tracked by the repository"),
    ]
    assert expected == [(one.path, one.setting, one.after) for one in found]
    assert not any(one.stops for one in found)


@pytest.mark.parametrize(
    ("name", "count"), [("a-1.0.gem", 1), ("a-1.0-x86_64-linux.gem", 1), ("a-1.1.gem", 0), ("b-1.0.gem", 0)]
)
def test_an_added_archive_of_a_gem_that_was_locked(name: str, count: int) -> None:
    found = list(carried([Change(f"vendor/cache/{name}", before=None)], ("",), (), {"a-1.0"}))
    assert [None] * count == [one.before for one in found]


def test_an_archive_has_both_names_of_its_bytes() -> None:
    (found,) = carried([Change("vendor/cache/a.gem")], ("",), ())
    assert ("git blob 111111111111", "git blob 222222222222") == (found.before, found.after)


def test_the_folders_that_settings_of_a_mirror_name() -> None:
    named = [("app/.yarnrc", "./mirror"), (".npmrc", "../out"), (".yarnrc", "/tmp/x"), (".yarnrc", ".")]
    assert ["app/mirror"] == list(mirrors(named))
