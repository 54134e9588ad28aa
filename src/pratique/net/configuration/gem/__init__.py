"""Reads the configuration of RubyGems and Bundler."""
