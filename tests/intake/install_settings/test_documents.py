"""The readers of files: any bytes give values or ParseError, and clients' own spellings are understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.intake.install_settings import documents
from pratique.intake.install_settings.family import FAMILIES

READERS = list(dict.fromkeys(family.read for family in FAMILIES))


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@given(data=st.binary(max_size=200) | st.text("{}[]\":=,\n ab#-'&*$()", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(read: documents.Read, data: bytes) -> None:
    try:
        found = read(data)
    except ParseError:
        return
    assert all(isinstance(name, str) for name in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('registry "https://a.invalid"\n', {"registry": "https://a.invalid"}),
        ('"@acme:registry" "https://a.invalid"\n', {"@acme:registry": "https://a.invalid"}),
        ("registry: https://a.invalid\n", {"registry": "https://a.invalid"}),
        ("--install.ignore-scripts true\n# x\n", {"--install.ignore-scripts": "true"}),
        ('env:\n  NODE_OPTIONS "-r x"\n', {"env": {"NODE_OPTIONS": "-r x"}}),
    ],
)
def test_yarnrc_of_yarn_1(text: str, found: object) -> None:
    assert found == documents.read_yarnrc(text.encode())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("source 'https://a.invalid'\n", {"source": ["https://a.invalid"]}),
        ('source("https://a.invalid") do\n', {"source": ["https://a.invalid"]}),
        ("gem 'x', :source => 'https://a.invalid'\n", {"source": ["https://a.invalid"]}),
        ("gem 'x'; source 'https://a.invalid'\n", {"source": ["https://a.invalid"]}),
        ("source ENV['X']\n", {"source": ["ENV['X']"]}),
        ("# source 'x'\ngem 'resource'\nsources = 1\n", {}),
        ('gem "plugin", "~> 1"\ngem "source"\ngem "plugin-x", group: :sources\n', {}),
        ("  source\t'https://a.invalid'\n", {"source": ["https://a.invalid"]}),
        ("eval_gemfile '../x'\nplugin 'p'\n", {"eval_gemfile": ["../x"], "plugin": ["p"]}),
    ],
)
def test_lines_of_a_gemfile(text: str, found: object) -> None:
    read = documents.read_gemfile(text.encode())
    assert found == {name: value for name, value in read.items() if name != "code"}


def test_code_of_a_gemfile_and_a_gemspec() -> None:
    assert {"code": {"x = 1": "x = 1"}} == documents.read_gemfile(b"gem 'x'\nx = 1\n")
    found = documents.read_gemspec(b"s.add_dependency 'a'\nx = 1\n")
    assert {"code": {"x = 1": "x = 1"}, "dependency": {"a": ""}} == found


def test_anchors_in_one_part_of_a_yaml_file_leave_the_others_readable() -> None:
    text = "catalog: &a\n  x: 1\nother: *a\nregistry: https://a.invalid\noverrides:\n  b: '2'\n"
    found = documents.read_yaml(text.encode())
    assert ("https://a.invalid", {"b": "2"}) == (found["registry"], found["overrides"])
    assert "&a" in found["catalog"]


def test_an_empty_yaml_file_says_nothing() -> None:
    assert {} == documents.read_yaml(b"# nothing\n\n")


def test_variables_of_an_environment_file() -> None:
    text = "# X=0\nA=1 # note\nexport B = 'x y'\r\nC: \"z\"\nA=2\n=3\nno name\n"
    assert {"A": ["1", "2"], "B": "x y", "C": "z"} == documents.read_environment(text.encode())


def test_a_variable_that_names_another_one_stands_for_the_whole_file() -> None:
    one, other = (documents.read_environment(f"A={text}\nB=$A/x\n".encode())["B"] for text in "yz")
    assert one != other
