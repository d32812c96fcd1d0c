"""Bounds of the five levels, entered with a procedure."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("procedure", sa.Column("level_2", sa.Integer(), nullable=True))
    op.add_column("procedure", sa.Column("level_3", sa.Integer(), nullable=True))
    op.add_column("procedure", sa.Column("level_4", sa.Integer(), nullable=True))
    op.add_column("procedure", sa.Column("level_5", sa.Integer(), nullable=True))
