"""The older lists, read by RubyGems."""

import base64
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.gate.protocols.rubygems.legacy_specs import OLD_LISTS, Wanted, write_specs
from tests.ecosystems.ruby_oracle import run_ruby

VERSIONS = b"""created_at: 2024-01-01T00:00:00Z
---
kite 1.0.0,1.9.0,1.10.0,1.10.0-java,2.0.0.pre1 0
tail 0.9,1.0,1.0.0 0
kite -1.9.0,0.5-java 0
bad 1..2,x,,1.0-,-,1.\xff 0
long-%s 1.%s 0
""" % (b"n" * 200, b"1" * 200)
LOADED = """require "rubygems"
require "stringio"
answer = CASES.map { |data|
  list = Marshal.load(Gem::Util.gunzip(data.unpack1("m")))
  list.map { |name, version, platform| [name, version.to_s, platform] } }"""


def test_rubygems_reads_each_list() -> None:
    lists = [base64.b64encode(write_specs(VERSIONS, wanted)).decode() for wanted in OLD_LISTS.values()]
    name, number = "long-" + "n" * 200, "1." + "1" * 200
    read = run_ruby(LOADED, lists)

    released = [
        *(
            ["kite", "1.0.0", "ruby"],
            ["kite", "1.10.0", "ruby"],
            ["kite", "1.10.0", "java"],
            ["kite", "0.5", "java"],
        ),
        *(["tail", "0.9", "ruby"], ["tail", "1.0", "ruby"], ["tail", "1.0.0", "ruby"]),
        *(["bad", "1.0", "ruby"], [name, number, "ruby"]),
    ]
    latest = [
        *(["kite", "1.10.0", "ruby"], ["kite", "1.10.0", "java"], ["tail", "1.0", "ruby"]),
        *(["bad", "1.0", "ruby"], [name, number, "ruby"]),
    ]
    assert [released, latest, [["kite", "2.0.0.pre1", "ruby"]]] == read


@settings(max_examples=150)
@given(st.binary(max_size=300), st.sampled_from(Wanted))
def test_any_bytes_give_a_list(body: bytes, wanted: Wanted) -> None:
    assert zlib.decompress(write_specs(b"---\n" + body, wanted), 31).startswith(b"\x04\x08[")
