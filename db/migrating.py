"""Alembic on our own connection; the revisions are ordinary modules, so they freeze well."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db.tables import HEAD


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def known_revisions() -> frozenset[str]:
    """Every revision this program can migrate from."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def upgrade(connection: Connection) -> None:
    """Bring the schema to HEAD inside the connection's transaction."""
    scripts = _scripts()
    environment = EnvironmentContext(Config(), scripts)
    environment.configure(
        connection=connection,
        fn=lambda revision, _context: scripts._upgrade_revs(HEAD, revision),
    )
    with environment.begin_transaction():
        environment.run_migrations()
