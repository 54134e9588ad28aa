"""Reads one option of a client: its full name, its value, and whether the hook knows what the client does with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pratique.cli.hook.clients import CLIENTS, Client, Use
from pratique.cli.hook.option_table import EITHER, FLAG, OPTIONS, VALUE

_BOOLEANS = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a command line; `known` is False if a variable or a command decides about its text."""

    text: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """An option as a client reads it."""

    name: str
    """The full name, also where the line has an abbreviation."""
    value: Said | None = None
    used: int = 0
    """How many of the words that follow are the value."""
    known: bool = True
    """False if the next word may be a value or not, or if the client's definitions have no such option."""


def read_option(client: Client, use: Use | None, words: Sequence[Said], place: int) -> Option:
    """Return the option at a place of the words of a client. `use` is what the command does, None before it is known."""
    word, following = words[place], next(iter(words[place + 1 : place + 2]), None)
    text, equals, value = word.text.partition("=")
    kinds = _kinds(client.name, use)
    name = text if text in kinds else _full(client, kinds, text)
    if name is not None:
        if equals:
            return Option(name, Said(value, word.known))
        return _plain(client, name, kinds[name], following)
    if text[:2] != "--" and len(text) > 1:
        return _letters(client, kinds, word, following)
    return Option(text, Said(value, word.known) if equals else None, known=False)


def _plain(client: Client, name: str, kind: int, following: Said | None) -> Option:
    if kind == VALUE:
        return Option(name, following, used=0 if following is None else 1)
    if kind == EITHER:
        return Option(name, known=following is None or following.text.startswith("-"))
    if client.nopt and following is not None and following.text in _BOOLEANS:
        return Option(name, used=1)
    return Option(name)


def _letters(client: Client, kinds: Mapping[str, int], word: Said, following: Said | None) -> Option:
    """Read several short options in a word: `-Ur FILE`, `-rFILE`, `-i=URL`."""
    letters = word.text[1:]
    for place, letter in enumerate(letters):
        kind = kinds.get(f"-{letter}")
        rest = letters[place + 1 :]
        if kind == FLAG and rest:
            continue
        if kind == VALUE and rest and not client.nopt:
            return Option(f"-{letter}", Said(rest.removeprefix("="), word.known))
        if kind is None or rest:
            break
        return _plain(client, f"-{letter}", kind, following)
    return Option(word.text.partition("=")[0], known=False)


def _full(client: Client, kinds: Mapping[str, int], text: str) -> str | None:
    """Return the option that a text means: an abbreviation, `--no-x`, or `-long` where a client reads these so."""
    if client.nopt and text.startswith("-") and not text.startswith("--") and len(text) > 2:
        if all(f"-{letter}" in kinds for letter in text[1:]):
            return None
        text = f"-{text}"
        if text in kinds:
            return text
    if client.nopt and text.startswith("--no-") and kinds.get(f"--{text[5:]}") in {FLAG, EITHER}:
        return f"--{text[5:]}" if kinds[f"--{text[5:]}"] == FLAG else None
    if not (client.nopt or client.abbreviates) or len(text) < 3 or not text.startswith("--"):
        return None
    found = [name for name in kinds if name.startswith(text)]
    return found[0] if len(found) == 1 else None


@cache
def _kinds(name: str, use: Use | None) -> Mapping[str, int]:
    """Return the options of a client, and whether each takes a value. Options with a meaning for the hook take one."""
    client = next(one for one in CLIENTS if one.name == name)
    key = client.like or client.name
    words = OPTIONS.get(f"{key} {use}") or OPTIONS.get(key) or ("", "", "")
    found = {option: kind for kind, options in enumerate(words) for option in options.split()}
    found |= dict.fromkeys(client.flags, FLAG) | dict.fromkeys(client.values, VALUE)
    for options in (
        client.packages,
        client.registries,
        client.lists,
        client.folders,
        client.versions,
        client.calls,
    ):
        found |= dict.fromkeys(options, VALUE)
    return found
