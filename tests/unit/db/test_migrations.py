"""Migrations build exactly what is declared."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from db import migrating, opening
from db.tables import HEAD, metadata


def _differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def test_migrations_build_exactly_the_declared_tables(tmp_path: Path) -> None:
    database = opening.open(tmp_path / "base.sqlite", create=True)
    with database.reading() as connection:
        assert _differences(connection) == []
        assert {*metadata.tables, "alembic_version"} == set(inspect(connection).get_table_names())
    database.close()


def test_a_forgotten_migration_would_be_noticed(tmp_path: Path) -> None:
    database = opening.open(tmp_path / "base.sqlite", create=True)
    with database.transaction() as connection:
        connection.exec_driver_sql("DROP INDEX ix_revision_hash")
        connection.exec_driver_sql("ALTER TABLE journal ADD COLUMN extra TEXT")
        assert len(_differences(connection)) == 2
    database.close()


def test_checks_and_foreign_keys_are_in_the_migrations_too(tmp_path: Path) -> None:
    """Autogenerate does not look at CHECK constraints; here both sides are named and compared."""
    database = opening.open(tmp_path / "base.sqlite", create=True)
    with database.reading() as connection:
        found = inspect(connection)
        for name, table in metadata.tables.items():
            built = {
                *(one["name"] for one in found.get_check_constraints(name)),
                *(one["name"] for one in found.get_foreign_keys(name)),
                *(one["name"] for one in found.get_unique_constraints(name)),
            }
            declared = {
                str(one.name)
                for one in table.constraints
                if type(one).__name__ != "PrimaryKeyConstraint"
            }
            assert built == declared, name
    database.close()


def test_head_is_the_newest_script() -> None:
    scripts: ScriptDirectory = migrating._scripts()
    assert scripts.get_heads() == [HEAD]
    assert HEAD in migrating.known_revisions()


def test_names_of_constraints_and_indexes_are_unique_and_fit_postgresql() -> None:
    names = [str(one.name) for table in metadata.tables.values() for one in table.constraints] + [
        str(one.name) for table in metadata.tables.values() for one in table.indexes
    ]
    assert len(names) == len(set(names))
    assert max(len(name) for name in names) <= 63
    assert "None" not in names
