"""The record, on SQLite and on a real Postgres."""
