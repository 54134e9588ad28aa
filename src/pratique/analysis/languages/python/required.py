"""What a build backend asks for while it builds: packages by an address, which is installed before anything else runs."""

import ast
import re
from collections.abc import Iterator

from pratique.analysis.facts import Capability
from pratique.analysis.languages.python import forms
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.scopes import Scope, Seen
from pratique.analysis.languages.python.source import Source

_ASKING = ("get_requires_for_build_wheel", "get_requires_for_build_sdist", "get_requires_for_build_editable")
_BY_ADDRESS = re.compile(
    r"\s*([A-Za-z0-9][\w.-]{0,100}(?:\[[\w., -]{0,100}\])?)\s*@\s*([a-z+]{3,20}://\S{1,300})"
)
_TEXTS = (ast.Constant, ast.JoinedStr, ast.BinOp, ast.Call, ast.Name)
_MOST_PARTS = 2_000


def read_required(source: Source) -> None:
    """Tell as an installation what such a function gives that names an address."""
    if not any(name in source.text for name in _ASKING):
        return
    for scope in source.index.scopes:
        if scope.name in _ASKING:
            for part in _parts(scope):
                value = source.evaluator.value(part, At(scope, source.index.block))
                found = _BY_ADDRESS.match(forms.form_of(value))
                if found is not None:
                    line = f"pip install {found[1]}@{found[2]}"
                    source.use(
                        Capability.PROCESS, "build-requirement", Seen(part, scope, source.index.block), line
                    )
                    source.facts.add_addresses(found[2], part.lineno)


def _parts(scope: Scope) -> Iterator[ast.expr]:
    for count, part in enumerate(ast.walk(scope.node)):
        if count > _MOST_PARTS:
            return
        if isinstance(part, _TEXTS):
            yield part
