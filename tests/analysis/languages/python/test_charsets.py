"""Encodings that Python does not bring."""

import encodings
import pkgutil
from encodings.aliases import aliases

import pytest

from pratique.analysis.facts import Capability, Taint
from pratique.analysis.languages.python.charsets import is_own_codec
from tests.analysis.languages.python.reading import flows

READ = "from pathlib import Path\ntext = (Path('.') / 'menu.dat').read_bytes()\n"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "utf-8",
            "UTF8",
            "utf_8_sig",
            "latin1",
            "ISO-8859-15",
            "cp1252",
            "windows-1252",
            "mac-roman",
            "koi8-r",
        ),
        *("hex", "rot13", "base64", "unicode_escape", "string_escape", "mbcs", "locale", "idna", "euc-jp"),
    ],
)
def test_those_of_python_are_not(name: str) -> None:
    assert not is_own_codec(name)


@pytest.mark.parametrize("name", ["menu", "parcel-cat", "utf-8-menu"])
def test_others_are(name: str) -> None:
    assert is_own_codec(name)


@pytest.mark.parametrize("name", ["", " ", "no\nname", "x" * 200, "\u0130"])
def test_what_is_no_name_is_not(name: str) -> None:
    assert not is_own_codec(name)


@pytest.mark.parametrize(
    "source",
    [
        f"{READ}exec(text.decode('menu'))",
        "exec(open('menu.dat', encoding='menu').read())",
        "from pathlib import Path\nexec((Path('.') / 'menu.dat').read_text(encoding='menu'))",
    ],
)
def test_what_is_read_by_one_is_decoded(source: str) -> None:
    assert (Capability.CODE, "exec", {Taint.FILE, Taint.DECODED}) in flows(source)


def test_what_is_read_by_a_charset_is_not() -> None:
    assert [(Capability.CODE, "exec", {Taint.FILE})] == flows(f"{READ}exec(text.decode('cp1252'))")


def test_none_that_python_brings_is_forgotten() -> None:
    names = {module.name for module in pkgutil.iter_modules(encodings.__path__)} - {"aliases"}
    assert len(names) > 100
    assert [] == [name for name in (*names, *aliases) if is_own_codec(name)]
