"""The gem server's protocol as the gate serves it."""
