"""How the record came to look as it does, a step a file: what Alembic runs when the record is opened."""
