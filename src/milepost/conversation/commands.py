"""Every write of the conversation: one function, one transaction, inside a seller's scope.

A buyer's words come through `buyer_actions`. Each change tells open pages (`plans.live.touch`),
which also holds the plan's row until the transaction ends, so that limits are counted exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.conversation import files, letters, texts
from milepost.conversation.files import Stored
from milepost.conversation.mentions import Reachable, mentioned, names_in
from milepost.conversation.models import Comment, File, Trail
from milepost.conversation.people import Place, place, reachable
from milepost.domain.errors import NotAllowed, NotFound
from milepost.messaging import outbox
from milepost.messaging.webhooks import source
from milepost.plans import live
from milepost.plans.changing import Actor

MOST_AN_HOUR = 60
SCAN = "conversation.scan"


def comment(
    actor: Actor,
    plan_id: int,
    text: str,
    *,
    milestone: str | None = None,
    visibility: str = "shared",
    told: Sequence[str] = (),
) -> tuple[int, tuple[str, ...]]:
    """Say something on the plan or a step; its id, and the names of those who are mailed.

    `told` are keys of people to be told beside those named behind an @.
    """
    here = place(actor, plan_id, milestone, visibility)
    text = texts.comment_text(text)
    live.touch(plan_id, shared=visibility == "shared")
    _check_pace(actor, plan_id)
    people = reachable(plan_id, actor, visibility)
    row = Comment(**_said(actor, here, visibility), text=text, mentions=names_in(text, people))
    row.save(force_insert=True)
    source.tell("comment.added", row.id, plan_id)
    return row.id, _tell(actor, here, row, mentioned(text, people, told))


def edit_comment(actor: Actor, plan_id: int, comment_id: int, text: str) -> tuple[str, ...]:
    """Say it otherwise; what it said before is kept. The names of those newly mailed.

    The author alone: an admin may take somebody's words away, never change them.
    """
    row = _comment(actor, plan_id, comment_id, is_admin=False)
    if row.deleted_at is not None:
        raise NotAllowed(_("This comment was deleted; restore it before changing it."))
    text = texts.comment_text(text)
    if text == row.text:
        return ()
    here = place(actor, plan_id, row.milestone, row.visibility)
    live.touch(plan_id, shared=row.visibility == "shared")
    _trail(actor, row, "edited")
    people = reachable(plan_id, actor, row.visibility)
    before = {one.key for one in mentioned(row.text, people)}
    row.text, row.mentions = text, names_in(text, people)
    row.edited_at, row.edited_by_name = timezone.now(), actor.name
    row.save(update_fields=["text", "mentions", "edited_at", "edited_by_name"])
    new = tuple(one for one in mentioned(text, people) if one.key not in before)
    return _tell(actor, here, row, new)


def delete_comment(actor: Actor, plan_id: int, comment_id: int, *, is_admin: bool = False) -> None:
    """Take a comment back: its words go from the page, and stay in the trail."""
    row = _comment(actor, plan_id, comment_id, is_admin=is_admin)
    if row.deleted_at is not None:
        return
    live.touch(plan_id, shared=row.visibility == "shared")
    _trail(actor, row, "deleted")
    row.text, row.mentions = "", []
    row.deleted_at, row.deleted_by_name = timezone.now(), actor.name
    row.save(update_fields=["text", "mentions", "deleted_at", "deleted_by_name"])


def restore_comment(actor: Actor, plan_id: int, comment_id: int, *, is_admin: bool = False) -> None:
    """Undo a deletion. Nobody is told again."""
    row = _comment(actor, plan_id, comment_id, is_admin=is_admin)
    if row.deleted_at is None:
        return
    last = Trail.objects.filter(comment_id=row.id, kind="deleted").latest("id")
    if last.by_member_id != actor.member_id or last.by_person != actor.person:
        raise NotAllowed(_("Only whoever deleted it can bring it back."))
    live.touch(plan_id, shared=row.visibility == "shared")
    _trail(actor, row, "restored")
    row.text = last.text
    row.mentions = names_in(row.text, reachable(plan_id, actor, row.visibility))
    row.deleted_at, row.deleted_by_name = None, ""
    row.save(update_fields=["text", "mentions", "deleted_at", "deleted_by_name"])


def attach_link(
    actor: Actor,
    plan_id: int,
    url: str,
    title: str = "",
    *,
    milestone: str | None = None,
    visibility: str = "shared",
) -> int:
    """Put a link to something elsewhere on the plan or a step; its id."""
    here = place(actor, plan_id, milestone, visibility)
    address = texts.link_address(url)
    live.touch(plan_id, shared=visibility == "shared")
    _check_pace(actor, plan_id)
    row = File(
        **_said(actor, here, visibility), url=address, title=texts.link_title(title, address)
    )
    row.save(force_insert=True)
    return row.id


def attach_file(
    actor: Actor,
    plan_id: int,
    stored: Stored,
    name: str,
    *,
    milestone: str | None = None,
    visibility: str = "shared",
) -> int:
    """Put kept bytes on the plan or a step; the row's id. With a scan set they wait for it."""
    here = place(actor, plan_id, milestone, visibility)
    live.touch(plan_id, shared=visibility == "shared")
    _check_pace(actor, plan_id)
    files.check_room(_used(plan_id), stored.size)
    row = File(
        **_said(actor, here, visibility),
        title=texts.file_name(name),
        stored=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        media_type=stored.media_type,
        state="checking" if settings.SCAN_COMMAND else "ready",
    )
    row.save(force_insert=True)
    if settings.SCAN_COMMAND:
        outbox.record(SCAN, f"scan:{row.id}", {"file": row.id}, here.workspace_id)
    return row.id


