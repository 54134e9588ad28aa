"""Manifests of packages that were put somewhere: `require(path.join(folder, "package.json"))` gives data, however the folder is found."""

import re

from pratique.analysis.languages.javascript import paths, targets
from pratique.analysis.languages.javascript.called import Called
from pratique.analysis.languages.javascript.evaluate import Evaluator

_AS_FOLDER = re.compile(rb"package\.json(?:/|['\"`]\s*,\s*['\"`]\w+\.\w)|mkdir\w*\([^;\n]{0,80}package\.json")
"""What makes a folder of that name, or puts a file into it: node runs its `index.js`."""


def asks_for_manifest(evaluator: Evaluator, called: Called) -> bool:
    """Whether a call asks for a manifest by its path, in a source that makes no folder of that name."""
    if not targets.first_argument(evaluator, called).endswith("/package.json"):
        return False
    every = paths.all_targets(evaluator, called, 0)
    return (
        all(path is not None and path.endswith("/package.json") for path in every)
        and _AS_FOLDER.search(evaluator.source) is None
    )
