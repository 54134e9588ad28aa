"""Supports RubyGems: URLs, listings, versions, metadata and builds during installation."""
