"""Who holds a lock: its process, so that a dead one gives way at once"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = (("host", sa.String(255)), ("pid", sa.Integer()), ("started", sa.Float()))


def upgrade() -> None:
    """Add the columns; a lock taken before gives way when its lease has run out."""
    with op.batch_alter_table("lock", schema=None) as batch_op:
        for name, kind in _COLUMNS:
            batch_op.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("lock", schema=None) as batch_op:
        for name, _ in _COLUMNS:
            batch_op.drop_column(name)
