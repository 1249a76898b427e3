"""How a workspace looks to buyers, read inside a seller's or the worker's scope."""

from __future__ import annotations

from milepost.domain.colours import palette
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


def letter_look(workspace_id: int) -> dict[str, str]:
    """The colour of a workspace's letters and what is written on it; empty for the house's own."""
    colour = Workspace.objects.values_list("colour", flat=True).filter(pk=workspace_id).first()
    if not colour:
        return {}
    accent = palette(colour).light
    return {"accent": accent.colour, "accent_ink": accent.ink}


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
