"""Mirrors `containerloop/`: one part, no engine."""
