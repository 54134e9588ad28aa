"""PyPI: addresses, listings, versions, metadata and what Python loads."""
