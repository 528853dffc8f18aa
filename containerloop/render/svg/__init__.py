"""A map as a picture. Pure."""
