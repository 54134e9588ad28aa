"""Adds tables for the files that Pratique blocked, and for the last known records of malicious releases."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


_TURNED = """
INSERT OR IGNORE INTO blocks (ecosystem, package, version, filename, sha256, grounds, at)
SELECT ecosystem, package, version, filename, sha256, grounds, at FROM turned
WHERE cleared_at IS NULL AND action = 'block'
AND (grounds LIKE '%"advisory"%' OR grounds LIKE '%"quarantined"%' OR grounds LIKE '%"finding"%')
"""


def upgrade() -> None:
    """Create the tables, and add a block for each served file that was flagged later."""
    op.create_table(
        "blocks",
        sa.Column("ecosystem", sa.String, primary_key=True),
        sa.Column("package", sa.String, primary_key=True),
        sa.Column("version", sa.String, primary_key=True),
        sa.Column("filename", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("grounds", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "held_records",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("fresh_at", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("sources", sa.String, nullable=False),
    )
    op.execute(_TURNED)
