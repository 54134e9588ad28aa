"""Creates the tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    _caches()
    _memory()


def _caches() -> None:
    op.create_table(
        "facts",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("language", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("format", sa.BigInteger, nullable=False),
        sa.Column("stored_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "inspections",
        sa.Column("artifact", sa.String, primary_key=True),
        sa.Column("baseline", sa.String, primary_key=True),
        sa.Column("package", sa.String, primary_key=True),
        sa.Column("limits", sa.String, primary_key=True),
        sa.Column("ruleset", sa.String, nullable=False),
        sa.Column("format", sa.BigInteger, nullable=False),
        sa.Column("stored_at", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "listings",
        sa.Column("url", sa.String, primary_key=True),
        sa.Column("accept", sa.String, primary_key=True),
        sa.Column("etag", sa.String, nullable=True),
        sa.Column("fetched_at", sa.BigInteger, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_listings_room", "listings", ["fetched_at", "size_bytes"])


def _memory() -> None:
    op.create_table(
        "artifacts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("purl", sa.String, nullable=False),
        sa.Column("filename", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False, index=True),
        sa.Column("sha512", sa.String, nullable=False, index=True),
        sa.Column("sha1", sa.String, nullable=False, index=True),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("purl", "filename", "sha256", name="uq_artifacts_name_bytes"),
    )
    op.create_table(
        "allowed",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("purl", sa.String, primary_key=True),
        sa.Column("allowed_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "adoptions",
        sa.Column("project", sa.String, primary_key=True),
        sa.Column("adopted_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "adopted",
        sa.Column(
            "project", sa.String, sa.ForeignKey("adoptions.project", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("purl", sa.String, primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
    )
