"""Database migrations, which `pratique.store.migration` runs with Alembic."""
