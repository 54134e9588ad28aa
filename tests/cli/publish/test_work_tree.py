"""The project's folder and its commit."""

from pathlib import Path

from pratique.cli.publish.work_tree import read_work_tree
from pratique.core.assessment import Checked
from pratique.core.release import ArtifactKind
from tests.git import repository
from tests.publishing.outgoings import tree_of

NPM = ArtifactKind.NPM_TARBALL


def test_a_folder_outside_of_repositories_is_not_checked(tmp_path: Path) -> None:
    work, state = read_work_tree(tmp_path, tree_of({}), NPM)
    assert (None, Checked.NOT_ASKED) == (work, state.checked)
    assert Checked.NOT_ASKED is read_work_tree(None, tree_of({}), NPM)[1].checked


def test_a_broken_repository_is_unknown(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere\n")
    work, state = read_work_tree(tmp_path, tree_of({}), NPM)
    assert (None, Checked.UNKNOWN) == (work, state.checked)


def test_a_folder_below_the_root_has_its_own_paths(tmp_path: Path) -> None:
    git, folder = repository(tmp_path), tmp_path / "packages/kite"
    (folder / "src").mkdir(parents=True)
    (tmp_path / ".gitignore").write_text("out\n")
    (folder / "src/a.ts").write_text("1\n")
    (folder / "index.js").write_text("1\n")
    head = git.commit()
    git("tag", "v1.0.0")
    git("tag", "-a", "v1.1.0", "-m", "next")
    (folder / "src/a.ts").write_text("2\n")
    (folder / "out").mkdir()
    (folder / "out/:(x)a.js").write_text("1\n")

    work, state = read_work_tree(folder, tree_of({"index.js": "1\n", "out/:(x)a.js": "1\n"}), NPM)

    assert Checked.KNOWN is state.checked
    assert work is not None
    assert head == work.head == work.tags["v1.0.0"] == work.tags["v1.1.0"]
    assert {"index.js", "src/a.ts"} == set(work.committed)
    assert ("src/a.ts",) == work.modified
    assert "out" == work.ignored["out/:(x)a.js"].pattern
    assert (b"2\n", b"1\n") == (work.read("src/a.ts"), work.read_committed("src/a.ts"))
    assert (None, None) == (work.read("../../.gitignore"), work.read_committed("none"))


def test_a_repository_without_a_commit_has_no_files(tmp_path: Path) -> None:
    repository(tmp_path)
    (tmp_path / "a.js").write_text("1\n")
    work, _ = read_work_tree(tmp_path, tree_of({"a.js": "1\n"}), NPM)
    assert work is not None
    assert ("", {}) == (work.head, dict(work.committed))
