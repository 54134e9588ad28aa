import pytest

from pratique.core.lock import Need
from pratique.errors import ParseError
from pratique.lockfiles.npm.yarn.pattern import Answers, Pattern, Request


def ask(parent: str, text: str, need: Need = Need.RUN) -> Request:
    pattern = Pattern.read(text)
    return Request(parent=parent, name=pattern.name, spellings=(pattern.canonical,), need=need)


def answers(patterns: dict[str, str]) -> Answers:
    found = Answers(what="yarn.lock")
    for text, key in patterns.items():
        assert found.add(Pattern.read(text), key)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@^1", "a@npm:^1"),
        ("a@npm:^1", "a@npm:^1"),
        ("a", "a@npm:"),
        ("a@latest", "a@npm:latest"),
        ("a@npm:b@^1", "a@npm:b@^1"),
        ("a@./lib", "a@./lib"),
        ("a@~/lib", "a@~/lib"),
        ("a@~1.0", "a@npm:~1.0"),
        ("a@https://files.example/a.tgz", "a@https://files.example/a.tgz"),
    ],
)
def test_a_range_is_the_same_with_npm_before_it_and_without(text: str, expected: str) -> None:
    assert expected == Pattern.read(text).canonical


@pytest.mark.parametrize(
    ("text", "target", "to_every_yarn"),
    [
        ("a@npm:b@^1", "b", True),
        ("a@npm:@s/b@^1", "@s/b", True),
        ("a@npm:@s/b", "@s/b", True),
        ("a@npm:latest", "latest", False),
        ("a@npm:^1", "^1", False),
        ("a@^1", None, False),
        ("a@git@host.example:b", None, False),
    ],
)
def test_an_alias_names_another_package(text: str, target: str | None, *, to_every_yarn: bool) -> None:
    pattern = Pattern.read(text)
    assert (target, to_every_yarn) == (pattern.target, pattern.is_alias)


def test_a_request_leads_to_the_entry_that_answers_it_exactly() -> None:
    found = answers({"a@^1": "one", "a@^2": "two"}).requests([ask("x", "a@npm:^2")])
    assert [("x", ("two",), True)] == [(one.asker, one.answers, one.exact) for one in found]


def test_a_request_that_the_project_overrides_leads_to_the_entry_that_nobody_else_names() -> None:
    found = answers({"a@^1": "one", "a@2.0.0": "two", "a@3.0.0": "source-of-a-patch"})
    asked = found.requests([ask("x", "a@^1"), ask("y", "a@^9")], claimed=["source-of-a-patch"])
    assert [("x", ("one",), True), ("y", ("two",), False)] == [
        (one.asker, one.answers, one.exact) for one in asked
    ]


def test_a_request_that_nothing_of_its_name_answers_has_no_answer() -> None:
    [found] = answers({"a@^1": "one"}).requests([ask("x", "b@^1")])
    assert ("x", "b", ()) == (found.asker, found.name, found.answers)


def test_a_peer_is_followed_when_one_entry_alone_has_its_name() -> None:
    found = answers({"a@^1": "one", "b@^1": "b1", "b@^2": "b2"})
    peers = [Request(parent="x", name=name, spellings=(), need=Need.OPTIONAL_PEER) for name in ("a", "b")]
    asks = [ask("y", "b@^1"), ask("y", "b@^2")]
    assert [("one",), ()] == [one.answers for one in found.requests([*asks, *peers])[2:]]


def test_a_pattern_that_no_entry_asks_for_is_told() -> None:
    found = answers({"a@^1": "one", "a@^2": "one", "b@^1": "two"})
    assert ["one"] == list(found.unasked([ask("x", "a@^1"), ask("x", "b@^1")]))


def test_the_later_of_two_entries_with_one_pattern_counts() -> None:
    found = answers({"a@^1": "one"})
    assert not found.add(Pattern.read("a@npm:^1"), "two")
    assert [("two",)] == [one.answers for one in found.requests([ask("x", "a@^1")])]


def test_requests_without_end_are_refused() -> None:
    found = Answers(what="yarn.lock", most_edges=5)
    for number in range(3):
        found.add(Pattern.read(f"a@{number}"), str(number))
    assert [("0", "1", "2")] == [one.answers for one in found.requests([ask("x", "a@other")])]
    with pytest.raises(ParseError, match="more than 5 dependencies"):
        found.requests([ask("x", "a@other")] * 2)
    with pytest.raises(ParseError, match="more than 5 dependencies"):
        found.requests([ask("x", "a@1")] * 6)
