"""Adds the origin of inspections, and the registry of first-seen bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_COLUMNS = "id, purl, filename, sha256, sha512, sha1, size_bytes, first_seen"
_DIGESTS = ("sha256", "sha512", "sha1")


def upgrade() -> None:
    """Add the columns.

    Stored inspections may come from a bundle. After the migration, a stored inspection cannot allow an artifact until
    the artifact is inspected again. First-seen bytes apply to every registry, so that this migration allows no artifact
    that was blocked before.
    """
    op.add_column("inspections", sa.Column("origin", sa.String, nullable=False, server_default=""))
    op.execute("UPDATE inspections SET origin = 'unknown'")
    _artifacts()


def _artifacts() -> None:
    """Recreate the table, because SQLite cannot change constraints of an existing table."""
    for name in _DIGESTS:
        op.drop_index(f"ix_artifacts_{name}", "artifacts")
    op.rename_table("artifacts", "artifacts_before")
    op.create_table(
        "artifacts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("purl", sa.String, nullable=False),
        sa.Column("filename", sa.String, nullable=False),
        *(sa.Column(name, sa.String, nullable=False, index=True) for name in _DIGESTS),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("registry", sa.String, nullable=False, server_default=""),
        sa.Column("origin", sa.String, nullable=False, server_default=""),
        sa.UniqueConstraint(
            "purl", "filename", "sha256", "registry", "origin", name="uq_artifacts_name_bytes"
        ),
    )
    op.execute(f"INSERT INTO artifacts ({_COLUMNS}) SELECT {_COLUMNS} FROM artifacts_before")  # noqa: S608 - names above
    op.drop_table("artifacts_before")
