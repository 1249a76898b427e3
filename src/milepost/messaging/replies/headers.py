"""The lines with which mail programs introduce what they quote, in many languages.

Three shapes: a separator ("-----Original Message-----"), a block of headers (From, Sent, To,
Subject), and an attribution ("On Monday, Anna wrote:") that may be wrapped over several lines.
"""

from __future__ import annotations

import re

# Words that name the headers, as Outlook, Apple Mail, Thunderbird, Notes and others write them.
_FROM = "from|von|de|da|van|od|fra|från|expéditeur|remitente|remetente|mittente|afzender|absender|差出人|発信者|送信者|送信元|from-name|lähettäjä|kimden|от|发件人|寄件者|보낸 사람|da parte di"
_DATE = "sent|date|gesendet|datum|envoyé|envoyé le|date d'envoi|fecha|enviado|enviada|enviado el|enviada em|data|inviato|inviata|verzonden|verstuurd|送信日時|日時|日付|送信日|skickat|sendt|wysłano|lähetetty|gönderildi|отправлено|дата|发送时间|data invio|enviado em|gesendet am|datum und uhrzeit|date/heure|verzonden op|sent on|sent at"
_TO = "to|an|à|para|a|aan|pour|destinataire|destinatario|destinatário|empfänger|ontvanger|宛先|送信先|to-name|till|til|do|vastaanottaja|kime|кому|收件人|per"
_SUBJECT = "subject|betreff|betr|objet|asunto|assunto|oggetto|onderwerp|件名|タイトル|emne|ämne|temat|aihe|konu|тема|主题|sujet|re"
_OTHER = "cc|bcc|kopie|copie|copia|cópia|kopia|kopi|reply-to|antwort an|répondre à|responder a|responder para|rispondi a|risposta|antwoord aan|importance|wichtigkeit|priorität|importancia|importância|importanza|prioridade|belang|attachments|anlagen|pièces jointes|adjuntos|anexos|allegati|bijlagen|添付ファイル|返信先|organization|organisation"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"[\s*_>|\-]{{0,10}}(?:{words})[*_ \u00a0]{{0,4}}[:：]", re.IGNORECASE)


_IS_FROM, _IS_DATE, _IS_TO, _IS_SUBJECT, _IS_OTHER = map(
    _pattern, (_FROM, _DATE, _TO, _SUBJECT, _OTHER)
)

_SEPARATOR_WORDS = (
    "original message|reply message|antwort nachricht|original mail|original email|original appointment|forwarded message|forwarded mail|begin forwarded message|forwarded by|message forwarded"
    "|ursprüngliche nachricht|originalnachricht|original-nachricht|originalmail|ursprüngliche mail|ursprüngliche e-mail|weitergeleitete nachricht|weitergeleitete mail|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|weitergeleitet von|originaltermin|ursprünglicher termin"
    "|message d'origine|message original|message d’origine|message initial|courriel original|message transféré|début du message transféré|début du message réexpédié|message réexpédié|e-mail d'origine|mail original|rendez-vous d'origine"
    "|mensaje original|correo original|mensaje reenviado|inicio del mensaje reenviado|mensagem original|mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|início da mensagem reencaminhada|e-mail original|correo electrónico original|mensaje de origen"
    "|messaggio originale|messaggio inoltrato|inizio messaggio inoltrato|inizio del messaggio inoltrato|email originale|messaggio d'origine"
    "|oorspronkelijk bericht|oorspronkelijke bericht|origineel bericht|doorgestuurd bericht|begin doorgestuurd bericht|oorspronkelijke e-mail|oorspronkelijke mail"
    "|元のメッセージ|元のメール|オリジナルメッセージ|転送されたメッセージ|転送メッセージ|転送されたメール|転送された内容|original message|元メッセージ"
    "|originalmeddelande|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|przekazana wiadomość|oprindelig besked|videresendt besked|orijinal mesaj|исходное сообщение|原始邮件|转发的邮件"
)
_SEPARATOR = re.compile(
    rf"[\s>*]{{0,10}}(?:[-_=*\u2013\u2014~]{{1,60}}\s{{0,4}}(?:{_SEPARATOR_WORDS})\s{{0,4}}:?\s{{0,4}}[-_=*\u2013\u2014~]{{0,60}}"
    rf"|(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado|início da mensagem (?:encaminhada|reencaminhada)|inizio (?:del )?messaggio inoltrato|begin doorgestuurd bericht|転送されたメッセージ|転送されたメール)\s{{0,3}}[:：]?)"
    r"\s{0,6}[*]?\s{0,6}$",
    re.IGNORECASE,
)
# "-----Anna Schmidt wrote: -----" (Notes), "---- On Tue … wrote ----" (Zoho).
_DASHED = re.compile(r"[\s>]{0,6}-{2,40}.{3,200}(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|geschreven|geschrieben|よりの返信|書きました).{0,40}-{2,40}\s*$|\s{0,4}-{2,40}\s?(?:on|am|le|el|em|il|op) .{5,200}(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef).{0,40}[:：]\s*$", re.IGNORECASE)  # fmt: skip
_RULE = re.compile(r"[\s>]{0,6}(?:[_\u2500\u2501=]{5,200}|-{5,200}|(?:[-_*] ){5,60}[-_*]?)\s*$")


