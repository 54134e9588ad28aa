"""Adds the table of the gate's decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
        sa.Column("ecosystem", sa.String, nullable=False),
        sa.Column("package", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("filename", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=True, index=True),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=True),
        sa.Column("until", sa.BigInteger, nullable=True),
        sa.Column("grounds", sa.String, nullable=False),
        sa.Column("standing", sa.String, nullable=False),
        sa.Column("epoch", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("agent", sa.String, nullable=False),
        sa.Column("command", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
    )
    op.create_index("ix_decisions_package", "decisions", ["ecosystem", "package", "action"])
