"""`pratique advisories remove`: take sources out of the index."""

from collections.abc import Sequence

import click

from pratique.cli.advisories_writing import open_writer
from pratique.cli.clock import now
from pratique.cli.exit_codes import Exit
from pratique.errors import Reference, UsageError
from pratique.report.escape import escape
from pratique.report.plain import plural


def run(names: Sequence[str]) -> int:
    """Remove sources, all that are named or none. Raises UsageError for a name that the index does not hold, StoreError."""
    with open_writer() as (_, writer):
        wanted = list(dict.fromkeys(names))
        for name in wanted:
            if name not in writer.states:
                raise _unknown(name, sorted(writer.states))
        for name in wanted:
            rows = writer.states[name].imported
            writer.remove(name, at=now())
            click.echo(f"{escape(name)}: removed, with {plural(rows, 'row')}")
    return Exit.CLEAR


def _unknown(name: str, held: Sequence[str]) -> UsageError:
    return UsageError(
        Reference.USAGE,
        f"the index holds no source that is called {name[:80]!r}",
        hint=f"it holds {', '.join(held)}" if held else "it holds none",
    )