def is_rule(line: str) -> bool:
    """A line drawn across."""
    return _RULE.match(line) is not None


def is_separator(line: str) -> bool:
    """ "-----Original Message-----", in whichever language."""
    return len(line) < 300 and (
        _SEPARATOR.match(line) is not None or _DASHED.match(line) is not None
    )


def header_block(lines: list[str], at: int) -> bool:
    """Whether a block of headers begins at this line: a sender, and two more of its kind."""
    first = lines[at][:300]
    if not (
        _IS_FROM.match(first)
        or _IS_TO.match(first)
        or _IS_DATE.match(first)
        or _IS_SUBJECT.match(first)
    ):
        return False
    kinds = set()
    seen = 0
    for line in lines[at : at + 14]:
        if not line.strip():
            if seen and len(kinds) >= 3:
                break
            continue
        seen += 1
        if seen > 9:
            break
        for name, pattern in (
            ("from", _IS_FROM),
            ("date", _IS_DATE),
            ("subject", _IS_SUBJECT),
            ("to", _IS_TO),
            ("other", _IS_OTHER),
        ):
            if name not in kinds and pattern.match(line[:300]):
                kinds.add(name)
                break
    return (
        len(kinds) >= 3
        and ("from" in kinds or {"date", "to", "subject"} <= kinds)
        and bool(kinds & {"date", "subject"})
    )


