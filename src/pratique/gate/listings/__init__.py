"""Listings as the gate serves them: asked of the registry, decided about, cached."""
