"""Contains the database migrations, which `pratique.store.migration` runs with Alembic."""
