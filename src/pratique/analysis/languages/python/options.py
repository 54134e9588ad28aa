"""Files of credentials that a program takes unless it is told another: `--config` with the default `~/.kube/config`.

Other defaults are left unknown: an address or a name is its user's own to give.
"""

import ast
from collections.abc import Iterator

from pratique.analysis.engine.places import places_in
from pratique.analysis.languages.python import forms
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.values import NOTHING, Value

PARSED = "argparse.ArgumentParser().parse_args()"
"""How a value is named that holds the options of a program."""


def option(evaluator: Evaluator, name: str) -> Value:
    """The default of an option, where it is the path of a file of credentials."""
    if evaluator.options is None:
        evaluator.options = dict(_defaults(evaluator))
    found = evaluator.options.get(name)
    form = forms.form_of(evaluator.value(*found)) if found is not None else ""
    return Value(form=form) if places_in(form).secrets else NOTHING


def _defaults(evaluator: Evaluator) -> Iterator[tuple[str, tuple[ast.expr, At]]]:
    """The defaults of options, by the names under which the program has them."""
    for scope in evaluator.index.scopes:
        for called in scope.calls:
            func, node = called.node.func, called.node
            defaults = [word.value for word in node.keywords if word.arg == "default"]
            if defaults and isinstance(func, ast.Attribute) and func.attr == "add_argument":
                for name in _names(node):
                    yield name, (defaults[0], At(scope, called.block))


def _names(node: ast.Call) -> list[str]:
    for word in node.keywords:
        if word.arg == "dest":
            return [str(word.value.value)] if isinstance(word.value, ast.Constant) else []
    texts = (
        part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )
    return [text.lstrip("-").replace("-", "_") for text in texts]
