"""The configuration of RubyGems and Bundler."""
