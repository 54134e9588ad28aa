"""Reads the dependencies in pyproject.toml and Pipfile, and the overrides of uv and PDM."""

from collections.abc import Iterator, Mapping
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.request import Manifest, Override, Request
from pratique.lockfiles.pypi import pipfile, pyproject
from pratique.lockfiles.reading.document import read_text
from pratique.lockfiles.reading.toml_document import decode_toml

_MOST = 20_000
_MOST_CHARS = 2_000
_NO_CATEGORY = frozenset({"source", "requires", "scripts", "pipfile", "pipenv"})
_UV_OVERRIDES = ("override-dependencies", "constraint-dependencies")
_PDM_OVERRIDES = ("tool.pdm.resolution.overrides", "tool.pdm.overrides")


def read_pyproject(data: bytes, file: str) -> Manifest:
    """Read the dependency tables of all tools in a pyproject.toml. Raises ParseError if the file is not TOML."""
    value = _decoded(data, pyproject.FILENAME, pyproject.MOST_BYTES)
    return Manifest(
        requests=_by_name((*_lists(value, file), *_poetry(value, file))),
        overrides=(*_uv_overrides(value, file), *_pdm_overrides(value, file)),
        extras=frozenset(
            str(canonicalize_name(name)) for name in _table(value, "project", "optional-dependencies")
        ),
        alone=True,
    )


def read_pipfile(data: bytes, file: str) -> Manifest:
    """Read the dependencies in a Pipfile. Raises ParseError if the file is not TOML."""
    value = _decoded(data, pipfile.FILENAME, pipfile.MOST_BYTES)
    categories = (key for key in value if key not in _NO_CATEGORY)
    return Manifest(
        requests=_by_name(
            request
            for key in categories
            for request in _tables(_table(value, key), file, key, Grammar.PEP440)
        )
    )


def _decoded(data: bytes, what: str, most_bytes: int) -> dict[str, Any]:
    return decode_toml(read_text(data, what=what, most_bytes=most_bytes), what=what, hint="correct it")


def _table(value: object, *keys: str) -> dict[str, Any]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _by_name(requests: Any) -> dict[str, tuple[Request, ...]]:
    found: dict[str, tuple[Request, ...]] = {}
    for _, request in zip(range(_MOST), requests, strict=False):
        name = str(canonicalize_name(request.name))
        found[name] = (*found.get(name, ()), request)
    return found


def _lists(value: Mapping[str, Any], file: str) -> Iterator[Request]:
    project, uv = _table(value, "project"), _table(value, "tool", "uv")
    named = {
        "project.dependencies": project.get("dependencies"),
        **_prefixed("project.optional-dependencies", _table(project, "optional-dependencies")),
        **_prefixed("dependency-groups", _table(value, "dependency-groups")),
        "tool.uv.dev-dependencies": uv.get("dev-dependencies"),
        **_prefixed("tool.pdm.dev-dependencies", _table(value, "tool", "pdm", "dev-dependencies")),
    }
    for section, texts in named.items():
        for text in texts if isinstance(texts, list) else ():
            told = _requirement(text)
            if told is not None:
                yield Request(
                    name=str(canonicalize_name(told.name)),
                    text=text,
                    range=(str(told.specifier) or "*") if told.url is None else None,
                    grammar=Grammar.PEP440,
                    file=file,
                    section=section,
                    is_requirement=True,
                    extras=tuple(sorted(told.extras)),
                    has_more=told.marker is not None,
                )


def _requirement(text: object) -> Requirement | None:
    if not isinstance(text, str) or len(text) > _MOST_CHARS:
        return None
    try:
        return Requirement(text)
    except (InvalidRequirement, RecursionError):
        return None


def _prefixed(title: str, table: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{title}.{key}": told for key, told in table.items()}


def _poetry(value: Mapping[str, Any], file: str) -> Iterator[Request]:
    poetry = _table(value, "tool", "poetry")
    named = {
        "tool.poetry.dependencies": _table(poetry, "dependencies"),
        "tool.poetry.dev-dependencies": _table(poetry, "dev-dependencies"),
        **{
            f"tool.poetry.group.{key}.dependencies": _table(told, "dependencies")
            for key, told in _table(poetry, "group").items()
        },
    }
    for section, table in named.items():
        yield from _tables(table, file, section, Grammar.POETRY)


def _tables(table: Mapping[str, Any], file: str, section: str, grammar: Grammar) -> Iterator[Request]:
    for name, told in table.items():
        held = told if isinstance(told, dict) else {"version": told}
        versions, extras = held.get("version"), held.get("extras")
        of_registry = not {"git", "path", "url", "file", "hg", "svn"} & held.keys()
        if isinstance(told, list) or len(name) > _MOST_CHARS or name == "python":
            continue
        text = versions.strip() if isinstance(versions, str) else ""
        yield Request(
            name=name,
            text=text[:_MOST_CHARS],
            range=(text or "*") if of_registry and len(text) < _MOST_CHARS else None,
            grammar=grammar,
            file=file,
            section=section,
            table=told if isinstance(told, dict) else None,
            extras=tuple(one for one in extras if isinstance(one, str)) if isinstance(extras, list) else (),
            has_more=not held.keys() <= {"version", "extras"},
        )


def _uv_overrides(value: Mapping[str, Any], file: str) -> Iterator[Override]:
    uv = _table(value, "tool", "uv")
    for key in _UV_OVERRIDES:
        texts = uv.get(key)
        for text in texts[:_MOST] if isinstance(texts, list) else ():
            told = _requirement(text)
            if told is not None:
                yield Override(
                    name=str(canonicalize_name(told.name)),
                    range=(str(told.specifier) or "*") if told.url is None else None,
                    grammar=Grammar.PEP440,
                    file=file,
                    section=f"tool.uv.{key}",
                    selector=told.name,
                    value=text,
                    limits=key.startswith("constraint"),
                )


def _pdm_overrides(value: Mapping[str, Any], file: str) -> Iterator[Override]:
    for way in _PDM_OVERRIDES:
        for name, told in _table(value, *way.split(".")).items():
            if not isinstance(told, str) or len(told) > _MOST_CHARS or "://" in told:
                continue
            yield Override(
                name=str(canonicalize_name(name)),
                range=told if told[:1] in set("<>=!~") else f"=={told}",
                grammar=Grammar.PEP440,
                file=file,
                section=way,
                selector=name,
                value=told,
            )
