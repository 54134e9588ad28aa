"""Parses settings files into nested values, with one reader for each syntax.

Every reader raises ParseError for an invalid file.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Any

import msgspec

from pratique.errors import ParseError
from pratique.intake.install_settings.ruby_program import gemfile_code, specification
from pratique.lockfiles.reading.document import invalid, read_text
from pratique.net.configuration.gem import gemrc
from pratique.net.configuration.npm import npmrc
from pratique.net.configuration.pip import pip_conf as pipconf

MOST_BYTES = 4 * 1024 * 1024
_MOST_LINES = 20_000
_HINT = "correct it"

_NO_PLAIN_KEY = ("?", ":", "<<", "'<<", '"<<', "{", "[", "!", "&", "*")
"""Prefixes of YAML sections that do not begin with a plain key, so that their keys may be anywhere in the section."""


class Raw(str):
    """The text of a value that could not be parsed."""

    __slots__ = ()


Document = Mapping[str, Any]
Read = Callable[[bytes], Document]

_BLANK = re.compile(r"[ \t]*+(?:#.*|---)?")
_NO_KEY = " \t\r\n#%-"
"""The first characters of lines that contain no top-level YAML key."""
_YARN_1_LINE = re.compile(r"""([ \t]*+)("[^"\n]{0,500}"|[^\s"#][^\s]*+)[ \t]*+(.*)""")
_GEMFILE = re.compile(
    r"""(?:(?<![\w.:"'-])|(?<=[ ,(]:))(source|plugin|eval_gemfile|git_source)(?=[ \t(:]|\Z)[ \t]*+(?:=>|:)?[ \t(]*+"""
    r"""(?:"([^"\n]*+)"|'([^'\n]*+)'|([^\s#][^\n#]{0,200}+)?)"""
)


def read_npmrc(data: bytes) -> Document:
    """Parse an `.npmrc`. Variables in the values are not expanded."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in npmrc.parse(data, env=None).items()
    }


def read_pip(data: bytes) -> Document:
    """Parse a `pip.conf`."""
    return pipconf.parse(data)


def read_bundle_config(data: bytes) -> Document:
    """Parse a `.bundle/config`."""
    return {
        key: list(value) if isinstance(value, tuple) else value for key, value in gemrc.parse(data).items()
    }


def read_json(data: bytes) -> Document:
    """Parse a JSON object."""
    text = read_text(data, what="the file", most_bytes=MOST_BYTES)
    try:
        value = msgspec.json.decode(text)
    except RecursionError:
        raise invalid("the document is nested too deeply", hint=_HINT) from None
    except (msgspec.DecodeError, ValueError) as error:
        raise invalid(f"the document is not JSON: {error}", hint=_HINT) from None
    return _mapping(value)


def read_toml(data: bytes) -> Document:
    """Parse a TOML file."""
    from pratique.lockfiles.reading.toml_document import decode_toml  # noqa: PLC0415 - few files need it

    return decode_toml(read_text(data, what="the file", most_bytes=MOST_BYTES), what="the file", hint=_HINT)


def read_yaml(data: bytes) -> Document:
    """Parse a YAML file.

    If the strict parser rejects the file, for example because of anchors in catalogs, each top-level key is parsed separately. A
    section that cannot be parsed is returned as text.
    """
    from pratique.lockfiles.reading import yaml_document  # noqa: PLC0415 - few files need it

    text = read_text(data, what="the file", most_bytes=MOST_BYTES)
    if all(line.strip()[:1] in {"", "#"} for line in text.splitlines()):
        return {}
    try:
        return yaml_document.read_yaml(data, what="the file", most_bytes=MOST_BYTES).value
    except ParseError:
        found: dict[str, Any] = {}
        for section in _sections(text):
            if section.startswith(_NO_PLAIN_KEY):
                raise
            try:
                found.update(
                    yaml_document.read_yaml(section.encode(), what="the file", most_bytes=MOST_BYTES).value
                )
            except ParseError:
                name, colon, rest = section.partition(":")
                if not colon:
                    raise
                # The value of an alias is elsewhere in the file.
                whole = f" ({hashlib.sha256(data).hexdigest()})" if "*" in rest else ""
                found[name.strip().strip("\"'")] = Raw(f"{rest.strip()}{whole}")
        return found


def read_yarnrc(data: bytes) -> Document:
    """Parse a `.yarnrc` of yarn 1: one key and value per line, indented below a key that ends with a colon."""
    text = read_text(data, what="the file", most_bytes=MOST_BYTES)
    found: dict[str, Any] = {}
    above = ""
    for line in text.splitlines()[:_MOST_LINES]:
        match = _YARN_1_LINE.fullmatch(line)
        if match is None:
            continue
        name, value = _bare(match[2].removesuffix(":")), _bare(match[3].removeprefix(":").strip())
        if match[1] and above:
            inner = found.get(above)
            found[above] = {**(inner if isinstance(inner, dict) else {}), name: value}
        else:
            above = name
            found[name] = value
    return found


def read_environment(data: bytes) -> Document:
    """Parse a file of environment variables with one name and value per line.

    For a repeated name, both values are returned. A digest of the whole file is added to values that refer to variables.
    """
    text = read_text(data, what="the file", most_bytes=MOST_BYTES)
    found: dict[str, list[str]] = {}
    for line in islice(text.splitlines(), _MOST_LINES):
        bare = line.strip()
        bare = bare.removeprefix("export").lstrip() if bare.startswith(("export ", "export\t")) else bare
        name, written = (
            bare.partition("=")[::2] if "=" in bare.partition(":")[0] else bare.partition(":")[::2]
        )
        if not name.strip().isidentifier():
            continue
        value = _bare(written.partition(" #")[0].strip())
        if "$" in value or value.endswith("\\"):
            value = f"{value} ({hashlib.sha256(data).hexdigest()})"
        found.setdefault(name.strip(), []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def read_gemfile(data: bytes) -> Document:
    """Parse the sources, plugins, included files and lines of code in a Gemfile."""
    text = read_text(data, what="the file", most_bytes=MOST_BYTES)
    found: dict[str, list[str]] = {}
    for line in text.splitlines()[:_MOST_LINES]:
        if line.lstrip().startswith("#"):
            continue
        for match in _GEMFILE.finditer(line[:2_000]):
            told = next((part for part in match.groups()[1:] if part is not None), "")
            found.setdefault(match[1], []).append(told.strip())
    code = gemfile_code(text)
    return {**found, "code": code} if code else found


def read_gemspec(data: bytes) -> Document:
    """Parse the lines of code and the dependencies in a gemspec."""
    code, gems = specification(read_text(data, what="the file", most_bytes=MOST_BYTES))
    return {"code": code, "dependency": gems}


def _sections(text: str) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if line[0] not in _NO_KEY]
    before = lines[: starts[0]] if starts else lines
    if len(starts) > _MOST_LINES or not all(_BLANK.fullmatch(line.rstrip()) for line in before):
        raise invalid("the document is not a YAML mapping, or has too many keys", hint=_HINT)
    for start, end in pairwise([*starts, len(lines)]):
        yield "".join(lines[start:end])


def _bare(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _mapping(value: object) -> Document:
    if not isinstance(value, dict):
        raise invalid("the document is not a JSON object", hint=_HINT)
    return value
