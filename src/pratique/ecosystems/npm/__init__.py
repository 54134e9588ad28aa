"""npm: addresses, listings, versions, manifests and what node loads."""
