"""Where Pratique runs: the action, the component, the hook and the container, run as their machines run them."""
