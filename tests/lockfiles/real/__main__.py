"""`python -m tests.lockfiles.real`: write the tables of docs/reference/locks.md anew."""

from tests.lockfiles.real.tables import PAGE, with_tables

PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
