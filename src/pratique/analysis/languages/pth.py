"""Path configuration files: Python's `site` runs every line that starts with `import` at each start (site docs)."""

import re
from dataclasses import replace

from pratique.analysis.facts import FileFacts, Language, problem_only
from pratique.analysis.languages import python

_MOST_BYTES = 1024 * 1024
_STARTS = re.compile(rb"(?<![ -~])import[ \t]")
"""Wherever a line may begin, in any encoding: what has none of it is paths, or data of another kind, such as weights of a model."""


def extract(source: bytes) -> FileFacts:
    """Read a `.pth` file. Lines that start with `import` and a blank are code that runs at load; others are paths."""
    if _STARTS.search(source) is None:
        return FileFacts(language=Language.PTH)
    if len(source) > _MOST_BYTES:
        return problem_only(Language.PTH, f"too large: {len(source)} bytes")
    if b"\0" in source:
        return problem_only(Language.PTH, "not text")
    text = source.decode("utf-8-sig", "replace")
    # Each line keeps its number: what is a path becomes an empty line. `site` runs each line on its own.
    lines = [line if line.startswith(("import ", "import\t")) else "" for line in text.splitlines()]
    if not any(lines):
        return FileFacts(language=Language.PTH)
    return replace(python.extract_text("\n".join(lines)), language=Language.PTH)
