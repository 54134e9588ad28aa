"""npm's INI dialect, compared with npm's own reader."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.net.configuration.npm.ini import IniValue, parse_ini, unquote
from tests.net.npm_modules import ask_npm

TEXTS = (
    "registry=https://registry.example/",
    "  registry  =  https://registry.example/  ",
    "\ufeffregistry=https://registry.example/",
    "a=1\na=2",
    "a[]=1\na[]=2\na=3",
    "a=1\na[]=2",
    "a[]",
    "[]=x",
    "a",
    "a=",
    "=a",
    "a==b",
    "a=b=c",
    "; comment\n# comment\n  ;x=1\na=1",
    "a=b;c\nd=e#f\ng=h\\;i\\#j\\\\k\\l\nm=n\\",
    'a="b c;d"\ne=\'f "g"\'\nh="\\u0041\\n"\ni="bad\nj=\'"k"\'\nl="\nm=\'',
    "a=true\nb=false\nc=null\nd=undefined\ne=True\nf='true'",
    "[section]\na=1\n[]\nb=2",
    "a=1\n[section]\na=2",
    " [not a section]\nb=1",
    "[a]b]\nc=1",
    "[x] ; y\nc=1",
    "a=1\r\nb=2\rc=3\n\n\nd=4",
    "__proto__=1\n'__proto__'=2\na=1",
    '"quoted key"=1\nkey;cut=2\n//registry.example/:_authToken=t#no',
    "\u00a0a\u00a0=\u00a0b\u00a0",
    "\x1fa=\x1fb\x85",
    '//registry.example/:_password="cGFzcw=="',
    "a=${B}\n${A}=b",
)


def plain(found: dict[str, Any]) -> dict[str, Any]:
    """What npm read, without sections, and without what is no string, word or list of strings."""
    kept: dict[str, Any] = {}
    for key, value in found.items():
        if isinstance(value, list):
            kept[key] = [item for item in value if isinstance(item, str)]
        elif value is None or isinstance(value, str | bool):
            kept[key] = value
    return kept


def ours(text: str) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in parse_ini(text).items()}


def test_npm_reads_the_same() -> None:
    told = ask_npm("ini/lib/ini.js", "return q.map(text => m.parse(text))", TEXTS)

    for text, theirs in zip(TEXTS, told, strict=True):
        assert plain(theirs) == ours(text), text


@pytest.mark.fuzz
@settings(max_examples=5)
@given(st.lists(st.text("ab=;#\\\"' \n\r[].:/@_\u00a0\ufeff", max_size=40), min_size=300, max_size=300))
def test_npm_reads_the_same_of_texts_made_up(texts: list[str]) -> None:
    told = ask_npm("ini/lib/ini.js", "return q.map(text => m.parse(text))", texts)

    for text, theirs in zip(texts, told, strict=True):
        assert plain(theirs) == ours(text), text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a=b ; comment", {"a": "b"}),
        ("ca[]=one\nca[]=two", {"ca": ("one", "two")}),
        ("strict-ssl=false\nproxy=null\nflag", {"strict-ssl": False, "proxy": None, "flag": True}),
        ("[other]\nregistry=https://evil.example/", {}),
    ],
)
def test_values_are_text_words_and_lists(text: str, found: dict[str, IniValue]) -> None:
    assert found == parse_ini(text)


@pytest.mark.fuzz
@given(st.text())
def test_any_text_gives_values(text: str) -> None:
    for key, value in parse_ini(text).items():
        assert isinstance(key, str)
        assert value is None or isinstance(value, str | bool | tuple)
    assert isinstance(unquote(text), str)
