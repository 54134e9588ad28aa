from pratique.advisories.ignores.bundler_audit import parse
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore
from tests.advisories.ignores.findings import GEM


def test_ids_are_read_for_gems_alone() -> None:
    data = b"---\nignore:\n  - CVE-2020-8203\n  - OSVDB-108664 # old\n"
    assert (
        Ignore(ids=("CVE-2020-8203",), ecosystem=GEM, origin=".bundler-audit.yml:3"),
        Ignore(ids=("OSVDB-108664",), ecosystem=GEM, origin=".bundler-audit.yml:4"),
    ) == parse(data, ".bundler-audit.yml").ignores


def test_what_is_no_list_of_ids_is_told() -> None:
    assert ("f: not used: the value of ignore is not a list",) == parse(b"ignore: CVE-1\n", "f").unread
    told = parse(b"ignore:\n  - {a: b}\n  - CVE-1\n  -\n", "f")
    assert [("CVE-1",)] == [ignore.ids for ignore in told.ignores]
    assert ("f: not used: no id: {'a': 'b'}", "f: not used: no id: None") == told.unread


def test_a_file_without_ignores_says_nothing() -> None:
    assert Ignores() == parse(b"other: 1\n", "f")
    assert Ignores() == parse(b"ignore:\n", "f")
