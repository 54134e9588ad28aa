"""Files of the package that an exported object names for others to load: `module.exports = {testEnvironment: require.resolve("./environment")}`.

So presets of test runners, compilers and linters name their parts. Where a function of the file asks for such a name, it hands it to code of
the package itself, or to a bundler as text.
"""

import re
from itertools import islice

from pratique.analysis.engine.gather import Facts

_RESOLVED = re.compile(rb"\brequire\.resolve\s{0,9}\(\s{0,9}[\"'](\.\.?/[\w./@-]{1,200})[\"']")
_EXPORTS = re.compile(
    rb"\b(?:module\.exports|exports\.default)\s{0,9}=\s{0,9}\{|\bexport\s{1,9}default\s{0,9}\{"
)
_BODY = re.compile(rb";|\bfunction\b|=>|\)\s{0,9}\{")
"""What an object of settings has none of before it names a file."""
_NEAR = 3_000
"""Bytes of an exported object that are gone through."""
_MOST = 200
"""Objects and files together."""


def note_resolved(source: bytes, facts: Facts) -> None:
    """Note such files as modules that are asked for, not at load."""
    if b"require.resolve" not in source:
        return
    left = _MOST
    opened = _EXPORTS.search(source)
    while opened is not None and left:
        left -= 1
        last = _BODY.search(source, opened.end(), opened.end() + _NEAR)
        end = last.start() if last is not None else opened.end() + _NEAR
        for match in islice(_RESOLVED.finditer(source, opened.end(), end), left):
            left -= 1
            line = source.count(b"\n", 0, match.start()) + 1
            facts.add_import(match.group(1).decode("ascii"), line, at_load=False, dynamic=True)
        opened = _EXPORTS.search(source, opened.end())
