"""pip's configuration."""
