"""Tracks the position in a settings file, for error messages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pratique.config.lines import Lines
from pratique.core.suggestion import nearest
from pratique.errors import ParseError, Reference, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table of a settings file.

    `prefix` is `tool.pratique` in a pyproject.toml; `entry` is the index in an array of tables, or 0.
    """

    origin: str
    lines: Lines
    prefix: str = ""
    table: str = ""
    entry: int = 0

    def within(self, table: str, *, entry: int = 0) -> "Place":
        """Return the position of another table or array entry in the same file."""
        return replace(self, table=table, entry=entry)

    def at(self, key: str = "") -> str:
        """Return the location of a key as `file:line`, or only the file if the line is unknown."""
        table = ".".join(part for part in (self.prefix, self.table) if part)
        line = (
            self.lines.key(table, key, entry=self.entry)
            or self.lines.key(f"{table}.{key}" if table else key, "")
            or self.lines.key(table, "", entry=self.entry)
        )
        return self.origin if line is None else f"{self.origin}:{line}"

    def name(self, key: str) -> str:
        """Return the full name of a key, such as `policy.min_age`."""
        return ".".join(part for part in (self.table, key) if part)

    def refuse(self, key: str, error: ParseError) -> UsageError:
        """Return the error for an invalid value, created from a ParseError."""
        message = f"{self.at(key)}: {self.name(key) or 'file'}: {error.message}"
        return UsageError(Reference.CONFIG_INVALID, message, hint=error.hint)

    def refuse_text(self, key: str, message: str, *, hint: str) -> UsageError:
        """Return the error for an invalid value with the given message."""
        return self.refuse(key, ParseError(Reference.CONFIG_INVALID, message, hint=hint))

    def mapping(self, key: str, value: object) -> Mapping[str, object]:
        """Return the value as a table. Raise UsageError for any other type."""
        if not isinstance(value, dict):
            raise self.refuse_text(
                key, f"expected a table, got a {type(value).__name__}", hint=f"write [{key}]"
            )
        return value

    def known(self, keys: Iterable[str], accepted: Iterable[str]) -> None:
        """Raise UsageError for the first unknown key. The hint of the error suggests the most similar known key."""
        names = list(accepted)
        for key in keys:
            if key not in names:
                shown = key[:60]
                near = nearest(shown, names, cutoff=0.5)
                listed = ", ".join(names)
                hint = f"did you mean {near!r}?" if near else f"accepted here: {listed}"
                message = f"{self.at(key)}: unknown key {self.name(shown)!r}"
                raise UsageError(Reference.CONFIG_UNKNOWN_KEY, message, hint=hint)
