"""Mail that no person wrote: replies from machines, absence notes, reports of failed delivery.

Nothing in such a mail is ever acted on.
"""

from __future__ import annotations

import re

from milepost.messaging.replies.mime import Mail

_SUBJECT = re.compile(
    r"\s*(?:(?:re|aw|sv|rv|r|antw|fw|wg)\s?:\s?){0,3}[\[(]?\s?(?:"
    r"automatic reply|automated reply|auto(?:matic)?[- ]?(?:reply|response|responder)|autoreply|auto:|out of (?:the )?office|ooo\b|on (?:annual |parental |maternity |sick )?(?:leave|vacation|holiday)\b|away from (?:the )?office|vacation (?:reply|response|message)|i am (?:currently )?(?:away|out)|delivery (?:status notification|has failed|failure|delayed)|undeliver(?:able|ed)|mail delivery (?:failed|subsystem|failure)|returned mail|failure notice|read:|read receipt|message (?:recall|read)|delivered:|automatically"
    r"|automatische (?:antwort|rückantwort|abwesenheit\w*|e-?mail)|abwesenheits?(?:notiz|nachricht|meldung|assistent)?\b|abwesend\b|nicht im (?:büro|haus)|außer haus|bin (?:derzeit|im) (?:abwesend|urlaub)|unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|gelesen:|lesebestätigung|urlaubsvertretung|eingangsbestätigung"
    r"|réponse automatique|réponse d'absence|absence du bureau|absent(?:e)? du bureau|message d'absence|notification d'absence|absence\b|en congés?\b|non remis|échec de (?:la )?remise|lu\s?:|accusé de (?:lecture|réception)"
    r"|respuesta automática|fuera de (?:la )?oficina|ausencia\b|ausente\b|mensaje automático|autorespuesta|no entregado|no se puede entregar|leído:|acuse de"
    r"|resposta automática|fora do escritório|fora da empresa|ausência\b|ausência temporária|mensagem automática|não entregue|não foi possível entregar|lida:|de férias"
    r"|risposta automatica|fuori (?:ufficio|sede)|assenza\b|assente\b|non recapitabile|mancato recapito|messaggio automatico|letto:|in ferie"
    r"|automatisch(?:e)? (?:antwoord|bericht|reactie)|afwezig(?:heid)?\b|niet op kantoor|buiten kantoor|niet bezorgd|onbestelbaar|gelezen:|met (?:vakantie|verlof)"
    r"|自動応答|自動返信|不在(?:通知|の|に|メール|連絡)?|外出中|休暇(?:中|の|通知)|配信不能|配信できません|未配信|開封(?:確認|済み|通知)|返信不要"
    r")",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"out of (?:the )?office|(?:i am|i'm|i will be) (?:currently )?(?:away|on (?:annual |parental |maternity |sick )?(?:leave|vacation|holiday)|out until)|limited access to (?:my )?e-?mails?|(?:no|without|limited|intermittent) access to (?:my )?e-?mail|(?:will|i'll) (?:reply|respond|get back|answer) (?:to you |to your \w+ )?(?:up)?on my return|(?:upon|on|when i) return|(?:in|for) urgent (?:cases|matters|issues|requests)|for (?:any )?urgent|this is an auto(?:matic|mated)|your (?:message|e-?mail) (?:has been received|will not be)|do not reply to this|returning on|back (?:in the office )?on"
    r"|nicht im (?:büro|haus)|außer haus|(?:bin|befinde mich) (?:\w+ ){0,4}(?:urlaub|abwesend|elternzeit|krank)|(?:nicht|nur eingeschränkt|unregelmäßig) (?:per )?(?:e-?mails?|erreichbar|gelesen)|in dringenden fällen|nach meiner rückkehr|ab dem \d.{0,30} (?:wieder|zurück)|wieder (?:im büro|erreichbar|für sie da)|ihre (?:e-?mail|nachricht) wird nicht|automatisch (?:generiert|erstellt)|meine vertretung|wenden sie sich (?:bitte )?(?:in dringenden|an)"
    r"|absente? du bureau|(?:je suis|je serai|serai) (?:actuellement )?(?:absente?|en (?:congés?|vacances|déplacement))|de retour le|à mon retour|en cas d'urgence|pour toute urgence|accès limité (?:à|aux)|message automatique|je n'aurai pas accès|en mon absence|ne pourrai (?:pas )?(?:répondre|consulter)"
    r"|fuera de (?:la )?oficina|(?:estoy|estaré|me encuentro) (?:actualmente )?(?:ausente|de (?:vacaciones|baja|permiso)|fuera)|acceso limitado (?:a|al)|a mi (?:regreso|vuelta)|(?:para|en caso de) (?:asuntos |temas )?urgen\w+|mensaje automático|en mi ausencia|volveré el|regreso el"
    r"|fora do escritório|(?:estou|estarei|encontro-me) (?:atualmente |actualmente )?(?:ausente|de (?:férias|licença|baixa)|fora)|acesso limitado a|(?:no|após o|quando) meu (?:regresso|retorno)|em (?:caso de|casos) urgen\w+|(?:para )?assuntos urgentes|mensagem automática|na minha ausência|retorno (?:no|em|dia)|regresso (?:no|a|dia)"
    r"|fuori (?:ufficio|sede)|(?:sono|sarò) (?:attualmente )?(?:assente|in (?:ferie|vacanza|maternità|permesso)|fuori)|accesso limitato (?:a|alle)|al mio (?:rientro|ritorno)|(?:per|in caso di) (?:questioni |comunicazioni |casi )?urgen\w+|messaggio automatico|in mia assenza|rientr\w+ il|non avrò accesso"
    r"|niet op kantoor|buiten kantoor|(?:ben|momenteel) (?:\w+ ){0,3}(?:afwezig|met (?:vakantie|verlof)|niet aanwezig|op vakantie)|beperkt(?:e)? (?:toegang|bereikbaar)|(?:na|bij) (?:mijn )?(?:terugkomst|terugkeer)|(?:voor|bij|in) (?:dringende|urgente|spoed\w*)|automatisch (?:bericht|gegenereerd)|tijdens mijn afwezigheid|weer (?:aanwezig|bereikbaar|op kantoor)"
    r"|不在に(?:して|し|な)|休暇(?:を|中|のため)|不在(?:のため|期間|中)|(?:戻り|出社)(?:次第|後|日)|メールを(?:確認|拝見|ご確認)でき|お急ぎの(?:場合|方|際)|緊急の(?:場合|ご用件|際)|自動(?:返信|応答|送信|配信)|外出(?:中|して)|出張(?:中|のため)|返信が遅",
    re.IGNORECASE,
)
_MACHINES = (
    "mailer-daemon",
    "postmaster",
    "no-reply",
    "noreply",
    "do-not-reply",
    "donotreply",
    "bounce",
)


