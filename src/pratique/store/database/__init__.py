"""Implements the SQLite database: connection, tables and value encoding."""
