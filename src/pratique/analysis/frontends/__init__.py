"""Front ends: syntax and names of each language, turned into the representation of the engine."""
