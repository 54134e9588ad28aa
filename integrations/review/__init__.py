"""The review of a change as a comment: one, and edited only when what it says has changed."""
