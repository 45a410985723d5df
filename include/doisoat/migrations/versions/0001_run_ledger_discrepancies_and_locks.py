"""Run ledger, discrepancies and locks"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "discrepancy",
        sa.Column("run", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("entity_kind", sa.String(length=12), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=True),
        sa.Column("field", sa.String(length=60), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("records", sa.JSON(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("first_seen_run", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("run", "fingerprint", name=op.f("pk_discrepancy")),
    )
    with op.batch_alter_table("discrepancy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discrepancy_commune"), ["commune"], unique=False)
        batch_op.create_index(batch_op.f("ix_discrepancy_kind"), ["kind"], unique=False)

    op.create_table(
        "ingest",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("trigger", sa.String(length=250), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ingest")),
        sa.UniqueConstraint("trigger", name=op.f("uq_ingest_trigger")),
    )
    op.create_table(
        "ledger",
        sa.Column("run", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("rows_out", sa.Integer(), nullable=False),
        sa.Column("rows_quarantined", sa.Integer(), nullable=False),
        sa.Column("rows_skipped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run", "source", "step", name=op.f("pk_ledger")),
    )
    op.create_table(
        "lock",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lock")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("trigger", sa.String(length=250), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("communes", sa.JSON(), nullable=True),
        sa.Column("prior", sa.String(length=40), nullable=True),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("trigger", name=op.f("uq_run_trigger")),
    )
    op.create_table(
        "run_count",
        sa.Column("run", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("commune", sa.String(length=5), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run", "kind", "commune", name=op.f("pk_run_count")),
    )
    op.create_table(
        "source_read",
        sa.Column("ingest", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=True),
        sa.Column("landed", sa.String(length=250), nullable=True),
        sa.Column("standardised", sa.String(length=250), nullable=True),
        sa.Column("quality", sa.String(length=12), nullable=True),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("rows_out", sa.Integer(), nullable=False),
        sa.Column("rows_quarantined", sa.Integer(), nullable=False),
        sa.Column("rows_skipped", sa.Integer(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("message_vi", sa.Text(), nullable=True),
        sa.Column("message_en", sa.Text(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ingest", "source", name=op.f("pk_source_read")),
    )
    op.create_table(
        "step",
        sa.Column("run", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("peak_mib", sa.Float(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run", "name", name=op.f("pk_step")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("step")
    op.drop_table("source_read")
    op.drop_table("run_count")
    op.drop_table("run")
    op.drop_table("lock")
    op.drop_table("ledger")
    op.drop_table("ingest")
    with op.batch_alter_table("discrepancy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discrepancy_kind"))
        batch_op.drop_index(batch_op.f("ix_discrepancy_commune"))

    op.drop_table("discrepancy")
