"""Parses `name@rest`, the syntax of dependencies and installed packages in lockfiles of yarn and bun."""


def split_spec(text: str) -> tuple[str, str]:
    """Return the name and the rest of `name@rest`.

    The text is split at the `@` after the name, not at the `@` of a scope. The text after the `@` may be empty. Raises
    ValueError if there is no name.
    """
    at = text.find("@", 1)
    name, rest = (text, "") if at < 0 else (text[:at], text[at + 1 :])
    if not name or name == "@":
        raise ValueError(f"the text has no package name: {text[:80]!r}")
    return name, rest
