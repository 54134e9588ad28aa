import os
from pathlib import Path

import pytest

from pratique.errors import StoreError
from pratique.store.folder.replaced_file import replace_file


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_an_old_file_keeps_its_permissions_and_a_new_or_private_one_is_its_owner_s(tmp_path: Path) -> None:
    old, new, private = (tmp_path / name for name in ("old", "made/new", "private"))
    for file in (old, private):
        file.write_bytes(b"a")
        file.chmod(0o644)
    replace_file(old, b"b")
    replace_file(new, b"b")
    replace_file(private, b"b", private=True)

    assert [b"b"] * 3 == [file.read_bytes() for file in (old, new, private)]
    assert [0o644, 0o600, 0o600] == [file.stat().st_mode & 0o777 for file in (old, new, private)]
    assert {"old", "made", "private"} == {file.name for file in tmp_path.iterdir()}


def test_what_cannot_be_written_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a")
    (tmp_path / "folder").mkdir()

    with pytest.raises(StoreError, match=r"the list .*x cannot be written"):
        replace_file(tmp_path / "file" / "x", b"b", what="the list ")
    with pytest.raises(StoreError, match="folder cannot be written"):
        replace_file(tmp_path / "folder", b"b")
    assert {"file", "folder"} == {file.name for file in tmp_path.iterdir()}


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_what_a_link_leads_to_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    real, link, empty = tmp_path / "dotfiles" / "npmrc", tmp_path / ".npmrc", tmp_path / ".piprc"
    real.parent.mkdir()
    real.write_bytes(b"a")
    real.chmod(0o640)
    link.symlink_to(real)
    empty.symlink_to(tmp_path / "dotfiles" / "piprc")
    replace_file(link, b"b")
    replace_file(empty, b"c")

    assert (True, b"b", 0o640) == (link.is_symlink(), real.read_bytes(), real.stat().st_mode & 0o777)
    assert (True, b"c") == (empty.is_symlink(), (tmp_path / "dotfiles" / "piprc").read_bytes())
