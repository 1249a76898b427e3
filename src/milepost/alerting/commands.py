"""What others ask of the watch. Inside a seller's scope."""

from __future__ import annotations

from django.db import connection

_LOOK_AGAIN = """
update plans_planprivate set next_attention_at = least(next_attention_at, now())
where workspace_id = %s::bigint and next_attention_at is not null"""


def look_again(workspace_id: int) -> None:
    """Have the next sweep look at all plans of a workspace whose days are others now."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_AGAIN, (workspace_id,))
