"""Finds copied libraries by their manifests.

The manifests are `package.json` and `bower.json` in folders for third-party code, and Python's `_vendor` folders.

A package.json in another folder does not indicate a copied library: it belongs to the project, a workspace member or an
installed package. By chance, a registry package may have the same name as the project. Files in `node_modules` are not
copies. Sources: pip's and setuptools' sources (`_vendor/vendor.txt`, `_vendor/NAME-VERSION.dist-info`), the bower.json
specification.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from pratique.advisories.vendored.place import locate
from pratique.advisories.vendored.spelling import MOST_CHARS
from pratique.core.advisory import Product
from pratique.ecosystems.npm.versions import parse_version
from pratique.ecosystems.reading.json_values import read_any, table, text

Named = tuple[Product, str]
"""The product and the version in a manifest."""

_PACKAGE_JSON = "package.json"
_BOWER = frozenset({"bower.json", ".bower.json"})
_LISTS = frozenset({"vendor.txt", "vendored.txt"})
_FOLDERS = frozenset({
    *("vendor", "vendors", "vendored", "_vendor", "_vendored", "third_party", "third-party", "thirdparty"),
    *("3rdparty", "3rd-party", "3rd_party", "extern", "external", "externals", "bower_components"),
    *("jspm_packages", "web_modules"),
})  # fmt: skip
"""Names of folders that usually contain third-party code."""
_MOST_LINES = 10_000

_MOST_NAME_CHARS = 214
_NPM_NAME = re.compile(r"(?:@[a-z0-9._~-]+/)?[a-z0-9._~-]+", re.ASCII)
_PYTHON_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?"
_PIN = re.compile(
    rf"[ \t]*({_PYTHON_NAME})(?:\[[^\]]{{0,200}}\])?[ \t]*==[ \t]*([0-9A-Za-z.!+_-]+)[ \t]*(?:[;#\\].*)?\Z"
)
_DIST_INFO = re.compile(rf"({_PYTHON_NAME})-([0-9][0-9A-Za-z.!+_]*)\.dist-info")


def is_manifest(path: str) -> bool:
    """Return True if a path is the path of a manifest that may describe a copy. The path has forward slashes."""
    return _reader(path) is not None


def read_manifest(path: str, data: bytes, bower: Mapping[str, Product]) -> tuple[Named, ...]:
    """Return the copies that a manifest lists; an empty result if the manifest is malformed.

    `bower` maps bower names to products.
    """
    read = _reader(path)
    return () if read is None else tuple(dict.fromkeys(read(path, data, bower)))


_Reader = Callable[[str, bytes, Mapping[str, Product]], Iterator[Named]]


def _reader(path: str) -> _Reader | None:
    if path.rpartition("/")[2] not in _NAMES:
        return None
    location = locate(path)
    if not location.folders:
        return None  # the project's own, or an installed package's
    if location.name not in _BOWER and _FOLDERS.isdisjoint(location.folders):
        return None
    return _NAMES[location.name]


def _package_json(_: str, data: bytes, __: Mapping[str, Product]) -> Iterator[Named]:
    document = table(read_any(data))
    name, version = text(document.get("name")), text(document.get("version"), most=MOST_CHARS + 1)
    if name and version and document.get("private") is not True and _is_npm(name) and parse_version(version):
        yield Product("npm", name), version


def _is_npm(name: str) -> bool:
    return len(name) <= _MOST_NAME_CHARS and _NPM_NAME.fullmatch(name) is not None


def _bower_json(_: str, data: bytes, bower: Mapping[str, Product]) -> Iterator[Named]:
    document = table(read_any(data))
    product = bower.get(str(document.get("name")))
    version = text(document.get("version"), most=MOST_CHARS + 1)
    if product and version and parse_version(version):
        yield product, version


def _list(_: str, data: bytes, __: Mapping[str, Product]) -> Iterator[Named]:
    for line in data.decode("utf-8", "replace").splitlines()[:_MOST_LINES]:
        if match := _PIN.match(line[:1_000]):
            yield _python(match[1], match[2])


def _metadata(path: str, _: bytes, __: Mapping[str, Product]) -> Iterator[Named]:
    if match := _DIST_INFO.fullmatch(path.split("/")[-2]):
        yield _python(match[1], match[2])


def _python(name: str, version: str) -> Named:
    return Product("pypi", re.sub(r"[-_.]+", "-", name).lower()), version


_NAMES: Mapping[str, _Reader] = {
    _PACKAGE_JSON: _package_json,
    **dict.fromkeys(_BOWER, _bower_json),
    **dict.fromkeys(_LISTS, _list),
    "METADATA": _metadata,
}
