"""Writing the counts where the signals have their rates from: the table in `history/measured.py`."""

import re
from collections.abc import Mapping
from pathlib import Path

from pratique.history import measured as home
from pratique.history.measured import Measured

TABLE = Path(home.__file__)
_ROWS = re.compile(r"^MEASURED: Mapping\[str, Measured\] = \{.*?\}\n", re.DOTALL | re.MULTILINE)


def write(measured: Mapping[str, Measured]) -> None:
    """Renew the table."""
    TABLE.write_text(renewed(TABLE.read_text(encoding="utf-8"), measured), encoding="utf-8")


def renewed(source: str, measured: Mapping[str, Measured]) -> str:
    """Put the counts in the place of the old ones; equal counts give equal text. Raises ValueError without a table."""
    rows = "".join(
        f'    "{code}": Measured(asked={one.asked}, shown={one.shown}),\n'
        for code, one in sorted(measured.items())
    )
    if _ROWS.search(source) is None:
        raise ValueError("there is no table MEASURED to renew")
    table = "MEASURED: Mapping[str, Measured] = {\n" + rows + "}\n"
    return _ROWS.sub(lambda _: table, source, count=1)
