"""Adds the files that the gate served before their inspection ended."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the table."""
    names = ("ecosystem", "package", "version", "filename", "sha256")
    op.create_table(
        "uninspected",
        *(sa.Column(name, sa.String, primary_key=True) for name in names),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("why", sa.String, nullable=False),
    )
