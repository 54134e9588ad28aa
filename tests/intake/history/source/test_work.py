"""From an artifact and a repository to what is compared, and to a reading."""

from pathlib import Path

import pytest

from pratique.core.names import Ecosystem
from pratique.core.source import SourceReading, WhyNot
from pratique.core.tree import Tree
from pratique.history.source.outline import outline_of
from pratique.history.source.reading import Asked
from pratique.history.source.reading import read as compare
from pratique.intake.history.source.work import Claimed, Gathered, Named, Reach, gather_source, open_source
from tests.git import repository
from tests.git_server import git_host
from tests.history.source.sides import CALM, MANIFEST, ref, tree

ASKED = Asked(ref=ref(), ecosystem=Ecosystem.NPM, filename="calm-1.2.3.tgz")


def made(folder: Path) -> str:
    git = repository(folder)
    for path, text in CALM.items():
        assert isinstance(text, str)
        (folder / path).write_text(text)
    commit = git.commit()
    git("tag", "v1.2.3")
    return commit


def read(shipped: Tree, named: str | None, reach: Reach, listed: str | None = None) -> SourceReading:
    outline = outline_of(shipped, Ecosystem.NPM, None)
    with open_source(named, outline, listed, reach) as opened:
        found = gather_source(ASKED, outline, opened, Named(), Claimed(), reach)
        if isinstance(found, Gathered):
            return compare(ASKED, shipped, found.place, found.choice, found.facts, found.tree)
        return found


def reason(found: SourceReading) -> WhyNot | None:
    return found.not_comparable.reason if found.not_comparable else None


def test_a_local_repository_is_read(tmp_path: Path) -> None:
    commit = made(tmp_path / "calm")
    found = read(tree(CALM), str(tmp_path / "calm"), Reach())
    assert found.commit is not None
    assert (commit, frozenset(CALM), None) == (found.commit.id, found.equal_paths, reason(found))


def test_what_the_listing_tells_is_used_where_the_artifact_tells_nothing(tmp_path: Path) -> None:
    made(tmp_path / "served" / "calm")
    with git_host(tmp_path / "served") as (host, _):
        found = read(tree(CALM), None, Reach(hosts=(host,)), f"git+http://{host}/calm")
        assert ("its registry", None) == (found.told_by, reason(found))
        found = read(tree(CALM), f"http://{host}/calm", Reach(hosts=(host,)))
        assert ("--repository", None) == (found.told_by, reason(found))
        gone = read(tree(CALM), f"http://{host}/gone", Reach(hosts=(host,)))
        assert WhyNot.GONE is reason(gone)
        large = read(tree(CALM), f"http://{host}/calm", Reach(hosts=(host,), most_bytes=10))
        assert WhyNot.TOO_LARGE is reason(large)


@pytest.mark.parametrize(
    ("named", "reach", "expected"),
    [
        (None, Reach(), WhyNot.NO_REPOSITORY),
        ("ext://sh", Reach(), WhyNot.NO_REPOSITORY),
        ("https://git.example/a/b", Reach(), WhyNot.HOST_NOT_NAMED),
        ("https://git.example/a/b", Reach(hosts=("git.example",), offline=True), WhyNot.OFFLINE),
    ],
)
def test_no_host_is_asked_that_may_not_be(named: str | None, reach: Reach, expected: WhyNot) -> None:
    assert expected is reason(read(tree({"package.json": MANIFEST}), named, reach))


def test_a_source_that_is_too_large_to_read_whole_is_told(tmp_path: Path) -> None:
    made(tmp_path / "calm")
    found = read(tree(CALM), str(tmp_path / "calm"), Reach(most_bytes=60))
    assert ["incomplete"] == [remark.kind.value for remark in found.remarks]
    assert "unread" in {file.state.value for file in found.files}
