"""RubyGems' configuration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError, Reference
from pratique.net.client.address import parse as address
from pratique.net.client.authorization import Authorization
from pratique.net.configuration.gem.gemrc import GemConfig, Layer, parse, resolve
from tests.ecosystems.ruby_oracle import run_ruby

WRITTEN = """---
# a comment
:backtrace: false
:sources:
- https://ada:s3cret@gems.example/private
- "https://mirror.example/"   # why
:ssl_ca_cert: /etc/own.pem
:verbose: true
gem: --no-document
"""


def read(*texts: str, env: dict[str, str] | None = None, project: bool = False) -> GemConfig:
    layers = [Layer(f"file {n}", parse(text.encode()), from_project=project) for n, text in enumerate(texts)]
    return resolve(layers, env or {})


def urls(config: GemConfig) -> list[str]:
    return [source.url.value for source in config.sources]


def test_sources_are_read_with_their_credentials() -> None:
    found = read(WRITTEN)
    assert ["https://gems.example/private/", "https://mirror.example/"] == urls(found)
    assert [Authorization.basic("ada", "s3cret"), None] == [source.authorization for source in found.sources]
    assert ("/etc/own.pem",) == found.route.trust.ca_files
    assert () == found.problems
    assert "s3cret" not in repr(found)


def test_nobody_says_anything() -> None:
    assert GemConfig() == read("")


def test_a_later_file_replaces_the_sources_of_an_earlier_one() -> None:
    found = read(WRITTEN, ":sources:\n- https://other.example\n", ":verbose: false\n")
    assert ["https://other.example/"] == urls(found)
    assert "file 1" == found.sources[0].url.origin


@pytest.mark.parametrize(
    "text",
    [
        "sources: https://one.example/\n",
        ":sources: 'https://one.example/'\n",
        ":sources:\n  - https://one.example/\n",
    ],
)
def test_one_source_may_be_written_in_other_ways(text: str) -> None:
    assert ["https://one.example/"] == urls(read(text))


def test_a_project_s_credentials_do_not_count() -> None:
    found = read(WRITTEN, project=True)
    assert [None, None] == [source.authorization for source in found.sources]
    assert "because the project sets them" in found.problems[0]


def test_what_cannot_be_used_is_told_without_secrets() -> None:
    found = read(
        ":sources:\n- s3://key:s3cret@bucket\n:ssl_client_cert: x\ngem: --source https://x.example\n"
    )
    assert [] == urls(found)
    assert 3 == len(found.problems)
    assert "s3cret" not in str(found.problems)


def test_a_proxy_comes_from_the_file_else_from_the_variables() -> None:
    env = {"https_proxy": "http://env.example:1"}
    url = address("https://gems.example/")

    def proxy(text: str) -> str | None:
        found = read(text, env=env).route.proxies.proxy_for(url)
        return None if found is None else found.url

    assert "http://own.example:2" == proxy(":http_proxy: http://own.example:2\n")
    assert "http://env.example:1" == proxy("")
    assert proxy(":http_proxy: :no_proxy\n") is None
    assert proxy(":http_proxy: socks5://x.example\n") is None


def test_certificates_are_looked_at_unless_the_user_says_otherwise() -> None:
    assert [True, False, True] == [
        read(text).route.trust.verify for text in ("", ":ssl_verify_mode: 0\n", ":ssl_verify_mode: 1\n")
    ]


@pytest.mark.parametrize("data", [b"\xff", b"a" * 300_000])
def test_what_is_no_gemrc_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        parse(data)
    assert Reference.CONFIG_INVALID is caught.value.reference


def test_files_are_read_as_rubygems_reads_them() -> None:
    texts = [
        WRITTEN.replace("   # why", ""),  # RubyGems takes quotes off only at the end of a line
        "---\nBUNDLE_MIRROR__HTTPS://GEMS__EXAMPLE/: \"https://mirror.example/\"\nBUNDLE_PATH: 'a b'\n",
        ":sources:\n- a\n- b\n:other: x\n",
        "a: []\nb: x # y\nc: 'x y'\n",
    ]
    program = """require "rubygems/yaml_serializer"
    answer = CASES.map { |t| Gem::YAMLSerializer.load(t) }"""
    theirs = run_ruby(program, texts)
    assert isinstance(theirs, list)
    for text, told in zip(texts, theirs, strict=True):
        plain = {key.removeprefix(":"): value for key, value in told.items() if isinstance(value, str | list)}
        ours = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in parse(text.encode()).items()
        }
        plain = {key: value or "" for key, value in plain.items()}
        assert plain == {key: "" if value == "[]" else value for key, value in ours.items() if key in plain}


@pytest.mark.fuzz
@given(st.binary(max_size=200) | st.text(":- #'\"\nasources", max_size=100).map(str.encode))
def test_any_bytes_give_values_or_a_parse_error(data: bytes) -> None:
    try:
        values = parse(data)
    except ParseError:
        return
    assert isinstance(resolve([Layer("x", values)], {}), GemConfig)
