"""Finds the files that settings refer to and that package managers run or apply at install time."""

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from pratique.core.deciding import Effect
from pratique.intake.install_settings import keys
from pratique.intake.install_settings.setting import Key, Kind, Setting

_MOST_CHARS = 4_096
_MOST_FILES = 500


def named_files(setting: Setting) -> Iterator[tuple[str, Key]]:
    """Yield the paths of the files that a setting refers to, each with its key for a comparison of the bytes.

    Paths outside the repository are omitted: for such a path, only the setting itself is compared.
    """
    if setting.key.kind not in {Kind.FILE, Kind.PATCH, Kind.PROGRAM}:
        return
    row = keys.PATCH_FILE if setting.key.effect is Effect.CONTENT else keys.WHOLE
    for told in _names(setting):
        path = normpath(join(dirname(setting.path), told))
        outside = path == ".." or path.startswith(("../", "/")) or "\0" in path or len(path) > _MOST_CHARS
        if not outside:
            yield path, row


def _names(setting: Setting) -> Iterator[str]:
    if setting.key.kind is Kind.PATCH:
        yield from _of_request(str(setting.value))
        return
    values = setting.value if isinstance(setting.value, list) else [setting.value]
    for value in values[:_MOST_FILES]:
        told = value.get("path") if isinstance(value, dict) else value
        if isinstance(told, str) and told:
            yield told


def _of_request(text: str) -> Iterator[str]:
    for part in text.partition("#")[2].partition("::")[0].split("&")[:_MOST_FILES]:
        told = part.removeprefix("optional!")
        if told.startswith(("~builtin", "builtin")):
            continue
        yield told.removeprefix("~/")
