"""The pure core: what the coach knows and decides. No I/O, no clock, no vendor."""
