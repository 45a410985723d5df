"""Rows of which a part is in quarantine"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("source_read", "ledger")


def upgrade() -> None:
    """Add the column; of rows counted before, nothing is known."""
    for table in _TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("rows_partly_quarantined", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take it away."""
    for table in _TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("rows_partly_quarantined")
