"""What changed between an artifact and its baseline."""

from pratique.core.comparison import Change, Comparison
from tests.analysis.inspecting import Files, npm, package_json


def compared(before: Files, after: Files) -> Comparison:
    comparison = npm(after, before, compare=True).comparison
    assert comparison is not None
    return comparison


def test_hooks_dependencies_and_commands_that_differ_are_named() -> None:
    before = {"package.json": package_json(dependencies={"a": "^1", "gone": "1"}), "index.js": "1"}
    after = {
        "package.json": package_json(
            dependencies={"a": "^2"}, scripts={"install": "node x.js"}, bin={"tool": "index.js"}
        ),
        "index.js": "1",
    }
    changes = {(c.field, c.name): (c.before, c.after) for c in compared(before, after).manifest}
    assert ("^1", "^2") == changes[("dependency", "a")]
    assert ("1", None) == changes[("dependency", "gone")]
    assert (None, "node x.js") == changes[("hook", "install")]
    assert ("command", "tool") in changes


def test_files_that_can_do_more_come_first() -> None:
    before = {"a.txt": "x", "index.js": "module.exports = 1"}
    after = {"a.txt": "y", "index.js": "module.exports = () => require('child_process').exec('ls')"}
    files = compared(before, after).files
    assert "index.js" == files[0].path
    assert "process" in files[0].why_first


def test_every_change_is_told_once() -> None:
    before = {"same": "1", "gone": "2", "edited": "3", "old-name": "4"}
    after = {"same": "1", "fresh": "5", "edited": "6", "new-name": "4"}
    told = {file.path: file.change for file in compared(before, after).files}
    assert {
        "gone": Change.REMOVED,
        "fresh": Change.ADDED,
        "edited": Change.CHANGED,
        "new-name": Change.MOVED,
    } == told
    assert 2 == compared(before, after).unchanged


def test_a_patch_shows_changed_lines_and_says_when_it_cannot() -> None:
    before = {"a.js": "one\ntwo\n", "b.bin": "x\0y"}
    after = {"a.js": "one\nthree\n", "b.bin": "x\0z"}
    files = {file.path: file for file in compared(before, after).files}
    assert {"-two", "+three"} <= set(files["a.js"].patch)
    assert "not text" == files["b.bin"].patch_omitted


def test_addresses_that_the_baseline_did_not_name_are_listed() -> None:
    before = {"index.js": "exports.u = 'https://known.example/a'"}
    after = {"index.js": "exports.u = ['https://known.example/a', 'https://fresh.invalid/b']"}
    assert ["https://fresh.invalid/b"] == [address.value for address in compared(before, after).addresses]
