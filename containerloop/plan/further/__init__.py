"""What a client does once a server has answered: further tries, each in its own file (pure)."""
