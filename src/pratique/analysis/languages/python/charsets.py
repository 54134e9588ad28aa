"""Encodings that Python does not bring: what decodes by one runs a codec that somebody registered."""

import re
from encodings.aliases import aliases

_NAME = re.compile(r"[A-Za-z0-9][\w .:-]{1,60}\Z")
_WITHOUT_ALIAS = (
    "charmap cp1006 cp720 cp737 cp856 cp874 cp875 idna koi8_t koi8_u mac_arabic mac_croatian mac_farsi mac_romanian oem palmos"
    " punycode raw_unicode_escape undefined unicode_escape utf_8_sig"
)
"""Encodings of Python that no alias names."""
_OF_SYSTEMS = "mbcs oem locale filesystem ansi cp65001 string_escape"
"""Those of one system, and of Python 2."""
_KNOWN = (*aliases, *aliases.values(), *_WITHOUT_ALIAS.split(), *_OF_SYSTEMS.split())


def is_own_codec(name: str) -> bool:
    """Whether the name of an encoding is none of Python's: `data.decode("menu")` asks a codec of the program."""
    return _NAME.match(name) is not None and _squeezed(name) not in _SQUEEZED


def _squeezed(name: str) -> str:
    """Python takes `UTF-8`, `utf_8` and `utf 8` for one name, and some of its aliases leave the joint out."""
    return re.sub(r"[\W_]", "", name.lower())


_SQUEEZED = frozenset(_squeezed(name) for name in _KNOWN)
