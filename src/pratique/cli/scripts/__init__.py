"""Lists the code of a project's packages that runs at installation, and approves it in the form of the client."""
