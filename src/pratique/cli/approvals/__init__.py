"""What the verbs share by which a person approves, denies or requests a release."""
