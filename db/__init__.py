"""Tables, opening a base and migrations. Knows SQLAlchemy and Alembic, and nothing of app."""
