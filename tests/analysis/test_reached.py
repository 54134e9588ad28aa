"""Code that hooks, entry points and commands reach."""

from pratique.analysis.reached import Reached
from pratique.analysis.reading import open_part, read_contents
from pratique.archive import DEFAULT_LIMITS
from tests.analysis.inspecting import _part, package_json
from tests.builders import tgz

FILES = {
    "package.json": package_json(
        main="index.js", bin={"sample": "cli.js"}, scripts={"postinstall": "node set.js"}
    ),
    "index.js": "require('./lib/a')\n",
    "cli.js": "require('./lib/b')\n",
    "set.js": "1\n",
    "lib/a.js": "1\n",
    "lib/b.js": "1\n",
    "lib/c.js": "1\n",
    "test/d.js": "1\n",
}


def test_what_hooks_entries_and_commands_ask_for_is_reached_and_nothing_else() -> None:
    part = _part("sample-1.0.0.tgz", data := tgz(FILES), "1.0.0")
    reached = Reached(read_contents(open_part(part, data, DEFAULT_LIMITS), {}, lambda _key, _facts: None))

    paths = (path for path in FILES if path.endswith(".js"))
    assert {"index.js", "cli.js", "set.js", "lib/a.js", "lib/b.js"} == {p for p in paths if p in reached}
