"""The SQLite database: its connection, tables and value encoding."""
