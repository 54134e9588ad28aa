"""Supports npm: URLs, listings, versions, manifests and the files that node loads."""
