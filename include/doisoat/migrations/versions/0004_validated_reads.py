"""What a verdict is about, and when an ingest was announced

A read validated before this revision says neither which content nor which rules it was judged by, so it counts as not
validated until the next ingest.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("source_read", schema=None) as batch_op:
        batch_op.add_column(sa.Column("validated", sa.String(length=250), nullable=True))
        batch_op.add_column(sa.Column("rules", sa.String(length=16), nullable=True))
    with op.batch_alter_table("ingest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop them again."""
    with op.batch_alter_table("ingest", schema=None) as batch_op:
        batch_op.drop_column("announced_at")
    with op.batch_alter_table("source_read", schema=None) as batch_op:
        batch_op.drop_column("rules")
        batch_op.drop_column("validated")
