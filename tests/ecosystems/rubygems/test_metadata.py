"""Metadata of gems: the shapes that RubyGems wrote over the years, and what Ruby writes here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.rubygems.metadata import GemMetadata, parse_metadata
from pratique.errors import ParseError
from tests.ecosystems.ruby_oracle import run_ruby
from tests.loopback.gem_packages import metadata

OLD = """--- !ruby/object:Gem::Specification
name: kite
version: !ruby/object:Gem::Version
  hash: 23
  prerelease: false
  segments: [1, 0]
  version: "1.0"
platform: !ruby/object:Gem::Platform
  cpu: x86
  os: mingw32
  version:
default_executable:
dependencies:
- !ruby/object:Gem::Dependency
  name: tail
  requirement: &id001 !ruby/object:Gem::Requirement
    none: false
    requirements:
    - - ">="
      - !ruby/object:Gem::Version
        version: "1.5"
  type: :runtime
  version_requirements: *id001
- !ruby/object:Gem::Dependency
  name: rope
  type: :runtime
  version_requirement:
  version_requirements: &id002 !ruby/object:Gem::Requirement
    requirements:
    - - ">="
      - !ruby/object:Gem::Version
        version: "0"
- !ruby/object:Gem::Dependency
  name: wind
  requirement: *id001
- !ruby/object:Gem::Dependency
  name: rspec
  requirement: *id002
  type: :development
executables: [kite]
extensions: [ext/extconf.rb]
require_paths:
- - lib
  - ext
"""


def test_metadata_as_it_is_written_today_is_read() -> None:
    text = metadata("kite", "1.0", ("a.rb",), extensions=("ext/extconf.rb",), needs={"tail": ">= 1, < 3"})
    found = parse_metadata(text.encode())
    assert ("kite", "1.0", "ruby", ("lib",), "exe") == (
        found.name,
        found.version,
        found.platform,
        found.require_paths,
        found.bindir,
    )
    assert {"tail": ">= 1, < 3"} == found.dependencies
    line = text.splitlines().index("- ext/extconf.rb") + 1
    assert [("ext/extconf.rb", line)] == [(named.text, named.line) for named in found.extensions]


def test_metadata_of_old_gems_is_read() -> None:
    found = parse_metadata(OLD.encode())
    assert ("1.0", "x86-mingw32", ("lib", "ext")) == (found.version, found.platform, found.require_paths)
    assert {"tail": ">= 1.5", "rope": ">= 0", "wind": ">= 1.5"} == found.dependencies
    assert ["kite"] == [named.text for named in found.executables]


def test_what_ruby_writes_is_read() -> None:
    program = """answer = CASES.map { |name, version, platform, need, conditions, paths|
      Gem::Specification.new { |s|
        s.name = name; s.version = version; s.platform = platform; s.summary = "% - : #"; s.authors = ["ada"]
        s.description = "first\\n\\n  second: 'x' \\"y\\" \\u00e9\\n%"; s.extensions = ["ext/extconf.rb"]
        s.add_dependency need, *conditions; s.require_paths = paths; s.post_install_message = "--- \\n- a\\n"
        s.add_development_dependency "rspec"
      }.to_yaml }"""
    cases = [
        ("kite", "1.0", "ruby", "tail", [">= 1", "< 3"], ["lib"]),
        ("kite-b", "1.0.rc1", "x86_64-linux-musl", "y", ["~> 0.0.1.a"], ["lib", "ext/x"]),
        ("no", "10", "java", "on", ["!= 1.e3"], ["."]),
    ]
    written = run_ruby(program, cases)
    assert isinstance(written, list)
    for text, (name, version, platform, need, conditions, paths) in zip(written, cases, strict=True):
        found = parse_metadata(text.encode())
        assert (name, version, platform) == (found.name, found.version, found.platform)
        assert {*conditions} == {*found.dependencies[need].split(", ")}  # Ruby may sort them
        assert [need] == list(found.dependencies)
        assert (tuple(paths), "ext/extconf.rb") == (found.require_paths, found.extensions[0].text)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "- a",
        "name: [x]\nversion: [1]\ndependencies: x\nextensions: {a: b}\nplatform: []\n",
        "dependencies: [[], {}]",
    ],
)
def test_fields_of_another_shape_are_not_told(text: str) -> None:
    assert GemMetadata() == parse_metadata(text.encode())


def test_a_requirement_of_another_shape_asks_for_nothing_that_is_known() -> None:
    text = "dependencies:\n- name: a\n  requirement: {requirements: [[x], [], y, [[], []]]}\n- name: b\n  requirement: 1\n"
    assert {"a": "= ?", "b": ""} == parse_metadata(text.encode()).dependencies


def test_long_lists_and_texts_are_cut() -> None:
    text = "name: " + "n" * 1000 + "\nextensions:\n" + "- e\n" * 5000
    found = parse_metadata(text.encode())
    assert (256, 2000) == (len(found.name or ""), len(found.extensions))


@pytest.mark.fuzz
@given(
    st.binary(max_size=200)
    | st.lists(
        st.sampled_from([*OLD.splitlines(), "  - x", "- *id001", "version: &a [*a]", "name: {a: b}"]),
        max_size=20,
    ).map(lambda lines: "\n".join(lines).encode())
)
def test_any_bytes_give_metadata_or_a_parse_error(data: bytes) -> None:
    try:
        found = parse_metadata(data)
    except ParseError:
        return
    assert isinstance(found, GemMetadata)
