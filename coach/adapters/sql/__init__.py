"""The record, in SQLite or Postgres, through SQLAlchemy."""
