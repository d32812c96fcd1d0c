"""The declared tables. SQLite by default; the same declarations serve PostgreSQL.

Instants are ISO 8601 texts in UTC, uids are 36-character texts, periods are their keys. Results are
columns packed per school and procedure (docs/decisions/0004), not a row per pupil.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from db.kinds import guard

HEAD = "0003"
"""The migration these tables stand for; a test holds it against the scripts."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


setting = Table(
    "setting",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)

organisation = Table(
    "organisation",
    metadata,
    _id(),
    Column("uid", String(36), nullable=False, unique=True),
    Column("code", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False, default=""),
    Column("region", String(10), nullable=False, default=""),
    Column("ogrn", String(15), nullable=False, default=""),
    Column("legal_entity", Text, nullable=False, default=""),
    Column("parent_uid", String(36)),
    Column("valid_from", String(10)),
    Column("valid_to", String(10)),
    Column("successor_uid", String(36)),
    UniqueConstraint("region", "code", "kind"),
)

period = Table(
    "period",
    metadata,
    Column("key", String(20), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("starts_on", String(10), nullable=False),
    Column("ends_on", String(10), nullable=False),
)

record = Table(
    "record",
    metadata,
    _id(),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False),
    Column("form", String(60), nullable=False),
    Column("period", ForeignKey("period.key"), nullable=False),
    Column("author_id", ForeignKey("organisation.id"), nullable=False),
    Column("last_revision", Integer, nullable=False),
    UniqueConstraint("organisation_id", "form", "period", "author_id"),
    Index("ix_record_form", "form", "period"),
)

revision = Table(
    "revision",
    metadata,
    _id(),
    Column("record_id", ForeignKey("record.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("answers", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("installation", String(36), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("outgoing_hash", String(64), nullable=False, default=""),
    UniqueConstraint("record_id", "number"),
    Index("ix_revision_hash", "hash"),
    CheckConstraint("number >= 1", name="number"),
)

procedure = Table(
    "procedure",
    metadata,
    _id(),
    Column("kind", String(20), nullable=False),
    Column("year", ForeignKey("period.key"), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("grade", Integer, nullable=False),
    Column("level", String(20), nullable=False, default=""),
    Column("held_on", String(10), nullable=False, default=""),
    Column("max_points", Integer),
    Column("min_3", Integer),
    Column("min_4", Integer),
    Column("min_5", Integer),
    Column("threshold", Integer),
    Column("delta", Integer),
    Column("mass_from", Integer),
    Column("high_from", Integer),
    Column("mass_subject", Integer),
    Column("scale_source", Text, nullable=False, default=""),
    Column("level_2", Integer),
    Column("level_3", Integer),
    Column("level_4", Integer),
    Column("level_5", Integer),
    UniqueConstraint("kind", "year", "subject", "grade", "level"),
)

pupil_results = Table(
    "pupil_results",
    metadata,
    _id(),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False),
    Column("procedure_id", ForeignKey("procedure.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("is_current", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("codes", LargeBinary, nullable=False),
    Column("classes", LargeBinary, nullable=False),
    Column("statuses", LargeBinary, nullable=False),
    Column("totals", LargeBinary, nullable=False),
    Column("marks", LargeBinary, nullable=False),
    Column("previous_marks", LargeBinary, nullable=False),
    Column("variants", LargeBinary, nullable=False),
    Column("task_max", LargeBinary, nullable=False),
    Column("tasks", LargeBinary, nullable=False),
    Column("sub_points", LargeBinary, nullable=False),
    Column("shared_codes", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("installation", String(36), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("reason", String(20), nullable=False),
    UniqueConstraint("organisation_id", "procedure_id", "revision"),
    Index("ix_pupil_results_current", "procedure_id", "is_current"),
)

total_results = Table(
    "total_results",
    metadata,
    _id(),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False),
    Column("procedure_id", ForeignKey("procedure.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("is_current", Integer, nullable=False),
    Column("participants", Integer),
    Column("grade_size", Integer),
    Column("mark_2", Integer),
    Column("mark_3", Integer),
    Column("mark_4", Integer),
    Column("mark_5", Integer),
    Column("sum_points", Integer),
    Column("mean_points", String(20)),
    Column("below", Integer),
    Column("mass", Integer),
    Column("high", Integer),
    Column("histogram", LargeBinary, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("installation", String(36), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("reason", String(20), nullable=False),
    UniqueConstraint("organisation_id", "procedure_id", "revision"),
    Index("ix_total_results_current", "procedure_id", "is_current"),
)

joined_counts = Table(
    "joined_counts",
    metadata,
    _id(),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False),
    Column("year", ForeignKey("period.key"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("grade", Integer, nullable=False),
    Column("counted", String(20), nullable=False),
    Column("pupils", Integer, nullable=False),
    Column("pupils_at_most", Integer, nullable=False),
    Column("participants", Integer, nullable=False),
    Column("works", Text, nullable=False),
    UniqueConstraint("organisation_id", "year", "kind", "grade", "counted"),
)

journal = Table(
    "journal",
    metadata,
    _id(),
    Column("at", String(32), nullable=False),
    Column("installation", String(36), nullable=False),
    Column("action", String(30), nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

reference = Table(
    "reference",
    metadata,
    _id(),
    Column("uid", String(60), nullable=False, unique=True),
    Column("region", String(10), nullable=False),
    Column("period", ForeignKey("period.key"), nullable=False),
    Column("methodology", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("issued_on", String(10), nullable=False),
    Column("content", Text, nullable=False),
    UniqueConstraint("region", "period", "methodology", "version"),
)

enrolled_key = Table(
    "enrolled_key",
    metadata,
    _id(),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("key", String(64), nullable=False),
    Column("organisation_uid", String(36), nullable=False),
    Column("organisation_name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("ogrn", String(15), nullable=False),
    Column("serial", String(60), nullable=False),
    Column("valid_from", String(32), nullable=False),
    Column("valid_to", String(32), nullable=False),
    Column("state", String(20), nullable=False),
    Column("changed_at", String(32), nullable=False),
)

received_package = Table(
    "received_package",
    metadata,
    _id(),
    Column("manifest_sha256", String(64), nullable=False, unique=True),
    Column("package_id", String(36), nullable=False),
    Column("package_type", String(20), nullable=False),
    Column("sender_uid", String(36), nullable=False),
    Column("key", String(64), nullable=False),
    Column("recipient", String(36), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("previous_sha256", String(64), nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("received_at", String(32), nullable=False),
    Column("late", Integer, nullable=False),
    Column("meta", Text, nullable=False),
    Column("receipt", LargeBinary),
    Index("ix_received_package_key", "key", "recipient", "sequence"),
)

sent_package = Table(
    "sent_package",
    metadata,
    _id(),
    Column("package_id", String(36), nullable=False, unique=True),
    Column("manifest_sha256", String(64), nullable=False),
    Column("organisation_uid", String(36), nullable=False),
    Column("period", ForeignKey("period.key"), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("state", String(20), nullable=False),
    Column("receipt", Text, nullable=False),
)

guard(metadata)
