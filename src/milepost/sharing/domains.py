"""Which domains an AE may open a plan to: a company's own, never a public mail service.

Everybody with an address at an approved domain may join, so a domain at which anybody can get an
address would open the plan to the world.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem

MOST = 20
LONGEST = 253
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")

# Services at which anybody can get an address; `name.*` stands for every country's ending.
_PUBLIC_WORDS = """
gmail.com googlemail.com icloud.com me.com mac.com aol.com aim.com proton.me protonmail.com pm.me
mail.com email.com usa.com post.com inbox.com fastmail.com fastmail.fm hey.com tutanota.com
tutanota.de tuta.com tuta.io duck.com zohomail.com zoho.com hushmail.com rediffmail.com naver.com
hanmail.net daum.net nate.com qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn
sohu.com 139.com 189.cn aliyun.com mail.ru bk.ru inbox.ru list.ru internet.ru rambler.ru ya.ru
web.de t-online.de freenet.de arcor.de posteo.de posteo.net mailbox.org 1und1.de online.de
vodafone.de kabelmail.de orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr
numericable.fr libero.it virgilio.it tiscali.it alice.it tin.it telenet.be skynet.be ziggo.nl
kpnmail.nl planet.nl xs4all.nl hetnet.nl home.nl casema.nl bluewin.ch hispeed.ch sunrise.ch
chello.at aon.at a1.net telia.com comhem.se bredband.net spray.se online.no tele2.se jubii.dk
stofanet.dk mail.dk kolumbus.fi luukku.com elisanet.fi wp.pl o2.pl onet.pl interia.pl op.pl
tlen.pl gazeta.pl poczta.fm seznam.cz centrum.cz email.cz azet.sk zoznam.sk freemail.hu
citromail.hu abv.bg btinternet.com btopenworld.com sky.com talktalk.net virginmedia.com
ntlworld.com blueyonder.co.uk comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net
charter.net earthlink.net optonline.net juno.com netzero.net rogers.com shaw.ca sympatico.ca
bell.net videotron.ca telus.net bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz
uol.com.br bol.com.br terra.com.br ig.com.br globo.com mailinator.com guerrillamail.com
10minutemail.com temp-mail.org yopmail.com trashmail.com sharklasers.com dispostable.com
getnada.com maildrop.cc privaterelay.appleid.com simplelogin.com anonaddy.com
users.noreply.github.com
"""
_PUBLIC_NAMES_WORDS = """
gmx hotmail live msn outlook yahoo ymail rocketmail windowslive yandex
"""
# Beneath these anybody can register a name.
_ENDINGS_WORDS = """
co.uk org.uk ac.uk gov.uk me.uk ltd.uk plc.uk net.uk nhs.uk com.au net.au org.au edu.au gov.au
co.nz net.nz org.nz govt.nz co.jp or.jp ne.jp ac.jp go.jp co.kr or.kr com.br net.br org.br com.mx
com.ar com.co com.pe com.cl co.za org.za co.in net.in org.in com.sg com.my com.hk com.tw com.cn
net.cn org.cn com.tr com.ua com.pl net.pl org.pl co.at or.at co.il org.il co.th com.ph com.vn
co.id com.eg com.sa com.pt com.es com.gr com.ru uk.com us.com eu.com de.com gb.net github.io
vercel.app netlify.app onmicrosoft.com
"""
_PUBLIC = frozenset(_PUBLIC_WORDS.split())
_PUBLIC_NAMES = frozenset(_PUBLIC_NAMES_WORDS.split())
_ENDINGS = frozenset(_ENDINGS_WORDS.split())


def read_domains(text: str, own: Collection[str] = ()) -> list[str]:
    """The domains of a form's text, each once; `own` are those of the workspace's members.

    Raises InvalidInput for `domains` that names each one that cannot be approved, and why.
    """
    words = (word.strip(".,;<>()") for word in re.split(r"[\s,;]+", text.lower()))
    names = list(dict.fromkeys(name for word in words if (name := _plain(word))))
    problems = [problem for name in names if (problem := _problem(name, own))]
    if len(names) > MOST:
        problems.append(
            Problem(
                "domains",
                _("These are more than %(most)s domains.") % {"most": MOST},
                _("Invite people by their address instead."),
            )
        )
    if problems:
        raise InvalidInput(problems)
    return names


def domain_of(address: str) -> str:
    """The domain of an e-mail address as approved ones are kept; "" for what is none."""
    return _plain(address.rpartition("@")[2].lower()) if "@" in address else ""


def is_public(domain: str) -> bool:
    """Whether anybody at all can get an address there."""
    first, _dot, ending = domain.partition(".")
    is_ending = "." not in ending or ending in _ENDINGS
    return domain in _PUBLIC or (first in _PUBLIC_NAMES and is_ending)


def domains_of(addresses: Iterable[str]) -> frozenset[str]:
    """The domains of several addresses."""
    return frozenset(domain_of(address) for address in addresses) - {""}


def _plain(word: str) -> str:
    """`@Halden.example` and `bücher.example` as they are kept: lower case, ASCII, no @."""
    name = word.rpartition("@")[2].strip(".")
    try:
        return name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        return name


def _problem(name: str, own: Collection[str]) -> Problem | None:
    said = {"domain": name[:60]}
    if len(name) > LONGEST or not _DOMAIN.fullmatch(name) or name in _ENDINGS:
        wrong = _("“%(domain)s” is no company's domain.") % said
        return Problem("domains", wrong, _("Write it like halden.example."))
    if is_public(name):
        wrong = _("Anybody can get an address at %(domain)s.") % said
        return Problem("domains", wrong, _("Invite those people by their address instead."))
    if name in own:
        wrong = _("%(domain)s is your own company's domain.") % said
        return Problem("domains", wrong, _("Colleagues sign in to the workspace."))
    return None
