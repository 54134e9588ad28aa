"""Finds the commands that a shell runs where the shell reader of the analysis sees text.

These are substitutions in here-documents, here-strings, `${X:-...}` and `$((...))`, what follows a here-document whose end
word is quoted in part (`<<E"F"`), and words in `$"..."`. More is found than a shell runs, so that a finding is a reason to ask.
"""

import re
from collections.abc import Iterator

_MOST = 50
_DOCUMENT = re.compile(r"<<|\$\(\(|\$\[")
"""What may hold a substitution that the reader does not see, up to the end of the line."""
_QUOTED = re.compile(r"""(?<!<)<<-?[ \t]*(?:'[^'\n]{0,200}'|"[^"\n]{0,200}")(?=[\s;&|<>)]|\Z)""")
"""A here-document whose end word is quoted as a whole, so that nothing in it is run."""
_END = re.compile(r"-?[ \t]{0,50}([^\s;&|<>()]{0,200})")
"""The end word of a here-document, with its quotes."""
_TRANSLATED = re.compile(r'\$"')


def unseen(text: str) -> list[str]:
    """Return the texts of these commands: at most 50, the last of which is the rest of the line if there are more."""
    found = list(_behind_partly_quoted(text))
    plain = _QUOTED.sub("", text)
    place = _DOCUMENT.search(plain)
    start = len(plain) if place is None else place.start()
    held = " ".join([*_expansions(plain[:start]), plain[start:]])
    found += _substitutions(held)
    if _TRANSLATED.search(text):
        found.append(_TRANSLATED.sub('"', text))
    return found if len(found) <= _MOST else [*found[: _MOST - 1], held]


def _behind_partly_quoted(text: str) -> Iterator[str]:
    """Yield what follows the line of a here-document whose end word is quoted in part."""
    for rest in _after(text, "<<"):
        match = _END.match(rest)
        word = match[1] if match else ""
        plain = word.strip(word[:1]) if word[:1] in {"'", '"'} and word[:1] == word[-1:] else word
        if set(plain) & set("'\"\\") and not word.startswith("<"):
            yield rest.partition("\n")[2]


def _expansions(text: str) -> Iterator[str]:
    """Yield what is in `${...}`; the rest of the text for the last of many."""
    place = -1
    for _ in range(_MOST):
        place = text.find("${", place + 1)
        if place < 0:
            return
        yield _closed(text[place + 2 :], "{", "}")
    yield text[place:]


def _substitutions(text: str) -> list[str]:
    """Return the texts in `$(...)` and between backticks, wherever they are."""
    found = [_closed(piece.lstrip("("), "(", ")") for piece in _after(text, "$(")]
    return [*found, *text.split("`", 2 * _MOST)[1::2]]


def _after(text: str, mark: str) -> Iterator[str]:
    """Yield the text after each of the first 51 marks."""
    place = -1
    for _ in range(_MOST + 1):
        place = text.find(mark, place + 1)
        if place < 0:
            return
        yield text[place + len(mark) :]


def _closed(text: str, opening: str, closing: str) -> str:
    """Return the text before the bracket that closes it."""
    depth = 0
    for match in re.finditer(f"[{re.escape(opening + closing)}]", text):
        if match[0] == closing and not depth:
            return text[: match.start()]
        depth += 1 if match[0] == opening else -1
    return text
