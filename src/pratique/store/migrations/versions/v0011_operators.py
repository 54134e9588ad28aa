"""Adds the login and the token of each decision, and the files of each approval request."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_FILES = """
INSERT OR IGNORE INTO requested_files (request, purl, filename, digest)
SELECT requests.id, json_extract(entry.value, '$[0]'), json_extract(entry.value, '$[1]'),
json_extract(entry.value, '$[2]') FROM requests, json_each(requests.held) AS entry
"""
_EVENTS = """
INSERT INTO marks (name, value)
SELECT 'events-requests', coalesce(max(id), 0) FROM requests
UNION ALL SELECT 'events-acts', coalesce(max(id), 0) FROM acts
"""


def upgrade() -> None:
    """Add the columns and the table. No event is sent about requests and decisions from before the migration."""
    for table in ("acts", "freezes"):
        for name in ("login", "token"):
            op.add_column(table, sa.Column(name, sa.String, nullable=False, server_default=""))
    op.create_index("ix_requests_token", "requests", ["token"])
    op.create_table(
        "requested_files",
        sa.Column("request", sa.Integer, sa.ForeignKey("requests.id"), primary_key=True),
        sa.Column("purl", sa.String, primary_key=True),
        sa.Column("filename", sa.String, primary_key=True),
        sa.Column("digest", sa.String, nullable=False, index=True),
    )
    op.create_index("ix_requested_files_name", "requested_files", ["purl", "filename"])
    op.execute(_FILES)
    op.execute(_EVENTS)
