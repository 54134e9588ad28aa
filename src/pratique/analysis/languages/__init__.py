"""Languages: the bytes of a file to its facts."""
