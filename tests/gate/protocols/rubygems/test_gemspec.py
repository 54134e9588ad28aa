"""The specification of a gem, read by RubyGems and compared with what RubyGems makes of the gem."""

import base64
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.gate.protocols.rubygems.gemspec import quick_spec
from tests.ecosystems.ruby_oracle import run_ruby
from tests.loopback.gem_packages import gem_file, gem_of, metadata, packed_gem

COMPARED = """require "rubygems/package"
require "rubygems/safe_marshal"
require "stringio"
FIELDS = %w[name version summary description platform original_platform required_ruby_version
  required_rubygems_version authors email homepage licenses metadata dependencies specification_version
  rubygems_version date]
answer = CASES.map { |gem, quick|
  own = Gem::Package.new(StringIO.new(gem.unpack1("m"))).spec
  told = Gem::SafeMarshal.safe_load(Gem::Util.inflate(quick.unpack1("m")))
  FIELDS.reject { |field| own.public_send(field) == told.public_send(field) }
    .map { |field| [field, own.public_send(field).inspect, told.public_send(field).inspect] } }"""
GEMS = {
    "plain": gem_file("kite", "1.0.0").data,
    "needs": gem_file("kite", "2.0.0.pre1", needs={"tail": ">= 1, < 3", "bell": "~> 1.0"}).data,
    "platform": gem_file("kite", "1.0.0", platform="x86_64-linux-musl").data,
    "java": gem_file("kite", "1.0.0", platform="java").data,
    "more": packed_gem(
        {"lib/kite.rb": "KITE = 1\n"},
        metadata("kite", "1.0.0", ("lib/kite.rb",))
        .replace("metadata: {}", "metadata:\n  homepage_uri: https://kite.example/\n  five: fünf")
        .replace(
            "summary: a gem", "summary: a gem\ndescription: |\n  two\n  lines\nemail:\n- ada@kite.example"
        ),
    ),
}


def test_rubygems_finds_in_it_what_it_finds_in_the_gem() -> None:
    cases = [[base64.b64encode(one).decode() for one in (gem, quick_spec(gem))] for gem in GEMS.values()]

    assert {name: [] for name in GEMS} == dict(zip(GEMS, run_ruby(COMPARED, cases), strict=True))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "gem",
    [
        pytest.param(gem_of({"data.tar.gz": b"x"}), id="no-metadata"),
        pytest.param(gem_of({"metadata": b"- 1\n"}), id="a-list"),
        pytest.param(gem_of({"metadata": b"name: kite\nversion: none\n"}), id="no-version"),
        pytest.param(gem_of({"metadata.gz": b"\x1f\x8bcut"}), id="cut"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_gem_without_metadata_has_none(gem: bytes) -> None:
    with pytest.raises(ParseError):
        quick_spec(gem)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_metadata_is_written_or_refused(text: str) -> None:
    try:
        written = quick_spec(gem_of({"metadata": f"name: kite\nversion: '1'\n{text}".encode()}))
    except ParseError:
        return
    assert zlib.decompress(written).startswith(b"\x04\x08u:\x17Gem::Specification")
