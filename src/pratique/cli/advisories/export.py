"""Implements `pratique advisories export`, which writes OSV records for other tools."""

import os
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from pratique.advisories.export import export
from pratique.advisories.index import Index
from pratique.advisories.interface import Skip
from pratique.cli.output.exit_codes import Exit
from pratique.errors import Reference, UsageError
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.store.folder.home import Home, data_home

_FOLDERS = {"npm": "npm", "pypi": "PyPI", "gem": "RubyGems"}
"""The OSV ecosystem name of each purl type."""
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


def run(file: Path, types: Sequence[str], *, step: Callable[[], None]) -> int:
    """Write the advisories to one zip file, or to a zip file for each package type below a folder.

    Raise UsageError if a file cannot be written, and StoreError if the index is unusable.
    """
    with Index.open(Home(data_home(os.environ)).advisories) as index:
        # Nobody asks here for what is missing, so that nothing but the seals would tell.
        index.check_seals()
        if not file.is_dir():
            return _written(index, file, types, step)
        codes = []
        for type_ in types:
            target = file / "osv-scanner" / _FOLDERS[type_] / "all.zip"
            codes.append(_written(index, target, [type_], step))
    return max(codes)


def _written(index: Index, target: Path, types: Sequence[str], step: Callable[[], None]) -> int:
    left_out: Counter[str] = Counter()
    count = 0
    with _whole(target) as archive:
        for item in export(index.about(types)):
            step()
            if isinstance(item, Skip):
                left_out[item.why] += 1
                continue
            name, data = item
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, _MODE
            archive.writestr(info, data)
            count += 1
    click.echo(f"{escape(str(target))}: {plural(count, 'record')}, {sum(left_out.values()):,} left out")
    for why, times in sorted(left_out.items(), key=lambda pair: (-pair[1], pair[0])):
        click.echo(f"  {times:>11,}  {escape(why)}")
    return Exit.CLEAR if count else Exit.INCOMPLETE


@contextmanager
def _whole(target: Path) -> Iterator[zipfile.ZipFile]:
    """Yield a new zip file, which replaces the target after it is complete.

    Raise UsageError if the zip file cannot be written.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(partial, "w") as archive:
            yield archive
        partial.replace(target)
    except OSError as error:
        raise UsageError(
            Reference.USAGE,
            f"{target} cannot be written: {error.strerror}",
            hint="choose another output file",
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
