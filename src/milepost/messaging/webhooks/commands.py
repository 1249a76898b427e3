"""Every write of webhook endpoints: one function, one transaction, inside an administrator's scope.

A secret is returned once, by what made it; afterwards only the worker opens it, to sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound, Problem
from milepost.messaging.models import WebhookEndpoint
from milepost.messaging.outbox import CHANNEL
from milepost.messaging.webhooks import guard, signing, writing
from milepost.messaging.webhooks.catalogue import ALL, EVENTS, TEST
from milepost.messaging.webhooks.source import DELIVERY, REVISION
from milepost.messaging.webhooks.writing import Told
from milepost.platform.secrets import seal

MOST_ENDPOINTS = 20
LONGEST_DESCRIPTION = 200
OVERLAP = timedelta(hours=24)
MOST_REPLAYED = 1_000
LONGEST_BACK = timedelta(days=30)
SAID = "This is a test from Milepost."

_END_SECRETS = """/* milepost_seller */
update messaging_webhooksecret set ends_at = least(coalesce(ends_at, %(until)s), %(until)s)
where workspace_id = %(workspace)s and endpoint_id = %(endpoint)s
  and (ends_at is null or ends_at > now())"""
_INSERT = """/* milepost_seller */
insert into messaging_webhooksecret (workspace_id, endpoint_id, sealed) values (%s, %s, %s)"""

# A dead letter is taken up again where it lies; anything else is a further round.
_REVIVE = f"""/* milepost_seller */
with chosen as (
  select d.id, d.endpoint_id, d.message_id, d.round from messaging_webhookdelivery d
  where d.workspace_id = %(workspace)s::bigint and d.endpoint_id = %(endpoint)s::bigint
    and d.state = 'failed' and (%(one)s::bigint is null or d.id = %(one)s::bigint)
    and (%(one)s::bigint is not null or d.created_at >= %(since)s::timestamptz)
  order by d.id limit %(most)s),
revived as (
  update messaging_outbox o set dead_at = null, attempts = 0, unsettled = 0, available_at = now()
  from chosen c where o.workspace_id = %(workspace)s::bigint
    and o.key = '{DELIVERY}:' || c.endpoint_id || ':' || c.message_id || ':' || c.round
    and o.dead_at is not null and o.finished_at is null
  returning c.id, o.kind),
waiting as (
  update messaging_webhookdelivery d set state = 'waiting', settled_at = null
  from revived r where d.workspace_id = %(workspace)s::bigint and d.id = r.id)
select count(*), (select count(pg_notify('{CHANNEL}', k.kind))
  from (select distinct kind from revived) k)
from revived"""  # noqa: S608

_AGAIN = """/* milepost_seller */
select d.message_id, max(o.round) + 1
from messaging_webhookdelivery d join messaging_webhookdelivery o
  on o.workspace_id = d.workspace_id and o.endpoint_id = d.endpoint_id
    and o.message_id = d.message_id
where d.workspace_id = %(workspace)s::bigint and d.endpoint_id = %(endpoint)s::bigint
  and (%(one)s::bigint is null or d.id = %(one)s::bigint)
  and (%(one)s::bigint is not null
    or (d.state = 'failed' and d.created_at >= %(since)s::timestamptz))
group by d.message_id
having bool_and(o.state <> 'waiting')
  and (%(one)s::bigint is not null or not bool_or(o.state = 'delivered'))
order by min(d.id) limit %(most)s"""

# Revisions since a time whose events this endpoint may lack: told anew, to it alone. Those that it
# has keep their ids, and are not sent again.
_MISSED = f"""/* milepost_seller */
with found as (
  select r.plan_id, r.number from plans_revision r
  where r.workspace_id = %(workspace)s::bigint and r.at >= %(since)s::timestamptz
  order by r.at limit %(most)s),
written as (
  insert into messaging_outbox (workspace_id, kind, key, payload)
  select %(workspace)s::bigint, '{REVISION}',
    'plan:' || f.plan_id || ':r' || f.number || ':' || %(endpoint)s::text || ':' || %(mark)s::text,
    jsonb_build_object('plan', f.plan_id, 'revision', f.number,
      'endpoint', %(endpoint)s::bigint)
  from found f on conflict (workspace_id, key) do nothing returning 1)
select count(*), (select pg_notify('{CHANNEL}', '{REVISION}')) from written"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Given:
    """What an administrator typed for an endpoint."""

    url: str
    description: str
    events: Sequence[str]


def add(workspace_id: int, member_id: int, name: str, given: Given) -> tuple[int, str]:
    """Add an endpoint; its id and its secret, to be shown once. Raises InvalidInput."""
    values = _checked(given)
    if WebhookEndpoint.objects.filter(workspace_id=workspace_id).count() >= MOST_ENDPOINTS:
        said = _("There are %(n)s webhooks already. Remove one first.") % {"n": MOST_ENDPOINTS}
        raise NotAllowed(said)
    made = WebhookEndpoint.objects.create(
        workspace_id=workspace_id, created_by=member_id, created_by_name=name, **values
    )
    return made.id, _add_secret(workspace_id, made.id)


