"""Why the values of a discrepancy differ, and the value meant"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of discrepancies found before, nothing is known."""
    with op.batch_alter_table("discrepancy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cause", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("proposal", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("discrepancy", schema=None) as batch_op:
        batch_op.drop_column("proposal")
        batch_op.drop_column("cause")
