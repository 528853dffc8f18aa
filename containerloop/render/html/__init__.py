"""Pages that need nothing but themselves: no network, no script. Pure."""
