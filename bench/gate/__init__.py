"""The gate beside Verdaccio and beside no proxy at all, in the same run."""
