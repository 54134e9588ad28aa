import pytest

from pratique.core.commit import CommitSource


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://git.example/a/b.git", "git.example"),
        ("https://git.example:8443/a", "git.example:8443"),
        ("ssh://git@git.example/a", "git.example"),
    ],
)
def test_the_host_is_told_as_settings_name_it(address: str, host: str) -> None:
    assert host == CommitSource(address=address, commit="a" * 40).host


def test_two_folders_of_a_commit_are_two_files() -> None:
    one = CommitSource(address="https://git.example/a", commit="a" * 40)
    other = CommitSource(address="https://git.example/a", commit="a" * 40, folder="x/y")
    alike = CommitSource(address="https://git.example/a", commit="a" * 40, folder="x-y")
    assert 3 == len({one.filename, other.filename, alike.filename})
    assert all(source.filename.endswith(".tar") for source in (one, other, alike))
