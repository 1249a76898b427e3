"""An address that comes back: marked, and its AE told once."""

from __future__ import annotations

import pytest

from milepost.messaging.models import Message
from milepost.sharing import bounces
from milepost.sharing.models import Bounce
from tests.sharing.invited import ADDRESS, an_invitation

pytestmark = pytest.mark.django_db


def test_the_ae_is_told_once_while_it_comes_back_and_anew_when_it_does_again() -> None:
    seller = an_invitation().seller
    an_invitation(seller=seller)  # on a second plan, too
    for _try in range(2):
        bounces.note(seller.workspace_id, ADDRESS.upper(), "550 5.1.1 nobody is here")
    (told,) = Message.objects.filter(kind="bounced")
    assert told.member_id == seller.member_id
    assert told.facts["person"] == "maja"
    bounces.note(seller.workspace_id, ADDRESS, "")
    assert not Bounce.objects.exists()


def test_an_address_that_is_on_no_plan_is_marked_and_nobody_is_told() -> None:
    seller = an_invitation().seller
    bounces.note(seller.workspace_id, "someone@else.example", "550 nobody is here")
    assert Bounce.objects.filter(address="someone@else.example").exists()
    assert not Message.objects.filter(kind="bounced").exists()
