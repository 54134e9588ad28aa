"""bun's cache."""

from pathlib import Path

from tests.installed.caches.laid import looked, names, put


def test_packages_are_named_by_their_folders(tmp_path: Path) -> None:
    put(tmp_path / "calm@1.0.1@@@1/package.json", "{}")
    put(tmp_path / "@acme/tool@2.0.0@@registry.example@@@1/package.json", "{}")
    put(
        tmp_path / "early@1.0.0-0123456789abcdef@@@1/package.json",
        '{"name": "early", "version": "1.0.0-rc.1"}',
    )
    put(tmp_path / "0123.npm", "x")
    (tmp_path / "calm").mkdir()
    (tmp_path / "calm/1.0.1@@@1").symlink_to(tmp_path / "calm@1.0.1@@@1")

    assert {"calm@1.0.1", "@acme/tool@2.0.0", "early@1.0.0-rc.1"} == names(looked("bun", tmp_path))


def test_a_pre_release_whose_version_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "early@1.0.0-0123456789abcdef@@@1").mkdir()

    assert 1 == len(looked("bun", tmp_path).unread)
