"""Adds served files, flagged files and reported clients."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "served",
        sa.Column("id", sa.Integer, primary_key=True),
        *_artifact(),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("decision", sa.BigInteger, nullable=False, index=True),
        sa.Column("epoch", sa.String, nullable=False),
        sa.Column("ruleset", sa.String, nullable=False),
        sa.UniqueConstraint(
            "sha256", "ecosystem", "package", "version", "filename", name="uq_served_artifact"
        ),
    )
    op.create_table(
        "turned",
        sa.Column("id", sa.Integer, primary_key=True),
        *_artifact(),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
        sa.Column("epoch", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("grounds", sa.String, nullable=False),
        sa.Column("after", sa.BigInteger, nullable=False),
        sa.Column("through", sa.BigInteger, nullable=False),
        sa.Column("cleared_at", sa.BigInteger, nullable=True),
        sa.Column("alarm", sa.String, nullable=False, index=True),
    )
    op.create_index("ix_turned_artifact", "turned", ["sha256", "ecosystem", "package"])
    op.create_table(
        "alarms",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claimed_at", sa.BigInteger, nullable=True),
        sa.Column("sent_at", sa.BigInteger, nullable=True),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
    op.create_table(
        "quarantines",
        sa.Column("ecosystem", sa.String, primary_key=True),
        sa.Column("package", sa.String, primary_key=True),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )


def _artifact() -> tuple[sa.Column[str], ...]:
    names = ("ecosystem", "package", "version", "filename", "sha256")
    return tuple(sa.Column(name, sa.String, nullable=False) for name in names)
