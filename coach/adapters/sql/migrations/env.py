"""Alembic's entry: runs the steps on the connection that it is handed, inside the transaction that is open there."""

from alembic import context

from coach.adapters.sql.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite alters most things by rebuilding the table
)
with context.begin_transaction():
    context.run_migrations()
