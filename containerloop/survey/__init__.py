"""What is there before anything is measured: engine, compose files, this machine (I/O)."""
