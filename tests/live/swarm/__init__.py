"""These are for a swarm of two nodes, as `make test-engines` makes it."""
