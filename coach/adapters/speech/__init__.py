"""Speech recognition on this machine: the optional extra `speech`."""
