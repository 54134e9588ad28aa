"""Quiet JavaScript files by which one that runs early comes to what another one does."""

import pytest

from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.languages import javascript
from pratique.analysis.leading import lead
from pratique.core.tree import File, Tree

DOES = "const cp = require('child_process');\nexports.go = () => { cp.exec('marker'); };\n"
ASKS = "require('./lib/core').go();\n"


def led(sources: dict[str, str], when: Context = Context.IMPORT) -> dict[str, FileFacts]:
    tree = Tree(tuple(File(path, text.encode()) for path, text in sources.items()))
    facts = {path: javascript.extract(text.encode(), Language.JAVASCRIPT) for path, text in sources.items()}
    return lead(tree, facts, dict.fromkeys(sources, when))


def targets(facts: FileFacts) -> list[str]:
    return [call.target for call in facts.calls]


def test_a_quiet_file_that_asks_for_what_does_something_is_asked_what_it_calls() -> None:
    found = led({"index.js": ASKS, "lib/core.js": DOES})
    assert targets(found["index.js"]) == ["./lib/core#go"]


def test_so_are_those_between() -> None:
    between = "const deep = require('./deep');\nexports.go = () => { deep.go(); };\n"
    found = led({"index.js": ASKS, "lib/core.js": between, "lib/deep.js": DOES})
    assert targets(found["index.js"]) == ["./lib/core#go"]
    assert [one.name for one in found["lib/core.js"].definitions] == ["go"]


def test_a_quiet_file_that_is_handed_functions_is_asked_what_it_does_with_them() -> None:
    hands = "const cp = require('child_process');\nrequire('./lib/core')(() => { cp.exec('marker'); });\n"
    found = led({"index.js": hands, "lib/core.js": "module.exports = (f) => f();\n"})
    assert [one.calls_given for one in found["lib/core.js"].definitions] == [True]


@pytest.mark.parametrize(
    ("sources", "when"),
    [
        ({"index.js": ASKS, "lib/core.js": "exports.go = () => 1;\n"}, Context.IMPORT),
        ({"index.js": ASKS, "lib/core.js": DOES}, Context.CALLED),
        ({"index.js": "require('./lib/other').go();\n", "lib/core.js": DOES}, Context.IMPORT),
    ],
)
def test_no_other_is_read_again(sources: dict[str, str], when: Context) -> None:
    assert not led(sources, when)["index.js"].calls


def test_a_quiet_file_that_is_blown_up_is_read_all_the_same() -> None:
    found = led({"index.js": f"/*{'x' * 900_000}*/{ASKS}", "lib/core.js": DOES})
    assert targets(found["index.js"]) == ["./lib/core#go"]


def test_of_quiet_files_that_there_is_no_room_to_read_all_that_they_ask_for_counts_as_called() -> None:
    padding = f"/*{'x' * 900_000}*/"
    sources = {f"{number}.js": f"{padding}{ASKS}" for number in range(9)}
    found = led({**sources, "lib/core.js": DOES})
    assert ["./lib/core#*", "./lib/core#go"] == sorted(
        {target for path in sources for target in targets(found[path])}
    )


def test_a_file_that_does_not_parse_calls_nothing_and_fails_nobody() -> None:
    broken = f"{ASKS}}}}}) const = {{\n"
    found = led({"index.js": broken, "lib/core.js": DOES})
    assert found["index.js"].problem == javascript.extract(broken.encode(), Language.JAVASCRIPT).problem
