"""Calls that make paths: what they name is kept as a form (see `forms`)."""

import ast
from collections.abc import Callable, Mapping

from pratique.analysis.engine.marks import FILE
from pratique.analysis.languages.python import forms
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.scopes import line_of
from pratique.analysis.languages.values import NOTHING, Value

_OF_OTHERS = f"{forms.HOLE}/site-packages"
Special = Callable[[Evaluator, ast.Call, At, Value], Value]
"""A call that needs more than the general rule: the evaluator, the call, where it stands, what is called."""


def _path(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    return Value(name="pathlib.Path()", form=forms.path(evaluator.arguments(node, at)))


def _below(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`path.joinpath(...)`."""
    values = evaluator.arguments(node, at)
    return Value(name="pathlib.Path()", form=forms.path([_receiver(evaluator, node, at), *values]))


def _itself(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`path.resolve()` and its like."""
    return Value(name="pathlib.Path()", form=_receiver(evaluator, node, at).form)


def _beside(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`path.with_name(...)`."""
    folder, slash, _ = _receiver(evaluator, node, at).form.rpartition("/")
    where = (
        Value(form=folder)
        if slash
        else Value(const="" if _receiver(evaluator, node, at).form else forms.HOLE)
    )
    return Value(name="pathlib.Path()", form=forms.path([where, *evaluator.arguments(node, at)]))


def _receiver(evaluator: Evaluator, node: ast.Call, at: At) -> Value:
    return evaluator.value(node.func.value, at) if isinstance(node.func, ast.Attribute) else NOTHING


def _place(form: str, name: str = "") -> Special:
    return lambda _evaluator, _node, _at, _function: Value(name=name, form=form)


def _joined(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`os.path.join(...)`; a path carries no data, so no marks."""
    values = evaluator.arguments(node, at)
    form = forms.path(values)
    if values and all(isinstance(value.const, str) for value in values):
        return Value(const=form, folded=True)
    return Value(form=form)


def _same(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`os.path.abspath(path)` and its like: the path as it was given."""
    value = evaluator.argument(node, at, 0)
    if isinstance(value.const, str):
        return Value(const=value.const, folded=value.folded)
    return Value(form=value.form)


def _temporary(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """`tempfile.NamedTemporaryFile(suffix=...)`, `mkstemp`, `mkdtemp`."""
    suffix = ""
    for keyword in node.keywords:
        if keyword.arg == "suffix":
            found = evaluator.value(keyword.value, at).const
            suffix = found if isinstance(found, str) else ""
    form = f"{forms.TEMPORARY}/{forms.HOLE}{suffix}"
    if function.name == "tempfile.mkstemp":
        return Value(items=(Value(name="open()"), Value(form=form)))
    return Value(name="" if function.name == "tempfile.mkdtemp" else "open()", form=form)


def _found(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`glob.glob(pattern)` and `path.glob(pattern)`: each element bears the pattern."""
    receiver = _receiver(evaluator, node, at)
    values = evaluator.arguments(node, at)[:1]
    if receiver.name == "pathlib.Path()":
        return Value(items=(Value(name="pathlib.Path()", form=forms.path([receiver, *values])),))
    return Value(items=(Value(form=forms.form_of(values[0])),)) if values else NOTHING


def _database(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`sqlite3.connect(path)`: what is asked of it comes from a file."""
    path = evaluator.argument(node, at, 0)
    form = forms.form_of(path)
    marks = FILE | forms.secret_marks(path) if form != ":memory:" else 0
    return Value(name="sqlite3.connect()", marks=marks, origin=line_of(node) if marks else 0, form=path.form)


PATH_CALLS: Mapping[str, Special] = {
    **dict.fromkeys(("pathlib.Path", "pathlib.PurePath", "pathlib.PureWindowsPath"), _path),
    "pathlib.Path().joinpath": _below,
    **dict.fromkeys(
        (
            *("pathlib.Path().resolve", "pathlib.Path().absolute", "pathlib.Path().expanduser"),
            "pathlib.Path().with_suffix",
        ),
        _itself,
    ),
    "pathlib.Path().with_name": _beside,
    "importlib.resources.files": _place(forms.HOLE, "pathlib.Path()"),
    "pathlib.Path.home": _place("~", "pathlib.Path()"),
    "pathlib.Path.cwd": _place(".", "pathlib.Path()"),
    "os.path.join": _joined,
    **dict.fromkeys(
        (
            *("os.path.expanduser", "os.path.expandvars", "os.path.abspath", "os.path.realpath"),
            *("os.path.normpath", "os.fspath"),
        ),
        _same,
    ),
    **dict.fromkeys(("glob.glob", "glob.iglob", "pathlib.Path().glob", "pathlib.Path().rglob"), _found),
    "site.getsitepackages": lambda _evaluator, _node, _at, _function: Value(items=(Value(form=_OF_OTHERS),)),
    "site.getusersitepackages": _place(_OF_OTHERS),
    "tempfile.gettempdir": _place(forms.TEMPORARY),
    **dict.fromkeys(
        (
            *("tempfile.NamedTemporaryFile", "tempfile.TemporaryFile", "tempfile.mkstemp"),
            *("tempfile.mkdtemp", "tempfile.mktemp", "tempfile.SpooledTemporaryFile"),
        ),
        _temporary,
    ),
    "sqlite3.connect": _database,
}
