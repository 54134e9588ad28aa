"""Downloads, judges and serves artifacts."""
