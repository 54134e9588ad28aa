"""Adds the token name to each decision."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column. The column for the token name is empty for earlier decisions, which required no token."""
    op.add_column("decisions", sa.Column("who", sa.String, nullable=False, server_default=""))
