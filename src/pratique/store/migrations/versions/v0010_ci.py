"""Adds the CI job of the client to each decision."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column. The column for the CI job is empty for earlier decisions, whose clients stated none."""
    op.add_column("decisions", sa.Column("ci", sa.String, nullable=False, server_default=""))
