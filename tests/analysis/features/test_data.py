"""Where data goes, and what literals turn out to be."""

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Payload, PayloadKind, Taint
from pratique.analysis.features.data import FEATURES
from tests.analysis.features.viewing import value, view

JS = Language.JAVASCRIPT


def flow(sink: Capability, *taints: Taint) -> FileFacts:
    return FileFacts(language=JS, flows=(Flow(sink, "api", 2, 1, taints, at_load=True),))


def test_a_flow_counts_for_what_the_data_was_and_where_it_ends() -> None:
    seen = view({"a.js": flow(Capability.CODE, Taint.DECODED, Taint.LITERAL)})
    assert (3.0, 3.0) == tuple(value(FEATURES, id_, seen).value for id_ in ("decoded-runs", "literal-runs"))
    assert (0.0, 0.0) == tuple(value(FEATURES, id_, seen).value for id_ in ("download-runs", "secrets-sent"))


def test_credentials_that_are_sent_are_no_program_that_is_run() -> None:
    seen = view({"a.js": flow(Capability.NETWORK, Taint.SECRETS)})
    assert (3.0, 0.0) == tuple(value(FEATURES, id_, seen).value for id_ in ("secrets-sent", "download-runs"))


def test_a_payload_counts_by_kind_and_size() -> None:
    payload = Payload(PayloadKind.EXECUTABLE, 4, 99_999, at_load=True)
    seen = view({"a.js": FileFacts(language=JS, payloads=(payload,))}, {"a.js": Context.INSTALL})
    assert (4.0, 5.0, 0.0) == tuple(
        value(FEATURES, id_, seen).value for id_ in ("payload-binary", "payload-size", "payload-code")
    )


def test_a_long_constant_that_hides_nothing_is_a_template() -> None:
    seen = view({"a.js": flow(Capability.CODE, Taint.LITERAL)})
    assert 0.0 == value(FEATURES, "literal-runs", seen).value
