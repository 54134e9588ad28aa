"""Starts out of sight of a script that was left out of the release: bundles keep the call of a file that lay beside one of their modules."""

import posixpath
import re

from pratique.analysis.chains.chain import Chain
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability
from pratique.analysis.subject import Contents
from pratique.core.tree import Tree

_OUT_OF_SIGHT = "started-out-of-sight-when-loaded"
_OWN_SCRIPT = re.compile(r"node __dirname/((?:[\w@.-]+/){0,8}[\w@.-]+\.[cm]?js)(?= |\Z)")
_MAKING = frozenset({Capability.FILE_WRITE, Capability.CODE, Capability.NATIVE, Capability.PROCESS})
"""What could put a file where none is shipped."""


def starts_nothing(contents: Contents, chain: Chain) -> bool:
    """Whether what a chain starts out of sight is node with a file of the release that is not in it, and nothing that runs by itself could make it."""
    place = chain.places[0]
    facts = contents.facts.get(place.path)
    if chain.template != _OUT_OF_SIGHT or facts is None:
        return False
    if any(not hook.implicit for hook in contents.manifest.hooks):
        return False
    started = [
        use.argument
        for use in facts.uses
        if use.line == place.line and use.api == "hidden-start" and use.at_load
    ]
    if not started or not all(_is_missing(contents.tree, place.path, command or "") for command in started):
        return False
    return not any(
        use.at_load
        and use.capability in _MAKING
        and context in {Context.INSTALL, Context.IMPORT}
        and not (path == place.path and use.line == place.line and use.argument in started)
        for path, context, use in contents.uses()
    )


def _is_missing(tree: Tree, path: str, command: str) -> bool:
    found = _OWN_SCRIPT.match(command)
    if found is None:
        return False
    script = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[1]))
    shipped = script in tree.by_path or any(omission.path == script for omission in tree.omitted)
    return not shipped and not script.startswith("..")
