import hashlib
import io
import tarfile

from hypothesis import given
from hypothesis import strategies as st

from pratique.archive import read
from pratique.core.tree import AnomalyKind
from pratique.net.git.commit_tree import Entry, tar_of

A, B, LINK = 0o100644, 0o100755, 0o120000
SMALL = (Entry(b"b/run", B, b"two"), Entry(b"a", A, b"one"), Entry(b"b/up", LINK, b"../a"))


def test_the_same_tree_gives_the_same_bytes_in_every_release() -> None:
    # What an installation remembers a commit by: another digest here would look like changed bytes there.
    assert tar_of(SMALL, top="c") == tar_of(reversed(SMALL), top="c")
    known = "ac5e3923ecc27c1182d8e4167ba582639bf9a3bf26c8ef2f99fd165fffeb146f"
    assert known == hashlib.sha256(tar_of(SMALL, top="c")).hexdigest()


def test_the_archive_reader_sees_the_files_at_their_place() -> None:
    tree = read(tar_of(SMALL, top="c" * 40), f"{'c' * 40}.tar")
    assert {"a": (b"one", False), "b/run": (b"two", True)} == {
        file.path: (file.data, file.executable) for file in tree if file.path != "b/up"
    }
    assert not [a for a in tree.anomalies if a.kind is not AnomalyKind.LINK]


PARTS = st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=60)


@given(parts=st.lists(PARTS, min_size=1, max_size=6), data=st.binary(max_size=700))
def test_any_name_that_git_allows_is_kept(parts: list[str], data: bytes) -> None:
    path = "/".join(parts)
    with tarfile.open(fileobj=io.BytesIO(tar_of([Entry(path.encode(), A, data)], top="c"))) as tar:
        (member,) = tar
        stream = tar.extractfile(member)
        assert (f"c/{path}", data) == (member.name, stream.read() if stream else None)
