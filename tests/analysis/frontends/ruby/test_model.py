"""Ruby as the engine sees it."""

import pytest

from pratique.analysis.engine.marks import ARGUMENTS, ENVIRONMENT, FILE, LITERAL, NETWORK
from pratique.analysis.engine.values import NOTHING
from pratique.analysis.frontends.ruby.model import MODEL
from tests.analysis.frontends.ruby.reading import value


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Net::HTTP", "Net::HTTP"),
        ("N = Net\nN::HTTP", "Net::HTTP"),
        ("Psych", "YAML"),
        ("::Object", "Kernel"),
        ("ENV", "ENV"),
        ("X = Y\nX", "Y"),
        ("X" * 200, ""),
    ],
)
def test_a_constant_is_what_it_is_assigned_or_a_name(source: str, name: str) -> None:
    assert name == value(source).name


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ("ENV['TOKEN']", ENVIRONMENT),
        ("ENV['PATH']", 0),
        ("ARGV.shift", ARGUMENTS),
        ("DATA.read", FILE),
        ("DATA.read\n__END__\na", FILE | LITERAL),
        ("URI.parse(x).read", NETWORK),
        ("StringIO.new(ENV['TOKEN'])", ENVIRONMENT),
        ("proc { ENV['TOKEN'] }.call", ENVIRONMENT),
    ],
)
def test_special_calls_give_what_they_take_in(source: str, marks: int) -> None:
    assert marks == value(source).marks


def test_the_place_of_the_file_stands_for_itself() -> None:
    assert ("./__FILE__", ".") == (value("__FILE__").const, value("__dir__").const)
    assert NOTHING == value("open().path")


def test_the_last_word_of_each_name_is_wanted() -> None:
    names = (*MODEL.apis.capabilities, *MODEL.apis.sends, *MODEL.apis.writes, *MODEL.apis.puts)

    assert set() == {name.rpartition(".")[2] for name in names} - MODEL.wanted
