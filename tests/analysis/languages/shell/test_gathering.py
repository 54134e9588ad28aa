"""The facts in the making: bounded, and told at the line of the literal."""

from pratique.analysis.facts import Capability, Language, PayloadKind, Taint
from pratique.analysis.languages.shell.gathering import Gathering


def test_what_is_found_in_a_literal_is_told_at_its_line_and_deeper() -> None:
    outer, inner = Gathering(), Gathering(depth=1, at=7)
    inner.add(Capability.NETWORK, "curl", 2, "curl x")
    inner.flow(Capability.CODE, "sh", 3, frozenset({Taint.NETWORK}), "t")
    inner.text("https://a.invalid/x", 1)
    inner.payload(PayloadKind.SCRIPT, 1, 9)
    outer.absorb(inner)
    found = outer.done()

    assert [(7, 1)] == [(use.line, use.depth) for use in found.uses]
    assert [(7, 1, "t")] == [(flow.line, flow.depth, flow.target) for flow in found.flows]
    assert [("https://a.invalid/x", True)] == [(item.value, item.encoded) for item in found.addresses]
    assert [(7, 9)] == [(item.line, item.size_bytes) for item in found.payloads]


def test_facts_are_bounded_and_the_cut_is_told() -> None:
    reading = Gathering(language=Language.BATCH)
    for number in range(3_000):
        reading.add(Capability.PROCESS, f"p{number}", 1, "x")
    found = reading.done()

    assert (2_000, Language.BATCH, True) == (len(found.uses), found.language, found.problem is not None)


def test_the_budget_of_decoded_text_is_spent() -> None:
    reading = Gathering()
    spent = sum(reading.affords(0) for _ in range(10_000))

    assert 500 < spent < 10_000
    assert reading.cut
