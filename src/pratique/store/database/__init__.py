"""The SQLite database: connection, tables, encoding of values."""
