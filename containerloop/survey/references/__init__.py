"""Addresses written in configuration, with their places. Pure."""
