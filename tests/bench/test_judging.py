"""One artifact as the product judges it."""

from pathlib import Path

from bench.inspect.judging import absent, judge, judge_pair, not_judged
from bench.inspect.sets import Archive, Pair, read_pairs, read_set
from bench.inspect.summary import Reading

from tests.bench.making import PLAIN, POSTS_ENVIRONMENT, indexed, package
from tests.builders import tgz


def only(folder: Path) -> Archive:
    (archive,) = read_set(folder)
    return archive


def test_a_row_says_what_was_seen_and_what_the_law_makes_of_it(tmp_path: Path) -> None:
    data = package("a", POSTS_ENVIRONMENT)
    row = judge(only(indexed(tmp_path / "s", {("a", "1.0.0"): data})), data)

    assert ("s", "a", "npm-tarball", True) == (row.set, row.name, row.kind, row.measured)
    assert 3.0 == row.features["can-network"]
    assert "index.js:1" == row.places["can-network"]
    assert row.action in {"allow", "hold", "block"}
    assert "" not in {row.model, row.family}


def test_features_alone_are_not_judged(tmp_path: Path) -> None:
    data = package("a", POSTS_ENVIRONMENT)
    row = judge(only(indexed(tmp_path / "s", {("a", "1.0.0"): data})), data, light=True)

    assert (3.0, "", {}) == (row.features["can-network"], row.action, row.rules)


def test_what_cannot_be_read_whole_is_held_as_incomplete(tmp_path: Path) -> None:
    row = judge(only(indexed(tmp_path / "s", {("a", "1"): b"no archive"})), b"no archive")

    assert ("hold", "hold") == (row.action, row.rules["incomplete"])
    assert Reading().stopped(row)


def test_what_was_not_inspected_is_held_and_what_is_not_there_is_not(tmp_path: Path) -> None:
    archive = only(indexed(tmp_path / "s", {("a", "1"): tgz({})}))

    failed, missing = not_judged(archive, "it crashed"), absent(archive, "cannot be read")

    assert ("hold", {"not-inspected": "hold"}) == (failed.action, failed.rules)
    assert ("", False) == (missing.action, missing.measured)


def test_a_finding_of_a_rule_does_what_the_law_says(tmp_path: Path) -> None:
    code = "const d = require('crypto').createDecipher('aes256', process.env.npm_package_description);\n"
    code += "eval(d.update('00ff00ff', 'hex', 'utf8') + d.final('utf8'));\n"
    data = package("a", code)
    row = judge(only(indexed(tmp_path / "s", {("a", "1"): data})), data)

    assert row.rules["environment-keyed-payload"] in {"block", "hold"}
    assert row.action in {"block", "hold"}


def test_the_features_of_a_pair_are_those_that_the_baseline_has_not(tmp_path: Path) -> None:
    older, newer = package("a", PLAIN, version="1.0.0"), package("a", POSTS_ENVIRONMENT, version="1.1.0")
    indexed(tmp_path / "s", {("a", "1.1.0"): newer}, drawn="follows 1.0.0")
    indexed(tmp_path / "s-before", {("a", "1.0.0"): older})
    (pair,) = read_pairs(tmp_path / "s")

    more = judge_pair(pair, newer, older)
    same = judge_pair(Pair(pair.after, pair.after), newer, newer)

    assert ("delta-npm", "1.0.0", 3.0) == (more.set, more.before, more.features["can-network"])
    assert "can-network" not in same.features
