"""Adds packages with refused versions that may prevent others from being installed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "barred",
        sa.Column("ecosystem", sa.String, primary_key=True),
        sa.Column("package", sa.String, primary_key=True),
    )
