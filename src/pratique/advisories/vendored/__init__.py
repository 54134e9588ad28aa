"""Libraries that were copied into a file: recognised by content, hash, file name and manifest."""
