"""Supports npm: URLs, listings, versions, manifests and the files that Node.js loads."""
