"""One server each: its hello, its reply, its schemes, ports and images. Pure."""
