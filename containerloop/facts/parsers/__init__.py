"""Raw text of the kernel and the engine, parsed into facts. Pure."""
