"""yarn 1's cache, and its offline mirror."""

from pathlib import Path

from tests.installed.caches.laid import TARBALL, looked, names, only, put

SHA1 = "a" * 40


def test_a_package_has_its_name_from_the_folder_within(tmp_path: Path) -> None:
    put(
        tmp_path / f"v6/npm-@acme-tool-1.0.1-{SHA1}-integrity/node_modules/@acme/tool/.yarn-tarball.tgz",
        TARBALL,
    )
    found = only(looked("yarn1", tmp_path))

    assert ("@acme/tool@1.0.1", "@acme/tool") == (str(found.ref), found.key)
    assert TARBALL == (tmp_path / found.content).read_bytes()


def test_a_folder_that_is_named_differently_names_no_release(tmp_path: Path) -> None:
    put(tmp_path / f"v6/npm-other-1.0.1-{SHA1}-integrity/node_modules/calm/package.json", "{}")
    found = only(looked("yarn1", tmp_path))

    assert (None, "") == (found.ref, found.content)


def test_what_has_no_package_in_it_and_what_is_not_known_is_told(tmp_path: Path) -> None:
    (tmp_path / f"v6/npm-calm-1.0.1-{SHA1}/node_modules").mkdir(parents=True)
    (tmp_path / "v7").mkdir()
    (tmp_path / "v6/.tmp").mkdir()

    assert {"v7", f"v6/npm-calm-1.0.1-{SHA1}"} == {one.path for one in looked("yarn1", tmp_path).unread}


def test_an_offline_mirror_has_tarballs(tmp_path: Path) -> None:
    for name in ("calm-1.0.1.tgz", "@acme-tool-2.0.0-rc.1.tgz", "odd.tgz"):
        put(tmp_path / name, TARBALL)

    assert {"calm@1.0.1", "@acme/tool@2.0.0-rc.1", "None"} == names(looked("yarn1", tmp_path))
