"""How a workspace looks to buyers, read inside a seller's or the worker's scope."""

from __future__ import annotations

from typing import Any

from milepost.domain.errors import NotFound
from milepost.domain.looks import CompanyLooks, Ground, LogoLook
from milepost.workspaces.models import Logo, Workspace


def company_looks(workspace_id: int) -> CompanyLooks:
    """Name, colour, words and logo of a workspace: two statements."""
    name, colour, words = Workspace.objects.values_list("name", "colour", "buyer_words").get(
        pk=workspace_id
    )
    found = Logo.objects.filter(workspace_id=workspace_id)
    row = found.values_list("mark", "width", "height", "ground").first()
    return CompanyLooks(name=name, colour=colour, buyer_words=words, logo=row and logo_look(*row))


def letter_look(workspace_id: int) -> dict[str, Any]:
    """How a workspace's letters look: `accent`, what is written on it, `logo`; what is missing is
    the house's own."""
    looks = company_looks(workspace_id)
    found: dict[str, Any] = {}
    if looks.palette is not None:
        accent = looks.palette.light
        found |= {"accent": accent.colour, "accent_ink": accent.ink}
    if looks.logo is not None:
        found["logo"] = looks.logo
    return found


def logo_look(mark: str, width: int, height: int, ground: Ground) -> LogoLook:
    """A logo as the database keeps it."""
    return LogoLook(mark=mark, width=width, height=height, ground=ground)


def logo_data(workspace_id: int, mark: str = "") -> bytes:
    """The PNG of a workspace's logo, of this mark where one is given. Raises NotFound."""
    found = Logo.objects.filter(workspace_id=workspace_id)
    if mark:
        found = found.filter(mark=mark)
    data = found.values_list("data", flat=True).first()
    if data is None:
        raise NotFound("There is no such logo.")
    return bytes(data)
