"""Recognises files that packing tools generate: file lists, metadata, licences, and Python files that only assign names.

Sources: the npm documentation of `files` (always included), the recording of installed projects (PEP 376, 427), core
metadata, PEP 639 (licences), setuptools' egg-info, poetry-core's and flit's generated setup.py, RubyGems' packages.
"""

import ast
import re

from pratique.archive.gem import METADATA_PATH
from pratique.core.release import ArtifactKind
from pratique.core.tree import File

_DIST_INFO = frozenset(
    {
        *("METADATA", "WHEEL", "RECORD", "RECORD.jws", "RECORD.p7s", "entry_points.txt", "top_level.txt"),
        *(
            "zip-safe",
            "INSTALLER",
            "REQUESTED",
            "direct_url.json",
            "namespace_packages.txt",
            "dependency_links.txt",
        ),
        *("pbr.json", "metadata.json", "DESCRIPTION.rst", "not-zip-safe"),
    }
)
_EGG_INFO = frozenset(
    {
        *(
            "PKG-INFO",
            "SOURCES.txt",
            "requires.txt",
            "top_level.txt",
            "dependency_links.txt",
            "entry_points.txt",
        ),
        *("not-zip-safe", "zip-safe", "namespace_packages.txt", "pbr.json", "native_libs.txt", "depends.txt"),
    }
)
_LICENCE = re.compile(r"(?:licen[cs]e|copying|notice|authors|copyright)[^/]{0,40}\Z", re.IGNORECASE)
_TEXTS = ("", "txt", "md", "rst", "mit", "bsd", "apache", "apache-2")
_VERSION_FILES = frozenset({"_version.py", "version.py", "__version__.py", "_scm_version.py", "__about__.py"})
_MOST_SETUP_BYTES = 256 * 1024
_SETUP_MODULES = frozenset({"setuptools", "distutils.core"})
_SETUP_WORDS = frozenset(
    {
        *("name", "version", "description", "long_description", "long_description_content_type", "author"),
        *("author_email", "maintainer", "maintainer_email", "url", "project_urls", "download_url", "license"),
        *("packages", "package_dir", "package_data", "include_package_data", "py_modules", "data_files"),
        *("install_requires", "extras_require", "python_requires", "entry_points", "scripts", "classifiers"),
        *("keywords", "platforms", "zip_safe", "requires"),
    }
)
"""The allowed arguments of `setup` in a generated setup.py. Other arguments, such as `cmdclass` and `ext_modules`, run
or fetch code.
"""


def packed(file: File, kind: ArtifactKind | None) -> str:
    """Return the description of a harmless file that packing tools generate; "" for other files."""
    if file.path == METADATA_PATH:
        return "the metadata of the gem"
    told = _of_python(file) if kind in {ArtifactKind.WHEEL, ArtifactKind.SDIST} else ""
    if told:
        return told
    name = file.path.rpartition("/")[2]
    if _LICENCE.match(name) and name.rpartition(".")[2].lower() in {*_TEXTS, name.lower()}:
        return "a licence that packing tools add"
    return ""


def _of_python(file: File) -> str:
    folder, _, name = file.path.rpartition("/")
    told = ""
    if folder.endswith(".dist-info") and "/" not in folder and name in _DIST_INFO:
        told = "metadata of the wheel"
    elif folder.endswith(".egg-info") and name in _EGG_INFO:
        told = "metadata that setuptools generates"
    elif file.path == "PKG-INFO":
        told = "metadata of the sdist"
    elif file.path == "setup.py" and generated_setup(file.data):
        told = "a setup.py that contains only the project's metadata"
    elif name.lower() in _VERSION_FILES and only_names_versions(file.data):
        told = "a file that contains only a version from the build"
    return told


def generated_setup(data: bytes) -> bool:
    """Return True if a setup.py only calls `setup` with literals. poetry and flit generate such files for old installers."""
    if len(data) > _MOST_SETUP_BYTES:
        return False
    try:
        body = ast.parse(data).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    tables: dict[str, ast.expr] = {}
    calls: list[ast.keyword] = []
    for node in body:
        match node:
            case ast.ImportFrom(module=str(module), names=[ast.alias(name="setup", asname=None)], level=0):
                if module not in _SETUP_MODULES:
                    return False
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name != "setup" and _literal(value):
                tables[name] = value
            case ast.Expr(value=ast.Call(func=ast.Name(id="setup"), args=[], keywords=keywords)) if not calls:
                calls = keywords
            case ast.Expr(value=ast.Constant()):
                continue
            case _:
                return False
    return bool(calls) and all(_says_little(word, tables) for word in calls)


def _says_little(word: ast.keyword, tables: dict[str, ast.expr]) -> bool:
    if word.arg is not None:
        return word.arg in _SETUP_WORDS and _literal(word.value)
    table = tables.get(word.value.id) if isinstance(word.value, ast.Name) else None
    if not isinstance(table, ast.Dict):
        return False
    return all(isinstance(key, ast.Constant) and key.value in _SETUP_WORDS for key in table.keys)


_LITERALS = (
    *(ast.Constant, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.Name, ast.Load, ast.BinOp, ast.Add),
    *(ast.UnaryOp, ast.USub),
)


def _literal(value: ast.expr) -> bool:
    """Return True if an expression contains no call, attribute or comprehension."""
    return all(isinstance(node, _LITERALS) for node in ast.walk(value))


def only_names_versions(data: bytes) -> bool:
    """Return True if a Python file only assigns literals or returns a JSON text.

    setuptools_scm, hatch-vcs, pbr and flit generate files with assignments. versioneer generates a function that
    reads a literal.
    """
    if len(data) > _MOST_SETUP_BYTES:
        return False
    try:
        body = ast.parse(data).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(_harmless(node) for node in body)


def _harmless(node: ast.stmt) -> bool:
    match node:
        case ast.Import(names=names):
            return all(name.name in {"json", "typing", "sys"} for name in names)
        case ast.ImportFrom(module=module):
            return module in {"__future__", "typing"}
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
        case ast.Assign() | ast.AnnAssign():
            return _sets_a_name(node)
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=body, orelse=orelse):
            return all(_harmless(inner) for inner in (*body, *orelse))
        case _:
            return _gives_a_text_back(node)


def _sets_a_name(node: ast.Assign | ast.AnnAssign) -> bool:
    if isinstance(node, ast.Assign):
        return all(_plain_name(target) for target in node.targets) and _typing(node.value)
    told = [node.annotation, *([node.value] if node.value is not None else [])]
    return _plain_name(node.target) and all(_typing(value) for value in told)


def _gives_a_text_back(node: ast.stmt) -> bool:
    """Return True for the function that versioneer generates: `return json.loads(version_json)`."""
    if not isinstance(node, ast.FunctionDef) or node.name != "get_versions" or node.decorator_list:
        return False
    bare = not (node.args.defaults or node.args.kw_defaults or node.args.args or node.returns)
    return bare and all(_gives_text_back(inner) for inner in node.body)


def _plain_name(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) or (
        isinstance(target, ast.Tuple) and all(isinstance(item, ast.Name) for item in target.elts)
    )


def _typing(value: ast.expr) -> bool:
    """Return True for a type annotation such as `Tuple[Union[int, str], ...]`."""
    allowed = (*_LITERALS, ast.Subscript, ast.BitOr)
    return all(isinstance(node, allowed) for node in ast.walk(value))


def _gives_text_back(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Return(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id="json"), attr="loads"), args=[ast.Name()], keywords=[]
            )
        ):
            return True
        case _:
            return False