def is_automatic(mail: Mail, text: str) -> bool:
    """Whether a machine wrote this: by its headers, its subject or, where plain, its words."""
    return by_headers(mail) or by_subject(mail.subject) or by_words(text)


def by_headers(mail: Mail) -> bool:
    """By what such programs have to say of themselves (RFC 3834), or say by custom."""
    headers = mail.headers
    told = headers.get("auto-submitted", "").strip().lower()
    if told and not told.startswith("no"):
        return True
    if mail.is_report or headers.get("return-path", "-").strip() in ("<>", ""):
        return True
    precedence = (headers.get("precedence", "") + headers.get("x-precedence", "")).strip().lower()
    if precedence.startswith(("bulk", "junk", "auto")) or "auto_reply" in precedence:
        return True
    if any(
        name in headers
        for name in (
            "x-autoreply", "x-autorespond", "x-autoreply-from", "x-autoresponder", "x-auto-reply",
            "x-failed-recipients", "x-mail-autoreply", "x-vacation", "x-out-of-office", "x-ms-exchange-generated-message-source",
        )
    ) and headers.get("x-autoreply", "yes").strip().lower() != "no":  # fmt: skip
        return True
    sender = headers.get("from", "").lower()
    return any(f"{one}@" in sender or f"<{one}" in sender for one in _MACHINES)


def by_subject(subject: str) -> bool:
    """By its subject, in the eight languages."""
    return _SUBJECT.match(subject[:200]) is not None


def by_words(text: str) -> bool:
    """By two different things that absence notes say; one alone may be a person's own words."""
    found = {match.group().lower()[:12] for match in _SIGNS.finditer(text[:3_000])}
    return len(found) >= 2 and _ASKS.search(text[:3_000]) is None


# A person who is away and wants something says so.
_ASKS = re.compile(
    r"\?|move|postpone|verschieb|reporter|décal|aplaz|mover|adiar|spost|rinvi|verplaats|uitstel|延期|変更"
)
