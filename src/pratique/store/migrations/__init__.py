"""Changes of the tables, run by `pratique.store.migration` through Alembic."""
