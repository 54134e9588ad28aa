"""What code has loaded by calls that are no import and open no file for it: finders, runners of modules, copies under another name.

Told are names and paths, as far as the source shows them. Who follows them decides what they are (`pratique.analysis.asked_elsewhere`).
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pratique.analysis.facts import AskKind, Command
from pratique.analysis.languages.python import forms
from pratique.analysis.languages.python.asked_by_call import begins_with_own
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.scopes import Called
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.values import UNKNOWN, Value

_DOTTED = re.compile(r"\.{0,3}[^\W\d]\w{0,80}(?:\.[^\W\d]\w{0,80}){0,20}\Z")
_PICKLED = re.compile(rb"c([A-Za-z_][\w.]{0,200})\n\w")
_LOADING = ("exec_module", "load_module")
"""What runs a module that a finder found."""
_RUN = (".py", ".pyw", ".sh")
"""How the new name of what runs by it ends."""
_MOST_NODES = 2_000
_MOST_SUFFIX = 10

_MODULES: Mapping[str, tuple[int, str]] = {
    "pkgutil.resolve_name": (0, "name"),
    "pydoc.locate": (0, "path"),
    "pydoc.safeimport": (0, "path"),
    "importlib.metadata.EntryPoint": (1, "value"),
    "werkzeug.utils.import_string": (0, "import_name"),
    "django.utils.module_loading.import_string": (0, "dotted_path"),
}
_FOUND: Mapping[str, tuple[int, str]] = {
    "importlib.util.find_spec": (0, "name"),
    "importlib.find_loader": (0, "name"),
    "pkgutil.find_loader": (0, "fullname"),
    "pkgutil.get_loader": (0, "module_or_name"),
}
"""Finders, which run nothing but the packages above."""
_FILES: Mapping[str, tuple[int, str]] = {
    "pydoc.importfile": (0, "path"),
    "multiprocessing.spawn._fixup_main_from_path": (0, "main_path"),
    "distutils.core.run_setup": (0, "script_name"),
    "setuptools.sandbox.run_setup": (0, "setup_script"),
}
_FOLDERS: Mapping[str, tuple[int, str]] = {
    "pkgutil.iter_modules": (0, "path"),
    "pkgutil.walk_packages": (0, "path"),
    "importlib.machinery.FileFinder": (0, "path"),
}
_DISCOVERED = ("unittest.defaultTestLoader.discover",)
_GIVEN_CODE = frozenset(
    {
        *("timeit.timeit", "timeit.repeat", "cProfile.run", "profile.run", "pdb.run"),
        *("trace.Trace().run", "cProfile.Profile().run"),
    }
)
_PICKLES = frozenset(("pickle.loads", "dill.loads", "cloudpickle.loads"))
_RENAMES = frozenset(
    {
        *("shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.move"),
        *("os.rename", "os.renames", "os.replace", "os.link", "os.symlink"),
    }
)


def note_ask(source: Source, called: Called, name: str) -> None:
    """Note what a call that is one of `ASKING` asks for."""
    for kind, text, becomes in ASKING[name](source, called, name):
        _add(source, called, kind, text, becomes)


def computed(source: Source, called: Called) -> None:
    """Note the modules that a name may be of which only the beginning is known: `import_module("kite.plugins." + name)`."""
    node, at = called.node, At(called.scope, called.block)
    form = forms.form_of(source.evaluator.argument(node, at, 0, "name"))
    own = bool(node.args) and begins_with_own(node.args[0])
    if form == forms.HOLE and node.args:
        form = _spelt(node.args[0])
    if own:
        form = form.removeprefix(forms.HOLE)
    head = form.partition(forms.HOLE)[0].rpartition(".")[0]
    if not form.startswith(".") and not head:
        return
    package = source.evaluator.argument(node, at, 1, "package").const
    if form.startswith(".") and isinstance(package, str):
        head = f"{package}{head}"
    if not head.strip(".") or _DOTTED.match(head):
        _add(source, called, AskKind.MODULE, f"{head}.*")


def _spelt(node: ast.expr) -> str:
    """The form of a text of which dots alone are known, which says nothing of any other text."""
    if isinstance(node, ast.JoinedStr):
        parts: list[ast.expr] = node.values
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [node.left, node.right]
    else:
        return forms.HOLE
    texts = [part.value if isinstance(part, ast.Constant) else forms.HOLE for part in parts]
    return "".join(text for text in texts if isinstance(text, str))


def placed(source: Source, called: Called, command: Command) -> Command:
    """The command as it is seen from the folder of the code: what it starts lies in the folder that it is started in."""
    node = next((keyword.value for keyword in called.node.keywords if keyword.arg == "cwd"), None)
    if node is None or command.runs is None or command.runs.startswith(("/", forms.HOLE)):
        return command
    folder = source.evaluator.value(node, At(called.scope, called.block))
    where = forms.telling(forms.form_of(folder))
    return replace(command, runs=forms.path((folder, _text(command.runs)))) if where else command


def _text(text: str) -> Value:
    return Value(const=text)


def _add(source: Source, called: Called, kind: AskKind, text: str, becomes: str = "") -> None:
    at_load = source.runs(called.scope, called.block)
    source.facts.add_ask(kind, text, called.node.lineno, at_load=at_load, becomes=becomes)


Asked = Iterator[tuple[AskKind, str, str]]


def _argument(source: Source, called: Called, place: int, name: str) -> str:
    """The form of an argument, or "" where it says nothing; of a list with one path, that path."""
    value = source.evaluator.argument(called.node, At(called.scope, called.block), place, name)
    if value.const is UNKNOWN and len(value.items) == 1:
        value = value.items[0]
    elif isinstance(value.const, tuple) and len(value.const) == 1 and isinstance(value.const[0], str):
        return value.const[0]
    return forms.telling(forms.form_of(value))


def _module(source: Source, called: Called, name: str) -> Asked:
    place, word = _MODULES[name]
    text = _argument(source, called, place, word).partition(":")[0].strip()
    if _DOTTED.match(text):
        yield AskKind.MODULE, text, ""


def _loads(source: Source) -> bool:
    return any(word in source.text for word in _LOADING)


def _found(source: Source, called: Called, name: str) -> Asked:
    text = _argument(source, called, *_FOUND[name])
    if _DOTTED.match(text) and _loads(source):
        yield AskKind.MODULE, text, ""


def _on_path(source: Source, called: Called, _name: str) -> Asked:
    """`PathFinder.find_spec(name, [folder])`."""
    module, folder = _argument(source, called, 0, "fullname"), _argument(source, called, 1, "path")
    if module and folder and _loads(source):
        yield AskKind.FILE, f"{folder}/{module.replace('.', '/')}.py", ""


def _file(source: Source, called: Called, name: str) -> Asked:
    yield AskKind.FILE, _argument(source, called, *_FILES[name]), ""


def _folder(source: Source, called: Called, name: str) -> Asked:
    if _loads(source):
        yield AskKind.FOLDER, _argument(source, called, *_FOLDERS[name]), ""


def _discovered(source: Source, called: Called, _name: str) -> Asked:
    yield AskKind.FOLDER, _argument(source, called, 0, "start_dir"), ""


def _searched(source: Source, called: Called, _name: str) -> Asked:
    yield AskKind.SEARCHED, _argument(source, called, 0, "path"), ""


def _renamed(source: Source, called: Called, _name: str) -> Asked:
    before, after = _argument(source, called, 0, "src"), _argument(source, called, 1, "dst")
    if before and after.lower().endswith(_RUN):
        yield AskKind.RENAMED, before, after


def _code(source: Source, called: Called, _name: str) -> Asked:
    """Code in the texts that a runner is given."""
    for node in (*called.node.args[:2], *(keyword.value for keyword in called.node.keywords)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            source.code(node.value, called, runs=True)
    yield from ()


def _pickled(source: Source, called: Called, _name: str) -> Asked:
    data = source.evaluator.argument(called.node, At(called.scope, called.block), 0, "data").const
    for module in _PICKLED.findall(data)[:20] if isinstance(data, bytes) else ():
        yield AskKind.MODULE, module.decode("ascii", "replace"), ""


def _configured(_source: Source, called: Called, _name: str) -> Asked:
    """The classes and functions that a configuration of logging names."""
    for node in _inside(called.node):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=False):
                named = isinstance(key, ast.Constant) and key.value in {"()", "class"}
                if named and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield AskKind.MODULE, value.value.removeprefix("ext://"), ""


def _suffix(_source: Source, called: Called, _name: str) -> Asked:
    for node in _inside(called.node):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text.startswith(".") and text != ".py" and len(text) <= _MOST_SUFFIX:
            yield AskKind.SUFFIX, text, ""


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    for number, part in enumerate(ast.walk(node)):
        if number >= _MOST_NODES:
            return
        yield part


ASKING: Mapping[str, Callable[[Source, Called, str], Asked]] = {
    **dict.fromkeys(_MODULES, _module),
    **dict.fromkeys(_FOUND, _found),
    **dict.fromkeys(_FILES, _file),
    **dict.fromkeys(_FOLDERS, _folder),
    **dict.fromkeys(_DISCOVERED, _discovered),
    **dict.fromkeys(_GIVEN_CODE, _code),
    **dict.fromkeys(_PICKLES, _pickled),
    **dict.fromkeys(_RENAMES, _renamed),
    "importlib.machinery.PathFinder.find_spec": _on_path,
    "os.chdir": _searched,
    "logging.config.dictConfig": _configured,
    "importlib.machinery.FileFinder.path_hook": _suffix,
    "importlib.machinery.SOURCE_SUFFIXES.append": _suffix,
}
"""Calls that have something loaded, by their names, and how what they ask for is told."""
