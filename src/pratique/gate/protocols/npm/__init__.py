"""npm's registry protocol as the gate serves it."""
