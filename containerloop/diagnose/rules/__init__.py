"""One file per cause: code, name, page and rule. Pure."""
