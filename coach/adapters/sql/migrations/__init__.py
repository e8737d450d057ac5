"""How the record came to look as it does, a step a file: what Alembic runs when the record is opened.

To add a step: change `tables.py`, write `versions/v<number>_<what>.py` by hand after the one before it, raise `HEAD`;
then freeze a small record of the new version with SQLite's `.dump` among the tests' data, beside the older ones.
The tests say where tables and steps differ, and whether every frozen record is still read.
"""