def remove_file(actor: Actor, plan_id: int, file_id: int, *, is_admin: bool = False) -> None:
    """Take a file or link off the plan. Its bytes stay for 30 days, for an undo."""
    row = _file(actor, plan_id, file_id, is_admin=is_admin)
    if row.deleted_at is not None:
        return
    live.touch(plan_id, shared=row.visibility == "shared")
    _trail(actor, row, "deleted")
    row.deleted_at, row.deleted_by_name = timezone.now(), actor.name
    row.save(update_fields=["deleted_at", "deleted_by_name"])


def restore_file(actor: Actor, plan_id: int, file_id: int, *, is_admin: bool = False) -> None:
    """Undo a removal, as long as the bytes are there."""
    row = _file(actor, plan_id, file_id, is_admin=is_admin)
    if row.deleted_at is None:
        return
    last = Trail.objects.filter(file_id=row.id, kind="deleted").latest("id")
    if last.by_member_id != actor.member_id or last.by_person != actor.person:
        raise NotAllowed(_("Only whoever removed it can bring it back."))
    if row.gone_at is not None:
        raise NotAllowed(_("It was removed more than 30 days ago and is gone."))
    live.touch(plan_id, shared=row.visibility == "shared")
    files.check_room(_used(plan_id), row.size)
    _trail(actor, row, "restored")
    row.deleted_at, row.deleted_by_name = None, ""
    row.save(update_fields=["deleted_at", "deleted_by_name"])


def _said(actor: Actor, here: Place, visibility: str) -> dict[str, Any]:
    return {
        "workspace_id": here.workspace_id,
        "plan_id": here.plan_id,
        "milestone": here.milestone,
        "visibility": visibility,
        "side": actor.side,
        "name": actor.name,
        "person": actor.person,
        "member_id": actor.member_id,
        "at": timezone.now(),
    }


def _comment(actor: Actor, plan_id: int, comment_id: int, *, is_admin: bool) -> Comment:
    """The comment, held, if this actor may change it; else it is not there."""
    row = Comment.objects.select_for_update().filter(plan_id=plan_id, id=comment_id).first()
    if row is None or not _is_changeable(actor, row, is_admin):
        raise NotFound(_("This comment is not there, or it is not yours to change."))
    _check_still_seen(actor, row)
    return row


def _file(actor: Actor, plan_id: int, file_id: int, *, is_admin: bool) -> File:
    row = File.objects.select_for_update().filter(plan_id=plan_id, id=file_id).first()
    if row is None or not _is_changeable(actor, row, is_admin):
        raise NotFound(_("This file is not there, or it is not yours to change."))
    _check_still_seen(actor, row)
    return row


def _check_still_seen(actor: Actor, row: Comment | File) -> None:
    """For a buyer, what stands on a step that they no longer see is not there either."""
    if actor.side == "buyer":
        place(actor, row.plan_id, row.milestone, row.visibility)


def _is_changeable(actor: Actor, row: Comment | File, is_admin: bool) -> bool:
    if actor.side == "buyer":
        return row.person == actor.person
    return is_admin or (row.side == "seller" and row.member_id == actor.member_id)


def _trail(actor: Actor, row: Comment | File, kind: str) -> None:
    Trail.objects.create(
        workspace_id=row.workspace_id,
        plan_id=row.plan_id,
        comment_id=row.id if isinstance(row, Comment) else None,
        file_id=row.id if isinstance(row, File) else None,
        kind=kind,
        text=row.text if isinstance(row, Comment) else "",
        by_name=actor.name,
        by_person=actor.person,
        by_member_id=actor.member_id,
    )


def _tell(actor: Actor, here: Place, row: Comment, people: Sequence[Reachable]) -> tuple[str, ...]:
    return tuple(
        one.name
        for one in people
        if letters.tell(actor, here, row.id, row.text, row.visibility, one)
    )


def _check_pace(actor: Actor, plan_id: int) -> None:
    """A buyer's link in wrong hands fills neither the plan nor anybody's mailbox."""
    if actor.person is None:
        return
    since = {"plan_id": plan_id, "person": actor.person, "at__gt": timezone.now() - _HOUR}
    said = Comment.objects.filter(**since).count() + File.objects.filter(**since).count()
    if said >= MOST_AN_HOUR:
        wrong = _("that is a lot within one hour")
        raise texts.refusal("", wrong, _("go on a little later"))


def _used(plan_id: int) -> int:
    """The bytes that a plan's files take: removed ones too, as long as they are there."""
    kept = File.objects.filter(plan_id=plan_id, gone_at=None)
    return kept.aggregate(used=Sum("size"))["used"] or 0


_HOUR = timedelta(hours=1)
