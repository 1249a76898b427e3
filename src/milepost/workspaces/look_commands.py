"""Every write to how a workspace looks to buyers. Called inside a seller's scope."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from milepost.domain.colours import read_colour
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.looks import LONGEST_BUYER_WORDS
from milepost.platform.pictures import read_logo
from milepost.workspaces.models import Logo, Workspace


def change_looks(workspace_id: int, given: Mapping[str, str]) -> None:
    """Set colour and words for buyers; an empty colour is the house's, empty words the usual."""
    problems: list[Problem] = []
    colour = given.get("colour", "").strip()
    read = read_colour(colour) if colour else ""
    if read is None:
        problems.append(
            Problem("colour", _("This is no colour."), _("Write it like #17624a, or choose one."))
        )
    words = given.get("buyer_words", "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST_BUYER_WORDS:
        problems.append(
            Problem(
                "buyer_words",
                _("The text is too long."),
                _("Use at most %(most)s characters.") % {"most": LONGEST_BUYER_WORDS},
            )
        )
    if problems:
        raise InvalidInput(problems)
    Workspace.objects.filter(pk=workspace_id).update(colour=read, buyer_words=words)


def set_logo(workspace_id: int, data: bytes) -> None:
    """Make the workspace's logo from an uploaded file. Raises InvalidInput for what is none."""
    made = read_logo(data)
    Logo.objects.update_or_create(
        workspace_id=workspace_id,
        defaults={
            "mark": made.mark,
            "data": made.data,
            "width": made.width,
            "height": made.height,
            "ground": made.ground,
        },
    )


def remove_logo(workspace_id: int) -> None:
    """Go back to the name alone."""
    Logo.objects.filter(workspace_id=workspace_id).delete()
