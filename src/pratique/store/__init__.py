"""Stores the state of this installation: `interface` defines the operations, `record` the stored values.

`opening.open_store` opens the store. Only that module imports SQLAlchemy.
"""
