"""The text of a Gemfile: which gems some platforms do without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.lockfiles.rubygems.gemfile import Gemfile, filename_for, read_gemfile

TEXT = """source "https://registry.example"
gem "rails", "~> 8.0" # platforms: :ruby
gem "wdm", ">= 0.1.0", platforms: [:windows]
gem "tzinfo-data",
    "1.0",
    platforms: [:windows, :jruby]
group :test do
  gem "rspec"
  platforms :mri do
    gem "debug"
    %w[a-b c].each do |name|
      gem name
    end
  end
  gem("after")
end
install_if -> { RUBY_PLATFORM =~ /darwin/ } do
  gem "mac"
end
gem "modern" if RUBY_VERSION > "3"
gem 'last'
"""


def read(text: str) -> Gemfile:
    return read_gemfile(text.encode())


def test_a_gem_with_a_condition_may_be_left_out() -> None:
    found = read(TEXT)
    names = ("wdm", "tzinfo-data", "debug", "a-b", "c", "mac", "modern")
    assert [] == [name for name in names if not found.may_leave_out(name)]


def test_a_gem_without_one_may_not() -> None:
    found = read(TEXT)
    assert [] == [name for name in ("rails", "rspec", "after", "last", "other") if found.may_leave_out(name)]


def test_what_is_certainly_asked_for() -> None:
    assert ["rails", "rspec", "after", "last"] == [gem.name for gem in read(TEXT).asked]
    assert ["~> 8.0", "", "", ""] == [gem.requirement for gem in read(TEXT).asked]


@pytest.mark.parametrize(
    "text",
    [
        'if x\n  gem "a"\nend\n',
        'y = if x\n  gem "a"\nend\n',
        'x.each do |y|\n  group :z do\n    gem "a"\n  end\nend\n',
        'def later\n  gem "a"\nend\n',
        '=begin\ngem "a"\n=end\n',
        'TEXT = <<~X\n  gem "a"\nX\n',
        'on_mac {\n  gem "b"\n  gem "a"\n}\n',
        'return if x\ngem "a"\n',
        'gem "a", platforms: :ruby\n',
        'gem "a" if x\n',
        'x = "a"\ngem x\n',
        'gem "a#{x}"\n',
        '# gem "a"\n',
        'platforms :ruby do\n  gem "a"\nend\n',
        'env "X" do\n  gem "a"\nend\n',
        'gem "a"\ngem "a", platforms: :ruby\n',
    ],
)
def test_what_may_not_run_is_not_certain(text: str) -> None:
    assert "a" not in [gem.name for gem in read(text).asked]


@pytest.mark.parametrize("option", ['path: "x"', ":git => 'x'", 'github: "x/y"', '"~> 1", path: "x"'])
def test_a_gem_from_elsewhere(option: str) -> None:
    assert [("a", True)] == [(gem.name, gem.from_elsewhere) for gem in read(f'gem "a", {option}\n').asked]


@pytest.mark.parametrize("more", ['eval_gemfile "x"', "instance_eval File.read('x')", 'require "./x"'])
def test_what_another_file_may_ask_for_may_be_left_out(more: str) -> None:
    found = read(f'{more}\ngem "named"\n')
    assert (True, False) == (found.may_leave_out("other"), found.may_leave_out("named"))


@pytest.mark.parametrize(
    ("lock", "name"),
    [("Gemfile.lock", "Gemfile"), ("gems.locked", "gems.rb"), ("rails_8.gemfile.lock", "rails_8.gemfile")],
)
def test_a_lock_is_called_after_its_gemfile(lock: str, name: str) -> None:
    assert name == filename_for(lock)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ParseError):
        read_gemfile(b"\xff")


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    try:
        read(text)
    except ParseError:  # the marks of a merge conflict
        return


def test_hostile_text_takes_no_time() -> None:
    read("gem " + "'a" * 100_000 + "\n" + " do |" * 50_000 + "\n" + "%w[" * 50_000 + "(,\n" * 50_000)
