"""Counts over pupils joined by code, which only a school can make, as its package brought them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joined_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("counted", sa.String(length=20), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("pupils_at_most", sa.Integer(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("works", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_joined_counts_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["year"], ["period.key"], name=op.f("fk_joined_counts_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joined_counts")),
        sa.UniqueConstraint(
            "organisation_id",
            "year",
            "kind",
            "grade",
            "counted",
            name=op.f("uq_joined_counts_organisation_id"),
        ),
    )
