"""Parses `name@rest`, which locks of yarn and bun use for requests and installed packages."""


def split_spec(text: str) -> tuple[str, str]:
    """Return the name and the rest, split at the `@` after the name, not at the `@` of a scope; the rest may be empty.

    Raises ValueError if there is no name.
    """
    at = text.find("@", 1)
    name, rest = (text, "") if at < 0 else (text[:at], text[at + 1 :])
    if not name or name == "@":
        raise ValueError(f"it has no name: {text[:80]!r}")
    return name, rest
