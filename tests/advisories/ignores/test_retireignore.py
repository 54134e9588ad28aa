from pratique.advisories.ignores.retireignore import parse
from pratique.advisories.ignores.wildcards import file_matches
from pratique.core.audit import Ignore

FILE = b"""\
@qs                      # wherever it is
node_modules/connect/node_modules/qs
./static/*/jquery.js

# nothing else
a>b
*
"""


def test_lines_are_parts_of_paths_or_starts_of_them() -> None:
    told = parse(FILE, ".retireignore")
    assert (
        Ignore(path="**qs**", origin=".retireignore:1"),
        Ignore(path="node_modules/connect/node_modules/qs**", origin=".retireignore:2"),
        Ignore(path="static/*/jquery.js**", origin=".retireignore:3"),
    ) == told.ignores
    assert (
        ".retireignore:6: not used: the line is not a file path: a>b",
        ".retireignore:7: not used: the entry would ignore all findings",
    ) == told.unread


def test_a_part_is_met_anywhere_and_a_start_at_the_root_alone() -> None:
    anywhere, start, _ = (ignore.path or "" for ignore in parse(FILE, ".retireignore").ignores)
    assert file_matches(anywhere, "web/node_modules/qs/dist/qs.js")
    assert file_matches(start, "node_modules/connect/node_modules/qs/index.js")
    assert not file_matches(start, "web/node_modules/connect/node_modules/qs/index.js")
