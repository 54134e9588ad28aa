"""Host names: resolve them, and ask whether they exist."""
