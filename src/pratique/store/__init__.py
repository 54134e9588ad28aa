"""Stores the state of Pratique between runs.

`interface` defines the operations, and `record` defines the stored values. `opening.open_store` opens the store.
`interface` and `record` do not import SQLAlchemy.
"""