def change(workspace_id: int, endpoint_id: int, given: Given) -> None:
    """Another address, description or choice of events; the secret stays."""
    endpoint = _endpoint(workspace_id, endpoint_id)
    for field, value in _checked(given).items():
        setattr(endpoint, field, value)
    endpoint.save(update_fields=["url", "description", "events"])


def rotate(workspace_id: int, endpoint_id: int, now: datetime | None = None) -> str:
    """A new secret, to be shown once. For a day what is sent is signed with the old one too."""
    _endpoint(workspace_id, endpoint_id)
    values = {"workspace": workspace_id, "endpoint": endpoint_id}
    with connection.cursor() as cursor:
        cursor.execute(_END_SECRETS, {**values, "until": (now or timezone.now()) + OVERLAP})
    return _add_secret(workspace_id, endpoint_id)


def switch(workspace_id: int, endpoint_id: int, *, on: bool) -> None:
    """Switch an endpoint on, with a clean sheet, or off. What happens while it is off is not
    kept for it; `replay_missed` fetches it from the plans' history."""
    endpoint = _endpoint(workspace_id, endpoint_id)
    if endpoint.is_on == on:
        return
    endpoint.is_on, endpoint.off_why = on, "" if on else "by_hand"
    endpoint.off_at = None if on else timezone.now()
    if on:
        endpoint.failing_since = endpoint.warned_at = None
    endpoint.save(update_fields=["is_on", "off_why", "off_at", "failing_since", "warned_at"])


def remove(workspace_id: int, endpoint_id: int) -> None:
    """Remove an endpoint with its secrets and deliveries. What is on its way to it ends."""
    _endpoint(workspace_id, endpoint_id).delete()


def send_test(workspace_id: int, endpoint_id: int, now: datetime | None = None) -> None:
    """Put a test event on its way to one endpoint, whatever else it has chosen."""
    endpoint = _endpoint(workspace_id, endpoint_id)
    if not endpoint.is_on:
        raise NotAllowed(_("Switch the webhook on first."))
    now = now or timezone.now()
    listener = writing.listeners(workspace_id, now, endpoint_id)[0]
    told = Told(TEST, f"test:{endpoint_id}:{now:%Y%m%dT%H%M%S.%f}", now, {"said": SAID})
    writing.write(workspace_id, [told], [writing.hearing_all(listener)])


def replay(
    workspace_id: int,
    endpoint_id: int,
    *,
    delivery_id: int | None = None,
    since: datetime | None = None,
) -> int:
    """Send one delivery again, or all that failed since a time and were never taken; how many.

    They keep their ids, so a receiver that has one already can tell. At most 1,000 at once, the
    oldest first; what is still on its way is left alone.
    """
    endpoint = _endpoint(workspace_id, endpoint_id)
    if not endpoint.is_on:
        raise NotAllowed(_("Switch the webhook on first."))
    if delivery_id is None and since is None:
        raise ValueError("say which delivery, or since when")
    values = {
        "workspace": workspace_id,
        "endpoint": endpoint_id,
        "one": delivery_id,
        "since": since,
        "most": MOST_REPLAYED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REVIVE, values)
        revived: int = cursor.fetchone()[0]
        cursor.execute(_AGAIN, values)
        rows = cursor.fetchall()
    again = [{"endpoint": endpoint_id, "message": m, "round": n} for m, n in rows]
    return revived + (writing.write_deliveries(workspace_id, again) if again else 0)


def replay_missed(workspace_id: int, endpoint_id: int, since: datetime) -> int:
    """Tell an endpoint what plans did since a time, from their history, as far as it does not have
    it; how many revisions are looked at. For what happened while it was off, or was not there."""
    endpoint = _endpoint(workspace_id, endpoint_id)
    if not endpoint.is_on:
        raise NotAllowed(_("Switch the webhook on first."))
    now = timezone.now()
    values = {
        "workspace": workspace_id,
        "endpoint": endpoint_id,
        "since": max(since, now - LONGEST_BACK),
        "most": MOST_REPLAYED,
        "mark": f"{now:%Y%m%dT%H%M%S}",
    }
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, values)
        count: int = cursor.fetchone()[0]
    return count


def _checked(given: Given) -> Mapping[str, Any]:
    problems = []
    url = given.url.strip()
    try:
        guard.target_of(url, guard.allowed())
    except guard.Refused as refused:
        problems.append(Problem("url", refused.message, ""))
    description = " ".join(given.description.split())
    if len(description) > LONGEST_DESCRIPTION:
        said = _("This is too long: at most %(n)s characters.") % {"n": LONGEST_DESCRIPTION}
        problems.append(Problem("description", said, ""))
    events = [ALL] if ALL in given.events else [e.name for e in EVENTS if e.name in given.events]
    if not events:
        problems.append(Problem("events", _("Choose at least one event."), ""))
    if problems:
        raise InvalidInput(problems)
    return {"url": url, "description": description, "events": events}


def _endpoint(workspace_id: int, endpoint_id: int) -> WebhookEndpoint:
    found = (
        WebhookEndpoint.objects.select_for_update()
        .filter(workspace_id=workspace_id, id=endpoint_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such webhook."))
    return found


def _add_secret(workspace_id: int, endpoint_id: int) -> str:
    secret = signing.new_secret()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, (workspace_id, endpoint_id, seal(secret)))
    return secret
