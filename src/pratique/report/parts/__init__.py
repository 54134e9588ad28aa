"""Shared code of all report formats: escaping, order, locations and phrases."""
