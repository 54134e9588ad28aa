"""What `audit --since` compares; what it answers is in test_audit.py."""

from pathlib import Path

from pratique.cli.audit.change import Compared, Today, compared
from pratique.cli.project import locate
from pratique.cli.project.read_lockfiles import Reading
from pratique.cli.project.since import Before
from pratique.cli.run.settings import read_settings
from pratique.core.advisory import NODE
from pratique.intake.audit.runtime import Named
from pratique.intake.audit.survey import Survey
from pratique.net.configuration.config_file import Project
from tests.integrations.repository import git

NODE_18 = Named(NODE, "18.0.0", ".nvmrc", exact=True)
NODE_20 = Named(NODE, "20.0.0", ".nvmrc", exact=True)


def compare_in(folder: Path, *runtimes: Named) -> Compared:
    today = Today(
        project=Project(folder=folder, trusted=False),
        settings=read_settings(folder, {}),
        reading=Reading.of(folder, locate.find(folder, ())),
        unread=(),
        runtimes=runtimes,
        copies=("a.js", "b.js"),
    )
    return compared(today, Before.of(folder, "HEAD"))


def test_what_is_as_it_was_is_known(tmp_path: Path) -> None:
    for name, text in ((".nvmrc", "18.0.0"), ("requirements.txt", "kite"), ("a.js", "1"), ("b.js", "1")):
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "x")
    (tmp_path / "b.js").write_text("2")

    same = compare_in(tmp_path, NODE_18)
    (tmp_path / ".nvmrc").write_text("20.0.0")
    other = compare_in(tmp_path, NODE_20)

    assert ((), frozenset({("18.0.0", ".nvmrc")})) == (same.runtimes, same.known_runtimes)
    assert ((NODE_20,), frozenset()) == (other.runtimes, other.known_runtimes)
    assert frozenset({"a.js"}) == same.known_files


def test_without_a_comparison_everything_counts() -> None:
    found = Survey(met=(), inventory=(), retired=(), not_audited=(), out_of_scope=())

    parted = Compared(files=(), runtimes=(NODE_18,)).part(found, {})

    assert ((), ()) == (parted.known, parted.out_of_scope)
