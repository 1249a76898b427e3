"""Examples of how a similar company rolled out, as the seller's side reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from milepost.domain.errors import NotFound
from milepost.domain.json_values import from_json
from milepost.domain.peer_example import PeerDraft, PeerExample, draft_example
from milepost.domain.plan import Plan
from milepost.plans.models import PeerExample as Kept
from milepost.plans.models import ShownExample


@dataclass(frozen=True, slots=True)
class KeptExample:
    """An example as the seller's side has it. `made_from` is the signed plan's id."""

    id: int
    made_from: int | None
    example: PeerExample
    changed_at: datetime
    changed_by: str
    approved_at: datetime | None
    approved_by: str

    @property
    def is_approved(self) -> bool:
        """Whether a buyer may see it, where it is shown."""
        return self.approved_at is not None


def examples() -> list[KeptExample]:
    """All examples of the workspace, newest first."""
    return [_kept(row) for row in _rows().order_by("-id")]


def example(example_id: int) -> KeptExample:
    """One example. Raises NotFound."""
    row = _rows().filter(pk=example_id).first()
    if row is None:
        raise NotFound("There is no such example.")
    return _kept(row)


def example_of(plan_id: int) -> KeptExample | None:
    """The example that was made from a plan, if there is one."""
    row = _rows().filter(made_from=plan_id).order_by("id").first()
    return row and _kept(row)


def shown_on(plan_id: int) -> KeptExample | None:
    """The example that is shown on a plan; it may still wait for its approval."""
    shown = ShownExample.objects.filter(plan_id=plan_id).values_list("example_id", flat=True)
    row = _rows().filter(pk__in=shown).first()
    return row and _kept(row)


def draft_of(plan: Plan, seller: str) -> PeerDraft:
    """What an example of this plan begins with, and what stands beside it for whoever checks it."""
    return draft_example(plan, [seller])


def read_example(content: object) -> PeerExample:
    """An example as the database keeps it."""
    made: PeerExample = from_json(PeerExample, content, "example")  # type: ignore[arg-type]
    return made


def _rows():  # type: ignore[no-untyped-def]
    return Kept.objects.annotate(
        changed_by_name=F("changed_by__name"), approved_by_name=F("approved_by__name")
    )


def _kept(row: Kept) -> KeptExample:
    return KeptExample(
        id=row.pk,
        made_from=row.made_from,
        example=read_example(row.content),
        changed_at=row.changed_at,
        changed_by=row.changed_by_name or "",  # type: ignore[attr-defined]
        approved_at=row.approved_at,
        approved_by=row.approved_by_name or "",  # type: ignore[attr-defined]
    )
