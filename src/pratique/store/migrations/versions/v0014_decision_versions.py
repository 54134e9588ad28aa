"""Adds the version to the index of decisions by package, so that one release is found without a read of all others."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Replace the index."""
    op.drop_index("ix_decisions_package", "decisions")
    op.create_index("ix_decisions_package", "decisions", ["ecosystem", "package", "action", "version"])
