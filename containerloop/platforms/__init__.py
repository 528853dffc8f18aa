"""What is true of each platform that an engine runs on: one file each, data and no I/O.

`known.platform_of` tells which one an engine is; `traits` has the words they are described in.
"""
