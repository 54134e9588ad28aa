"""What this installation remembers: `interface` is what it can be asked, `record` what it holds.

`opening.open_store` opens it, and is what imports SQLAlchemy.
"""
