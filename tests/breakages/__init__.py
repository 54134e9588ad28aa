"""One-line breakages of the code that decides, each of which some test has to catch: `make breakages`."""
