"""An endpoint whose deliveries failed, were taken and wait, as their pages show them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from milepost.messaging.models import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)

_LONG = "internal error: " + "no connection to the warehouse, " * 20


def a_failed_webhook(workspace_id: int, member_id: int, mark: str = "CRM") -> tuple[int, int]:
    """The endpoint, and a delivery of it with two tries. Written past the walls, as owner."""
    now = timezone.now()
    endpoint = WebhookEndpoint.objects.create(
        workspace_id=workspace_id,
        url=f"https://hooks.example.com/{mark}/of/the/team?key=0123456789abcdef0123456789abcdef",
        description=f"{mark} of the sales team",
        events=["*"],
        failing_since=now - timedelta(hours=30),
        last_failed_at=now,
        last_delivered_at=now - timedelta(hours=31),
        warned_at=now - timedelta(hours=2),
        created_by=member_id,
        created_by_name="Sam Whitfield",
    )
    first = 0
    for number, (event, state) in enumerate(
        (
            ("plan.shared", "delivered"),
            ("milestone.completed", "failed"),
            ("proposal.answered", "waiting"),
        )
    ):
        message = WebhookMessage.objects.create(
            workspace_id=workspace_id,
            id=f"msg_{number:032x}",
            event=event,
            at=now - timedelta(hours=3),
            body=f'{{"type":"{event}","timestamp":"2026-11-25T09:00:00Z","data":{{"said":"{mark}"}}}}',
        )
        is_taken = state == "delivered"
        delivery = WebhookDelivery.objects.create(
            workspace_id=workspace_id,
            endpoint_id=endpoint.id,
            message_id=message.id,
            state=state,
            tries=1 if is_taken else 2,
            last_status=204 if is_taken else 500,
            last_error="" if is_taken else "answered 500",
            next_at=now + timedelta(minutes=30) if state == "waiting" else None,
        )
        if state == "failed":
            first = delivery.id
            _tries(workspace_id, delivery.id)
    return endpoint.id, first


def _tries(workspace_id: int, delivery_id: int) -> None:
    for number, (code, error, answer) in enumerate(
        ((None, "no answer within 20 seconds", ""), (500, "answered 500", _LONG)), start=1
    ):
        WebhookAttempt.objects.create(
            workspace_id=workspace_id,
            delivery_id=delivery_id,
            number=number,
            at=timezone.now(),
            milliseconds=20_000 if code is None else 132,
            status=code,
            error=error,
            answer=answer,
        )
