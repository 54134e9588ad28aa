"""Adds the files of decisions that were moved out of the database."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "log_parts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("filename", sa.String, nullable=False, unique=True),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("moved_through", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "log_part_files",
        sa.Column("served", sa.Integer, primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True),
        sqlite_with_rowid=False,
    )
