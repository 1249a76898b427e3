"""Deliveries that failed, that wait and that arrived, for pages that show them."""

from __future__ import annotations

from django.db import connection

LONG = (
    "the mail server refused the recipient: 550 5.1.1 <anders.holm@haldenlogistics.example>:"
    " Recipient address rejected: User unknown in virtual mailbox table"
)
_ADD = """
insert into messaging_outbox (workspace_id, kind, key, recipient, plan_id, attempts, last_error,
  due_at, tried_at, available_at, dead_at, finished_at)
select %s, kind, kind || n || state, recipient, %s, attempts, error, now() - interval '1 hour',
  now() - interval '10 minutes', now() + interval '20 minutes',
  case state when 'dead' then now() - interval '9 minutes' end,
  case state when 'done' then now() - interval '59 minutes 57 seconds' end
from (values
  ('email', 1, 'dead', 'anders.holm@haldenlogistics.example', 1, %s),
  ('email', 2, 'dead', 'maja@haldenlogistics.example', 10, '451 4.7.1 greylisted, come back'),
  ('webhook', 1, 'dead', 'https://hooks.haldenlogistics.example/milepost', 10, '500'),
  ('email', 3, 'waiting', 'noor@haldenlogistics.example', 3, '451 4.7.1 greylisted, come back'),
  ('webhook', 2, 'waiting', 'https://hooks.haldenlogistics.example/milepost', 2, '503'),
  ('email', 4, 'waiting', 'maja@haldenlogistics.example', 0, ''),
  ('email', 5, 'done', '', 1, ''), ('email', 6, 'done', '', 2, ''),
  ('messages', 7, 'done', '', 1, '')
) as given(kind, n, state, recipient, attempts, error)"""


def some_deliveries(workspace_id: int, plan_id: int | None = None) -> None:
    """Three dead letters, three that wait, three that arrived."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, (workspace_id, plan_id, LONG))
