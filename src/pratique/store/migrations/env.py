"""Runs Alembic on the connection and in the transaction of the caller."""

from alembic import context

from pratique.store.database.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
