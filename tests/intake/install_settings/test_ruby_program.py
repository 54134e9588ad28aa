"""Which lines of a Gemfile or gemspec are code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.intake.install_settings.ruby_program import gemfile_code, specification

PLAIN = """\
# frozen_string_literal: true

source "https://gems.example" # ours
source "https://more.example" do
  gem "own"
end
ruby "3.3.0"
ruby file: ".ruby-version"
gemspec
gemspec path: "parts/one"
gemspec(path: ".")
gem "a"
gem("b", "~> 1.0", ">= 1.0.2", require: false) # why
gem 'c', :require => 'c/d', :group => [:test, "x"], platforms: %i[ruby mri]
gem "d",
    # which
    "~> 2.0",
    groups: %w[a b],
    require: ["x", 'y', ]
group :development, :test, optional: true do
\tgem "e", github: "u/e", branch: "main", tag: 'v1'
end
platforms :jruby do
end
plugin "f"
eval_gemfile "gemfiles/more.rb"
"""

CODE = [
    'require "fileutils"',
    'gem "a", system("x")',
    'gem "a#{`x`}"',
    'gem "a", require: "#@x"',
    'gem "a"; system("x")',
    'gem "a" if system("x")',
    'gem "a", *more',
    'gem "a", [`x`]',
    "gem 'a', x",
    'gem "a" "#{x}"',
    'gem "\\x61"',
    'group :x do system("y")',
    'group(:x) { system("y") }',
    "group system('x') do",
    'source ENV["X"]',
    "end; x",
    "end if x",
    "=begin",
    "__END__",
    "send(:gem, 'x')",
    "if x",
    "else",
    'git_source(:x) { |y| "https://x/#{y}" }',
    "instance_eval x",
    '"a",',
    "%x[a]",
    "gem %x[a]",
    'gem "a", %W[#{x}]',
]


def test_literal_statements_are_no_code() -> None:
    assert {} == gemfile_code(PLAIN)


@pytest.mark.parametrize("line", CODE)
def test_every_other_line_is_code(line: str) -> None:
    assert [line] == list(gemfile_code(f"gem 'first'\n  {line}\ngem 'last'\n"))


def test_only_what_follows_a_comma_continues_a_statement() -> None:
    assert ["require: x"] == list(gemfile_code('gem "a",\n  "1",\n  require: x\n'))
    assert ["'b'"] == list(gemfile_code("gem 'a'\n'b'\n"))


GEMSPEC = """\
Gem::Specification.new do |s|
  s.name = "own"
  s.version = '1.0'
  s.authors = ["A", 'B']
  s.metadata["x"] = "y"
  s.add_dependency "a", "~> 1.0", ">= 1.0.2" # why "x"
  s.add_development_dependency('b')
end
"""


def test_a_gemspec() -> None:
    assert ({}, {"a": "~> 1.0, >= 1.0.2", "b": ""}) == specification(GEMSPEC)


@pytest.mark.parametrize(
    "line",
    [
        "system('x')",
        "s.version = File.read('x')",
        's.files = `git ls-files`.split("x")',
        's.extensions = ["ext/extconf.rb"]',
        's.add_dependency "a", x',
        's.add_dependency "a#{x}"',
        'Gem::Specification.new(system("x")) do |s|',
    ],
)
def test_code_in_a_gemspec(line: str) -> None:
    assert ({line: line}, {}) == specification(f"{line}\nend\n")


@given(st.text(alphabet="gem ('\"a,:#[]%w=>\n1do|", max_size=300))
def test_any_text_is_read(text: str) -> None:
    gemfile_code(text)
    specification(text)


@pytest.mark.parametrize("part", ["'a', ", "[", "'a' => ", ":a, ", "x: 1, ", "%w[a] ", "[1, ", " "])
def test_hostile_text_takes_no_time(part: str) -> None:
    text = f"gem 'x', {part * 600}!\n" * 50 + f"s.add_dependency 'x', {part * 600}!\n" * 50
    gemfile_code(text)
    specification(text)