_WROTE = (
    r"wrote|writes|sent(?=\s{0,3}:)|schrieb(?:en)?|geschrieben|a écrit|écrit|escribió|escribio|escreveu|scrisse|ha scritto|scrive"
    r"|schreef|geschreven|het volgende geschreven|さんが書きました|は書きました|が書きました|書きました|さんの?(?:メール|投稿)|のメール|より|skrev|kirjoitti|napisał(?:\(a\))?|napisał\(-a\)|写道|作성|написал(?:\(а\))?|пишет|пише|yazdı|wrote the following|следующее"
)
_BEGINS = re.compile(
    r"\s{0,4}(?:on\s|at\s|am\s|le\s|el\s|em\s|no dia\s|na\s|il\s|il giorno\s|in data\s|op\s|den\s|dnia\s|in message|in der nachricht|von:?\s|nel messaggio"
    r"|\d{1,4}[./年-]|(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|mo|di|mi|do|fr|sa|so|seg|ter|qua|qui|sex|sáb|dom|gio|mié|jue|vie|ma|wo|vr|za|zo)[a-zäéáêçãíó-]{0,12}[.,]?\s|[\"'“„<\w])",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\s{0,4}(?:on\s.{0,40}\d|am\s.{0,30}\d|le\s.{0,30}\d|el\s.{0,30}\d|em\s.{0,30}\d|no dia\s|il\s.{0,30}\d|op\s.{0,30}\d|den\s.{0,20}\d|dnia\s.{0,20}\d|\d{4}[年/-]\d|\d{1,2}[./]\d{1,2}[./]\d{2})",
    re.IGNORECASE,
)
_ENDS_WROTE = re.compile(
    rf"(?:{_WROTE})(?:\s{{0,3}}(?:on|am|le|el|em|il|op|das folgende|folgendes|folgende nachricht|the following|ce qui suit|lo siguiente|o seguinte|quanto segue|het volgende|no dia|den|a las|alle|um|at|dnia|the)\b.{{0,160}})?\s{{0,3}}[:：]?\s{{0,3}}[*_]{{0,2}}\s*$",
    re.IGNORECASE,
)
_SCHRIEB = re.compile(r"\b(?:schrieb|schreef|schrieben|skrev)\b.{1,160}[:：]\s*$", re.IGNORECASE)
_HAS_WHEN = re.compile(r"\d{1,2}[:.h時]\d{2}|\d{1,4}[./年-]\s?\d{1,2}|\b(?:19|20)\d{2}\b|\b\d{1,2}\.? (?:de )?[a-zéûôçãäA-Z]{3,12}\b|\b[A-Za-z]{3,9} \d{1,2}\b")  # fmt: skip
_ADDRESS = re.compile(r"[\w.+-]{1,80}@[\w-]{1,60}(?:\.[\w-]{1,30}){0,6}")
# A date, a name, an address, a colon: "2026年11月24日(火) 10:00 Brightloom <a@b.c>:"
_BARE = re.compile(r".{0,200}<?(?:mailto:)?[\w.+-]{1,80}@[\w.-]{1,100}>?\)?\s{0,3}[:：]\s*$")
_YOU_WROTE = re.compile(r"(?:at|on|am|le|el|em|il|op)\b.{3,80}\b(?:you wrote|hast du geschrieben|haben sie geschrieben|vous avez écrit|usted escribió|você escreveu|hai scritto|schreef (?:je|u))\s?[:：]\s*$", re.IGNORECASE)  # fmt: skip
_GMT = re.compile(
    r"\s{0,4}\d{4}[-/]\d{1,2}[-/]\d{1,2}(?: \d{1,2}:\d{2} GMT[+-]\d{1,2}:\d{2})? .{2,120}$"
)


def attribution(lines: list[str], at: int) -> int:
    """How many lines from this one make up an attribution; 0 where none begins here."""
    first = lines[at].strip()
    if not first or len(first) > 400 or not _BEGINS.match(first):
        return 0
    is_start = _STARTS.match(first) is not None or _names(first)
    joined = ""
    for count in range(1, 7 if is_start else 2):
        if at + count > len(lines):
            return 0
        piece = lines[at + count - 1].strip()
        if not piece:
            if (
                count > 1
                and count < 5
                and "@" not in joined
                and joined
                and not joined.endswith((".", "!", "?"))
                and _HAS_WHEN.search(joined)
            ):
                continue
            return 0
        joined = f"{joined} {piece}".strip()
        if len(joined) > 500:
            return 0
        if _is_attribution(joined, count):
            # Words above that stand without a gap are not part of it.
            later = range(at + 1, at + count)
            return (
                0
                if any(_STARTS.match(lines[n]) and attribution(lines, n) for n in later)
                else count
            )
        if joined.endswith((".", "!", "?")) and count > 1 and "@" not in joined:
            return 0
    return 0


def _names(first: str) -> bool:
    """Whether a line may begin an attribution with a name: "Anna Schmidt <a@b.c> wrote"."""
    if _HAS_WHEN.search(first) or _ADDRESS.search(first) or "<" in first:
        return not first.endswith(("!", "?")) and not re.search(r"[^\d]\.$", first)
    return len(first.split()) <= 4 and not first.endswith((".", "!", "?", ",", ":"))


def _is_attribution(text: str, lines: int) -> bool:
    has_when, has_address = _HAS_WHEN.search(text) is not None, _ADDRESS.search(text) is not None
    if not (has_when or has_address):
        return False
    if _YOU_WROTE.match(text):
        return True
    if _ENDS_WROTE.search(text) and (
        text.rstrip("*_ ").endswith((":", "：")) or (has_when and has_address)
    ):
        return has_when or lines == 1
    if _SCHRIEB.search(text) and has_when:
        return True
    if has_when and has_address and _BARE.match(text):
        return True
    return lines == 1 and _GMT.match(text) is not None and (has_address or "GMT" in text)
