"""Packages of which so much is refused that others may not be installed for it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "barred",
        sa.Column("ecosystem", sa.String, primary_key=True),
        sa.Column("package", sa.String, primary_key=True),
    )
