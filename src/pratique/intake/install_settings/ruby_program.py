"""Finds the lines of a Gemfile or gemspec that are more than literal statements.

Bundler runs the Gemfile and the gemspecs at install time. The results of literal `gem`, `group` and `source` statements
are in the lockfile or compared separately. Every other line is code that a change may add.
"""

import re

_MOST_CHARS = 2_000

_TEXT = r"""(?:'[^'\\]*+'|"[^"\\#]*+")"""
_SYMBOL = rf"(?::(?:[A-Za-z_]\w*+[?!]?|{_TEXT}))"
_SCALAR = rf"(?:{_TEXT}|{_SYMBOL}|\d[\d_.]*+|true\b|false\b|nil\b)"
_LIST = rf"(?:\[ *+(?:{_SCALAR} *+(?:, *+{_SCALAR} *+)*+)?+(?:, *+)?+\]|%[wi](?:\[[^\]]*+\]|\([^)]*+\)))"
_VALUE = rf"(?:{_LIST}|{_SCALAR})"
_OPTION = rf"(?:(?:[A-Za-z_]\w*+: *+|(?:{_SYMBOL}|{_TEXT}) *+=> *+)?+{_VALUE} *+)"
_OPTIONS = rf"(?:{_OPTION}(?:, *+{_OPTION})*+)"
_END = r" *+(?:#.*)?"

_STATEMENT = re.compile(
    rf"(?:gem|ruby|source|plugin|eval_gemfile)(?: +| *+\( *+){_OPTIONS}\)?+(?P<more>,)?+{_END}"
    rf"|gemspec(?:(?: +| *+\( *+){_OPTIONS}\)?+)?+(?P<more2>,)?+{_END}"
    rf"|(?:group|source|platforms?|path|git|github)(?: +| *+\( *+){_OPTIONS}\)?+ *+do{_END}"
    rf"|end{_END}"
)
_SPECIFICATION = re.compile(
    rf"Gem::Specification\.new(?:(?: +| *+\( *+){_OPTIONS}\)?+)? *+do *+\| *+\w+ *+\|{_END}"
    rf"|\w+\.(?!extensions\b)\w+ *+= *+{_VALUE}{_END}"
    rf"|\w+\.metadata\[{_TEXT}\] *+= *+{_VALUE}{_END}"
    rf"|\w+\.add_(?:runtime_|development_)?dependency(?: +| *+\( *+)(?P<gem>{_TEXT}) *+(?:, *+{_OPTIONS})?+\)?+{_END}"
    rf"|end{_END}"
)
_CONTINUED = re.compile(rf"{_OPTIONS}\)?+(?P<more>,)?+{_END}")
_NOTHING = re.compile(r"(?:#.*)?")
_REQUIREMENT = re.compile(_TEXT)


def gemfile_code(text: str) -> dict[str, str]:
    """Return the lines of a Gemfile that are code."""
    found: dict[str, str] = {}
    continued = False
    for raw in text.splitlines():
        line = raw.strip().replace("\t", " ")
        if _NOTHING.fullmatch(line):
            continue
        match = _STATEMENT.fullmatch(line) if len(line) <= _MOST_CHARS else None
        if match is None and continued and len(line) <= _MOST_CHARS:
            match = _CONTINUED.fullmatch(line)
        if match is None:
            found[line] = line
        continued = match is not None and any(match.groupdict().values())
    return found


def specification(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the lines of a gemspec that are code, and its gem dependencies with their requirements."""
    code: dict[str, str] = {}
    gems: dict[str, str] = {}
    for raw in text.splitlines():
        line = raw.strip().replace("\t", " ")
        if _NOTHING.fullmatch(line):
            continue
        match = _SPECIFICATION.fullmatch(line) if len(line) <= _MOST_CHARS else None
        if match is None:
            code[line] = line
        elif match["gem"] is not None:
            rest = line[match.end("gem") :].partition("#")[0]
            gems[match["gem"][1:-1]] = ", ".join(one[1:-1] for one in _REQUIREMENT.findall(rest))
    return code, gems
