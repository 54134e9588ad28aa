import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.commit import CommitSource
from pratique.lockfiles.git_address import at_commit, https_first, read_commit

ID = "0123456789abcdef0123456789abcdef01234567"
LONG = ID[:32] * 2


@pytest.mark.parametrize(
    ("text", "address", "folder"),
    [
        (f"git+https://git.example/a/b.git#{ID}", "https://git.example/a/b.git", ""),
        (f"git+ssh://git@git.example/a/b.git#{ID}", "ssh://git@git.example/a/b.git", ""),
        (f"git+ssh://git@git.example:a/b.git#{ID}", "ssh://git@git.example/a/b.git", ""),
        (f"git@git.example:a/b.git#{ID}", "ssh://git@git.example/a/b.git", ""),
        (f"ssh://git@git.example:2222/a/b#{ID}", "ssh://git@git.example:2222/a/b", ""),
        (f"github:a/b#{ID}", "https://github.com/a/b", ""),
        (f"https://git.example/a/b.git#commit={ID}", "https://git.example/a/b.git", ""),
        (f"git+https://git.example/a/b@{ID}#egg=b&subdirectory=py/b", "https://git.example/a/b", "py/b"),
        (f"https://git.example/a/b?rev=main&subdirectory=py#{ID}", "https://git.example/a/b", "py"),
        (f"https://git.example/a/b#{ID}&path:/packages/b", "https://git.example/a/b", "packages/b"),
        (f"https://user:word@Git.Example/a/b#{ID.upper()}", "https://git.example/a/b", ""),
        (f"http://127.0.0.1:80/a#{ID}", "http://127.0.0.1:80/a", ""),
        (f"https://codeload.github.com/a/b/tar.gz/{ID}", "https://github.com/a/b", ""),
        (f"https://codeload.github.com/a/b/tar.gz/{ID}#path:/x", "https://github.com/a/b", "x"),
        (f"https://github.com/a/b/archive/{ID}.tar.gz", "https://github.com/a/b", ""),
        (
            f"https://gitlab.com/api/v4/projects/a%2Fs%2Fb/repository/archive.tar.gz?ref={ID}",
            "https://gitlab.com/a/s/b",
            "",
        ),
        (f"https://bitbucket.org/a/b/get/{ID}.tar.gz", "https://bitbucket.org/a/b", ""),
    ],
)
def test_every_tools_way_to_name_a_commit_is_read(text: str, address: str, folder: str) -> None:
    assert CommitSource(address=address, commit=ID, folder=folder) == read_commit(text)


def test_ids_of_both_kinds_are_read() -> None:
    found = read_commit(f"https://git.example/a#{LONG}")
    assert found is not None
    assert LONG == found.commit


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "https://git.example/a/b.git",
        "git+https://git.example/a/b.git#main",
        f"git+https://git.example/a/b.git#{ID[:12]}",
        "git+https://git.example/a/b@v1.0",
        f"http://git.example/a#{ID}",
        f"git://git.example/a#{ID}",
        f"file:///srv/a#{ID}",
        f"ext::sh -c id#{ID}",
        f"--upload-pack=x#{ID}",
        f"ssh://-oProxyCommand=x/a#{ID}",
        f"ssh://-oProxyCommand@git.example/a#{ID}",
        f"-oProxyCommand@git.example:a#{ID}",
        f"https://git.example/a#{ID}&path:/x:y",
        f"https://git.example/../a#{ID}",
        f"https://git.example//a#{ID}",
        f"https://git.example/a\\b#{ID}",
        f"https://git.example/a#{ID}&path:/../x",
        f"https://git.example/a#{ID}&workspace=b",
        f"https://git.example/a?x=y#{ID}",
        f"https://git.example/a\n#{ID}",
        f"https://[::1/a#{ID}",
        f"https://git.example:99999/a#{ID}",
        f"https://codeload.github.com/../b/tar.gz/{ID}",
    ],
)
def test_what_is_no_commit_or_not_understood_is_none(text: str | None) -> None:
    assert read_commit(text) is None


PIECES = st.sampled_from(
    ["git+", "https://", "ssh://", "git@", "h.example", ":", "/", "a", "..", "#", ID, "&", "=", "path:", "commit", "?",
     "subdirectory", "@", "%2e%2e", "%00", "\\", "[", "-o", "github:", "codeload.github.com", "tar.gz", "\u202e", " "]
)  # fmt: skip


@pytest.mark.fuzz
@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_is_read_is_a_plain_address(text: str) -> None:
    found = read_commit(text)
    if found is not None:
        assert found.address.startswith(("https://", "ssh://"))
        assert found.host
        assert not {"..", "-o"} & {*found.address.split("/"), *found.folder.split("/")}
        assert found == read_commit(at_commit(found.address, found.commit, found.folder))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://git.example/a/b", ("https://git.example/a/b",)),
        ("ssh://git@git.example/a/b", ("https://git.example/a/b", "ssh://git@git.example/a/b")),
        ("ssh://git@git.example:2222/a/b", ("ssh://git@git.example:2222/a/b",)),
    ],
)
def test_what_is_public_is_asked_without_a_key_first(address: str, expected: tuple[str, ...]) -> None:
    assert expected == https_first(address)
