"""Facts in the making: each once, in bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, Flow, Language, Taint
from pratique.analysis.languages.javascript.gather import MOST_ALIKE, Facts
from pratique.analysis.languages.javascript.values import DECODED, NETWORK


def test_alike_uses_are_told_once_at_the_first_line() -> None:
    facts = Facts()
    for line in (5, 3, 9):
        facts.add_use(Capability.PROCESS, "child_process.exec", line, at_load=True, argument="x")

    assert [3] == [use.line for use in facts.done(Language.JAVASCRIPT, None).uses]


def test_hosts_of_sockets_are_not_crowded_out_and_paths_are_no_hosts() -> None:
    facts = Facts()
    for number in range(100):
        facts.add_use(Capability.NETWORK, "net.connect", number, at_load=True, argument="a.invalid:80")
        facts.add_use(Capability.NETWORK, "net.connect", number, at_load=True, argument=f"a.invalid:{number}")
        facts.add_use(Capability.NETWORK, "axios.get", number, at_load=True, argument=f"page{number}.json")
    facts.add_use(Capability.NETWORK, "net.connect", 200, at_load=True, argument="b.invalid:443")
    facts.add_use(Capability.NETWORK, "net.connect", 201, at_load=True, argument="203.0.113.7:443")
    done = facts.done(Language.JAVASCRIPT, None)
    named = {use.argument for use in done.uses if use.api == "net.connect"}
    assert {"b.invalid:443", "203.0.113.7:443"} <= named
    assert MOST_ALIKE == sum(use.api == "axios.get" for use in done.uses)
    assert done.problem is None


def test_many_arguments_of_one_name_do_not_crowd_out_other_names() -> None:
    facts = Facts()
    for number in range(1000):
        facts.add_use(Capability.PROCESS, "child_process.exec", number, at_load=True, argument=str(number))
    facts.add_use(Capability.CODE, "eval", 2000, at_load=True)

    done = facts.done(Language.JAVASCRIPT, None)
    assert MOST_ALIKE + 1 == len(done.uses)
    assert "eval" == done.uses[-1].api
    assert done.problem is None


def test_a_crowd_of_harmless_addresses_hides_no_other_host() -> None:
    facts = Facts()
    for number in range(1000):
        facts.add_use(
            Capability.NETWORK, "fetch", number, at_load=True, argument=f"http://127.0.0.1/{number}"
        )
    facts.add_use(Capability.NETWORK, "fetch", 2000, at_load=True, argument="https://sink.invalid/")
    data = (DECODED | NETWORK, 1)
    for number in range(1000):
        target = f"http://127.0.0.1/{number}"
        facts.add_flow(Capability.NETWORK, "fetch", number, data=data, at_load=True, target=target)
    facts.add_flow(Capability.NETWORK, "fetch", 2000, data=data, at_load=True, target="https://sink.invalid/")

    done = facts.done(Language.JAVASCRIPT, None)
    assert "https://sink.invalid/" == done.uses[-1].argument
    assert "https://sink.invalid/" == done.flows[-1].target
    assert MOST_ALIKE + 2 == len(done.uses)
    assert done.problem is None


def test_too_many_hosts_are_told() -> None:
    facts = Facts()
    for number in range(200):
        facts.add_use(
            Capability.NETWORK, "fetch", number, at_load=True, argument=f"http://h{number}.invalid/"
        )

    assert "cut: too much hosts" == facts.done(Language.JAVASCRIPT, None).problem


def test_arguments_are_cut_at_two_hundred_characters() -> None:
    facts = Facts()
    facts.add_use(Capability.CODE, "eval", 1, at_load=True, argument="a" * 500)

    assert ["a" * 200] == [use.argument for use in facts.done(Language.JAVASCRIPT, None).uses]


def test_node_modules_have_one_name() -> None:
    facts = Facts()
    facts.add_import("node:fs", 2, at_load=True)
    facts.add_import("fs", 1, at_load=True)

    assert [("fs", 1)] == [(item.module, item.line) for item in facts.done(Language.JAVASCRIPT, None).imports]


def test_flows_that_have_been_nowhere_are_not_told() -> None:
    facts = Facts()
    facts.add_flow(Capability.CODE, "eval", 1, data=(0, 0), at_load=True)
    facts.add_flow(Capability.CODE, "eval", 2, data=(DECODED | NETWORK, 1), at_load=True)

    expected = Flow(Capability.CODE, "eval", 2, 1, (Taint.DECODED, Taint.NETWORK), True)
    assert (expected,) == facts.done(Language.JAVASCRIPT, None).flows


def test_an_address_that_the_source_does_not_show_is_encoded() -> None:
    facts = Facts(plain=b"'https://a.invalid/'")
    facts.add_addresses("https://a.invalid/ and https://b.invalid/", 1)

    facts.add_address("https://a.invalid/put-together", 1)

    assert [
        ("https://a.invalid/", False),
        ("https://a.invalid/put-together", False),
        ("https://b.invalid/", True),
    ] == [(address.value, address.encoded) for address in facts.done(Language.JAVASCRIPT, None).addresses]


@pytest.mark.parametrize(
    ("encoded", "value"), [(False, "https://K1-dsn.far.example/x"), (True, "https://K1-dsn.other.example/x")]
)
def test_an_address_is_hidden_where_not_even_its_domain_is_shown(encoded: bool, value: str) -> None:
    facts = Facts(plain=b"const id = 'K1'; fetch(`https://${id}-dsn.far.example/x`)")
    facts.add_address(value, 1)
    assert [encoded] == [address.encoded for address in facts.done(Language.JAVASCRIPT, None).addresses]


def test_facts_of_code_in_a_literal_are_told_at_its_line() -> None:
    inner, outer = Facts(depth=1), Facts()
    inner.add_use(Capability.CODE, "eval", 1, at_load=True)
    inner.add_import("fs", 1, at_load=True)
    outer.absorb(inner, 7, at_load=False, scope=5)

    done = outer.done(Language.JAVASCRIPT, None)
    assert [(7, False, 1, 5)] == [(use.line, use.at_load, use.depth, use.scope) for use in done.uses]
    assert [(7, False, True)] == [(item.line, item.at_load, item.dynamic) for item in done.imports]


def test_what_was_cut_is_said() -> None:
    facts = Facts()
    for number in range(40_001):
        facts.add_import(f"m{number}", 1, at_load=True)

    assert "too old; cut: too much imports" == facts.done(Language.JAVASCRIPT, "too old").problem


def test_an_address_that_the_source_shows_is_not_encoded() -> None:
    shown = b"a('https://a.invalid/x'); b(\"c.invalid\"); d = `e@f.invalid`; g = 'h' + '://' + '_i.j.invalid'"
    facts = Facts(plain=shown)
    for value in (
        "https://a.invalid/x",
        "http://c.invalid",
        "https://f.invalid",
        "https://_i.j.invalid",
        "https://k.invalid",
    ):
        facts.add_address(value, 1)

    found = {item.value: item.encoded for item in facts.done(Language.JAVASCRIPT, None).addresses}
    assert ["https://k.invalid"] == [value for value, encoded in found.items() if encoded]


def test_many_addresses_that_are_not_shown_are_cut_and_that_is_told() -> None:
    facts = Facts(plain=b" " * 4_000_000)
    for number in range(2_000):
        facts.add_address(f"https://h{number}.invalid", 1)

    assert "addresses" in str(facts.done(Language.JAVASCRIPT, None).problem)


_PIECES = st.sampled_from((*"\"'`@/.-_ab1 ", "//", "a.b", "kite.invalid", "x.kite.invalid", "é"))


@given(st.lists(_PIECES, max_size=30).map("".join), st.lists(_PIECES, max_size=4).map("".join))
def test_a_host_that_is_looked_for_alone_is_found_where_all_hosts_together_are(plain: str, host: str) -> None:
    alone, together = Facts(plain=plain.encode()), Facts(plain=plain.encode())
    for number in range(20):
        together.add_address(f"none{number}.invalid", 1)
    for facts in (alone, together):
        facts.add_address(host, 2)

    told = [
        next(item.encoded for item in facts.done(Language.JAVASCRIPT, None).addresses if item.value == host)
        for facts in (alone, together)
    ]
    assert told[0] == told[1]
