"""Alembic's environment: it only ever works on a connection that `upgrade` hands it."""

from alembic import context

from geodata.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # SQLite can, if BEGIN is ours: all of a migration or nothing of it
)
with context.begin_transaction():
    context.run_migrations()
