"""Normalizes names for comparison: removes separators, splits names into words, or replaces homoglyphs."""

import re
import unicodedata
from collections.abc import Iterator

SEPARATORS = "-_./@"
"""The separators between words and before scopes, which people easily overlook."""
LONGEST = 214
"""The maximum length of an npm name. Longer names are not compared, which limits the run time."""
_BETWEEN_WORDS = re.compile(r"[-_./@]+")
_NO_SEPARATORS = {ord(letter): None for letter in SEPARATORS}
_LETTERS = {
    **dict(
        zip(
            "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455"
            "\u0501\u04bb\u04cf\u051b\u051d\u043f\u043c\u0442\u043a\u0432",
            "aeopcyxijsdhlqwnmtkb",
            strict=True,
        )
    ),
    **dict(zip("\u03b1\u03bf\u03bd\u03c1\u03c4\u03b9\u03ba\u03c5\u03c7\u03c9", "aovptikuxw", strict=True)),
    **dict(zip("\u0131\u0261\u217c", "igl", strict=True)),
}
"""Cyrillic, Greek and other lower-case letters that look like a Latin letter (Unicode TR39, confusables)."""
_PLAIN = {ord(foreign): ours for foreign, ours in _LETTERS.items()}

PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"), ("ii", "u"))
"""Pairs of letters that look like a single letter."""
DIGITS = tuple(zip("011345789", "olieastbg", strict=True))
"""Digits and the letters that they can replace."""
ALIKE = frozenset(
    {*map(frozenset, DIGITS), frozenset("il"), frozenset("uv"), frozenset("gq"), frozenset("ij")}
)
"""Single letters that are easily confused with each other."""


def squeezed(text: str) -> str:
    """Return a name in lower case without separators and without the `@` and `/` of a scope.

    `text` may also contain several names, one per line.
    """
    return text.lower().translate(_NO_SEPARATORS)


def words(name: str) -> list[str]:
    """Return the words of a name in lower case, split at separators."""
    return [word for word in _BETWEEN_WORDS.split(name.lower()) if word]


def scope_of(name: str) -> str:
    """Return the scope of an npm name with its `@`; "" if the name has no scope."""
    scope, slash, _ = name.partition("/")
    return scope if slash and scope.startswith("@") else ""


def plain(name: str) -> str:
    """Return a name without diacritics, with each homoglyph replaced by the similar letter."""
    if name.isascii():
        return name
    decomposed = unicodedata.normalize("NFKD", name.lower()).translate(_PLAIN)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def read_alike(text: str) -> Iterator[str]:
    """Yield other readings of a name without separators.

    Letter pairs become single letters, or the reverse, and digits become letters. Each pair or digit is replaced
    separately; one more reading replaces all digits together.
    """
    for pair, one in PAIRS:
        yield from _replacements(text, pair, one)
        yield from _replacements(text, one, pair)
    lettered = text
    for digit, letter in DIGITS:
        if digit in text:
            yield text.replace(digit, letter)
            if letter != "i":
                lettered = lettered.replace(digit, letter)
    if lettered != text:
        yield lettered


def _replacements(text: str, old: str, new: str) -> Iterator[str]:
    at = text.find(old)
    if at < 0:
        return
    yield text.replace(old, new)
    while at >= 0:
        yield text[:at] + new + text[at + len(old) :]
        at = text.find(old, at + 1)
