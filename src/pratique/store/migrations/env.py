"""How Alembic runs here: on the connection, and inside the transaction, that it is given."""

from alembic import context

from pratique.store.database.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
