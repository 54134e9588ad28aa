"""Parses one text of a request: the table of all forms that a single argument or line can have."""

from collections.abc import Callable

from pratique.respond.wanted import advisories, digests, indicators, releases
from pratique.respond.wanted.context import Context
from pratique.respond.wanted.value import Wanted

NO_FORM = (
    "not a release, a digest, an indicator or the id of an advisory: write NAME@VERSION, a package URL, sha256:HEX, "
    "host:NAME, path:NAME or an id such as MAL-2025-1234"
)
TEXT_FORMS: tuple[Callable[[str, Context], Wanted | None], ...] = (
    advisories.read,
    digests.read,
    indicators.read,
    releases.read,
)
"""The forms of a single text, in the order in which they are tried."""


def read_text(text: str, context: Context) -> Wanted:
    """Return what a text names. A text without a known form is reported as not read."""
    plain = text.strip()
    for form in TEXT_FORMS:
        found = form(plain, context)
        if found is not None:
            return found
    return context.misread(plain, NO_FORM)
