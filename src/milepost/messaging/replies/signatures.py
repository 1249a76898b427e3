"""Signatures, closings, lines of mail programs and disclaimers: taken off the new words' end.

Only what is surely no answer goes: a closing with at most a few short lines after it, blocks of
telephone numbers, the programs' own lines. Where that would leave nothing, less is taken off.
"""

from __future__ import annotations

import re

from milepost.messaging.replies.lines import Line, Mark

_DELIMITER = re.compile(r"\s{0,3}(?:--|\u2014|\u2013\u2013|__|\u2014\u2014)\s{0,3}$")
_LONG_DELIMITER = re.compile(
    r"\s{0,3}(?:[-_*~=#+\u2014\u2500]{3,100}|(?:[-_*] ){3,50}[-_*]?|\u1427)\s{0,3}$"
)

_DEVICE = (
    r"(?:my |mein\w{0,2} |unser\w* |mon |ma |mi |mio |meu |minha |mijn |un |una |um |an? |einem |het |de |il |o |el |le )?(?:\w{1,14}[ -]){0,3}?"
    r"(?:iphone|ipad|ipod|android|smartphone|handy|mobile|mobil\w*|galaxy|samsung|huawei|xiaomi|pixel|oneplus|blackberry|nokia|tablet|téléphone|telefon\w*|móvil|celular|telemóvel|telemovel|cellulare|telefoon|toestel|outlook|yahoo|gmx|web\.de|proton\s?mail|proton|windows|k-9|k9|fairemail|spark|airmail|gmail|mailbox|thunderbird|apple watch|watch|mail|courrier|correo|correio|posta|zoho|edison|bluemail|aqua mail|newton|superhuman|front|hey|tutanota|posteo|t-online|freenet|orange|free|sfr|libero|virgilio|uol|terra|bol|ios|mac)\b"
)
_MOBILE = re.compile(
    r"[\s*_\[(<-]{0,6}(?:"
    rf"(?:sent|written|typed) (?:from|via|with|using|by|on) .{{0,40}}{_DEVICE}"
    rf"|(?:from|via) my {_DEVICE}"
    r"|get outlook (?:for|para)|get (?:yahoo|bluemail|protonmail|spark)|download outlook"
    rf"|(?:von|mit|über|aus|vom) .{{0,60}}{_DEVICE}.{{0,40}}gesendet|gesendet (?:von|mit|über|aus|vom|durch) .{{0,40}}{_DEVICE}"
    rf"|(?:diese|dieses) (?:nachricht|e-?mail|mail) wurde (?:von|mit|über|auf) .{{0,60}}{_DEVICE}|(?:holen|laden) sie (?:sich )?outlook|outlook für (?:ios|android)|outlook-app"
    rf"|(?:envoyé|envoyée|expédié|provenant|transmis) (?:de|depuis|à partir|avec|par|via|d'un|du) ?.{{0,40}}{_DEVICE}|télécharge[rz] outlook|obtene[rz] outlook|obtenir outlook|outlook pour (?:ios|android)"
    rf"|(?:enviado|enviada|mandado) (?:desde|de|do|da|por|con|com|a partir|a través|através|pelo|pela|via|usando) .{{0,40}}{_DEVICE}|(?:obtén|obtener|obtenga|descargar|obter|obtenha|baixe|transferir) (?:o )?outlook|outlook para (?:ios|android)"
    rf"|(?:inviato|inviata|spedito) (?:da|dal|dallo|dalla|con|tramite|via) ?.{{0,40}}{_DEVICE}|(?:scarica|ottieni|scaricare) outlook|outlook per (?:ios|android)"
    rf"|(?:verstuurd|verzonden|gestuurd) (?:vanaf|van|met|via|door|vanuit|uit) .{{0,40}}{_DEVICE}|(?:download|outlook downloaden) (?:outlook )?voor|outlook voor (?:ios|android)"
    r"|.{0,40}(?:iphone|ipad|android|スマートフォン|携帯|スマホ|windows|outlook|yahoo! ?メール|yahoo!メール|mail)\s?(?:版の)?(?:メール|アプリ)?から(?:の)?送信|(?:ios|android) (?:版 )?(?:用の )?outlook を(?:入手|取得)|outlook for (?:ios|android) (?:を|から)|.{0,20}から送信(?:されました)?$"
    r"|sendt fra min|skickat från min|lähetetty|wysłano z|отправлено (?:с|из)|从我的|发自我的|iphone'umdan"
    r"|sent from (?:outlook|mail|my)\b|sent with |envoyé de mon|enviado do meu|enviado desde mi|inviato da |von meinem (?:i|a|s|h)\w+ gesendet"
    r")",
    re.IGNORECASE,
)

_CLOSING_WORDS = (
    # English
    r"(?:best|kind|kindest|warm|warmest|many|with best|with kind|with warm|my best|regards|thanks and|thank you and|thanks &|all the best and)?\s?(?:regards|wishes)|regards|best|all the best|sincerely|yours(?: truly| sincerely| faithfully)?|sincerely yours|cheers|warmly|respectfully|cordially|rgds|br|kr|take care|have a (?:great|nice|good|lovely) (?:day|weekend|week|one|evening|afternoon)|talk soon|speak soon"
    # German
    r"|(?:mit )?(?:freundlichen|freundlichem|besten|lieben|herzlichen|schönen|vielen|sonnigen|kollegialen) (?:grüßen|grüssen|gruß|gruss|gruessen)|(?:freundliche|beste|liebe|viele|schöne|herzliche|sonnige|schönen|lieben|besten|schoene|herzlichen|ganz liebe) (?:grüße|grüsse|gruesse|gruß|gruss)(?: aus \w+)?|grüße|grüsse|gruß|gruss|gruesse|lg|vg|bg|mfg|lieber gruß|beste grüße|hochachtungsvoll|herzlichst|(?:schönen|angenehmen|schönes) (?:tag|abend|feierabend|wochenende)(?: noch)?|(?:bis bald|bis dann|ciao|servus)"
    # French
    r"|(?:bien |très )?cordialement|(?:bien )?à (?:vous|toi)|(?:sincères|meilleures|cordiales|mes meilleures|mes sincères) salutations|salutations(?: distinguées)?|cdlt|cdt|bien à vous|amicalement|bises|bonne (?:journée|soirée|fin de journée)|belle journée|respectueusement|amitiés|bon week-end|à bientôt"
    # Spanish
    r"|(?:un )?(?:cordial|afectuoso) saludo|(?:un )?saludo(?:s)?(?: cordiales| afectuosos)?|saludos cordiales|atentamente|atte|cordialmente|un abrazo|abrazos|que tengas? (?:un )?buen (?:día|fin de semana)|buen (?:día|fin de semana)|muy atentamente|afectuosamente"
    # Portuguese
    r"|(?:com os )?(?:melhores|meus melhores) cumprimentos|cumprimentos|atenciosamente|att|atte|(?:um )?abraços?|cordiais saudações|saudações(?: cordiais)?|com os melhores cumprimentos|respeitosamente|abs|bjs|beijos|bom (?:fim de semana|trabalho|dia)|tenha um (?:bom|ótimo) dia|grato|grata"
    # Italian
    r"|(?:cordiali|distinti|cari|i migliori|i più cordiali|tanti) saluti|(?:un )?(?:cordiale|caro) saluto|saluti(?: cordiali)?|buona (?:giornata|serata)|buon (?:lavoro|weekend|fine settimana)|a presto|un abbraccio|in fede"
    # Dutch
    r"|(?:met )?(?:vriendelijke|hartelijke|beste|warme|collegiale) (?:groet|groeten|groetjes)|(?:hartelijke|vriendelijke) groet(?:en)?|groet(?:en|jes)?|mvg|m\.v\.g\.?|hoogachtend|fijne (?:dag|avond|weekend)|prettige (?:dag|avond)|fijn weekend|prettig weekend|gr|vr\.? ?gr\.?|tot (?:snel|gauw)"
    # Japanese
    r"|(?:以上、?)?(?:何卒)?(?:どうぞ)?(?:引き続き)?(?:よろしく|宜しく)(?:お願い|御願い)(?:いた|致)?(?:します|申し上げます|いたします)|敬具|以上|草々"
)
_CLOSING = re.compile(
    rf"[\s*_>\-\u2013\u2014/~]{{0,4}}(?:{_CLOSING_WORDS})\s{{0,3}}(?P<end>[,.!;:\-\u2013\u2014。、~]{{0,3}})\s{{0,3}}(?P<name>(?:[^\W\d_][\w.'\u2019-]{{0,30}}\s?){{0,4}})[.,!]?\s{{0,3}}$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\s{0,3}(?:(?:many |best )?thanks(?: again| so much| a lot| in advance| and regards)?|thank you(?: very much| so much| in advance)?|thx|ty|danke(?: schön| sehr| im voraus)?|vielen (?:lieben )?dank(?: im voraus)?|besten dank|herzlichen dank|dankeschön|merci(?: beaucoup| d'avance| bien)?|(?:muchas |mil )?gracias(?: de antemano)?|(?:muito )?obrigad[oa]|(?:molte |tante )?grazie(?: mille)?|(?:alvast |hartelijk )?(?:bedankt|dank(?: je| u)?(?: wel)?)|dankjewel)\s{0,3}(?P<end>[,.!\-\u2013]{0,2})\s{0,3}$",
    re.IGNORECASE,
)
_DASHED_NAME = re.compile(
    r"\s{0,3}[-\u2013\u2014/~]{1,2}\s?[A-ZÀ-Þ][\w.'-]{0,24}(?: [A-ZÀ-Þ][\w.'-]{0,24}){0,2}\s{0,3}$"
)
_CONTACT = re.compile(
    r"(?:\+|\b00)\d[\d ()./-]{6,24}|\(0?\d{2,5}\)[\d ./-]{4,16}|\b(?:tel|phone|telefon|téléphone|teléfono|telefone|telefono|mobile|mobil|móvil|cell|cel|fax|handy|m|t|f|p|d|o|direct|office|電話|携帯|tél)\b\s{0,2}[.:+]\s{0,3}[\d+(]|www\.[\w.-]{3,60}|https?://\S{4,200}|\b[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{2,30}\b"
    r"|\b(?:gmbh|ag|inc|ltd|llc|s\.?a\.?s|s\.?r\.?l|b\.?v|s\.?p\.?a|kg|sarl|ltda|limited|corp|株式会社|有限会社)\b|〒\d{3}|\b\d{4,5}\s[A-ZÀ-Þ][a-zà-ÿ]{2,20}\b|.{2,60}\s\|\s.{2,60}",
    re.IGNORECASE,
)
_DISCLAIMER_ABOUT = re.compile(r"e-?mail|message|nachricht|mitteilung|courriel|mensaje|correo|mensagem|messaggio|comunicazione|bericht|メール|電子メール|attachment|anhang", re.IGNORECASE)  # fmt: skip
_DISCLAIMER = re.compile(
    r"confidential|privileged|intended (?:only|solely|recipient|for)|unauthori[sz]ed|vertraulich|unbefugt|bestimmt(?:e)? (?:empfänger|adressat)|geschäftsführ\w+:|handelsregister|amtsgericht|confidentiel|destinataire|strictement|confidencial|destinatario|destinatário|exclusiv|riservat|confidenzial|vertrouwelijk|geadresseerde|uitsluitend|機密|秘密|意図した受信者|please consider the environment|drucken|avant d'imprimer|antes de imprimir|prima di stampare|registered (?:office|in)|privacy|gdpr|virus",
    re.IGNORECASE,
)
_JAPANESE_RULE = re.compile(r"\s{0,3}[-=_*─━＝―…・◇◆□■●○☆★+＋#♪]{4,120}\s{0,3}$")


# No signature has more lines, disclaimers aside.
_MOST_SIGNATURE = 40


def without_signature(lines: list[Line], sender: str = "", *, is_last: bool = True) -> list[Line]:
    """The lines without what a person's program or habit adds at their end."""
    kept = _trimmed([line for line in lines if line.mark is not Mark.SIGNATURE])
    whole = kept
    for step in (_at_delimiter, _at_mobile_line, _at_disclaimer):
        kept = _trimmed(step(kept))
    for _ in range(3):
        before = len(kept)
        kept = _trimmed(_at_closing(kept, sender))
        kept = _trimmed(_contact_block(kept, sender))
        kept = _trimmed(_lonely_name(kept, sender))
        if len(kept) == before:
            break
    if not kept and whole and not (_MOBILE.match(whole[0].text) or _DELIMITER.match(whole[0].text)):
        # All of it looked like a closing ("Thanks, Anna"): that is the answer then.
        return _trimmed(_at_mobile_line(_at_delimiter(whole)))
    return kept


def _trimmed(lines: list[Line]) -> list[Line]:
    begin, end = 0, len(lines)
    while begin < end and not lines[begin].text.strip():
        begin += 1
    while end > begin and (
        not lines[end - 1].text.strip() or _LONG_DELIMITER.match(lines[end - 1].text)
    ):
        end -= 1
    return lines[begin:end]


def _at_delimiter(lines: list[Line]) -> list[Line]:
    for n, line in enumerate(lines):
        if _DELIMITER.match(line.text):
            return lines[:n]
        if n < len(lines) - 2 * _MOST_SIGNATURE:
            continue
        if _LONG_DELIMITER.match(line.text) or _JAPANESE_RULE.match(line.text):
            rest = [one.text for one in lines[n + 1 :] if one.text.strip()]
            hits = sum(1 for one in rest if _CONTACT.search(one))
            if not rest or (n and len(rest) <= 14 and hits * 3 >= len(rest)):
                return lines[:n]
            if n and len(rest) <= 12 and _DISCLAIMER.search(" ".join(rest)[:3000]):
                return lines[:n]
    return lines


def _at_mobile_line(lines: list[Line]) -> list[Line]:
    for n in range(max(0, len(lines) - _MOST_SIGNATURE), len(lines)):
        text = lines[n].text.strip()
        if 6 <= len(text) <= 140 and _MOBILE.match(text):
            rest = [one.text for one in lines[n + 1 :] if one.text.strip()]
            if len(rest) <= 8 and sum(map(len, rest)) < 700:
                return lines[:n]
    return lines


def _at_disclaimer(lines: list[Line]) -> list[Line]:
    for n in range(1, len(lines)):
        text = lines[n].text
        if lines[n - 1].text.strip() and not _LONG_DELIMITER.match(lines[n - 1].text):
            continue
        paragraph = text
        for following in lines[n + 1 : n + 8]:
            if not following.text.strip():
                break
            paragraph += " " + following.text
        if (
            len(paragraph) >= 90
            and _DISCLAIMER.search(paragraph[:3000])
            and _DISCLAIMER_ABOUT.search(paragraph[:3000])
        ):
            return lines[:n]
    return lines


def _at_closing(lines: list[Line], sender: str) -> list[Line]:
    for n in range(max(1, len(lines) - _MOST_SIGNATURE), len(lines)):
        text = lines[n].text
        if len(text) > 90 or not text.strip():
            continue
        rest = [one.text.strip() for one in lines[n + 1 :] if one.text.strip()]
        match = _CLOSING.match(text)
        if match is not None and _is_closing(text, match, rest, sender):
            return lines[:n]
        thanks = _THANKS.match(text)
        if (
            thanks is not None
            and 0 < len(rest) <= 6
            and _is_name(rest[0], sender, is_sure=thanks["end"] == ",")
            and all(len(one) <= 80 for one in rest)
        ):
            return lines[:n]
    return lines


def _is_closing(text: str, match: re.Match[str], rest: list[str], sender: str) -> bool:
    name = match["name"].strip()
    if name and not match["end"] and not all(one[:1].isupper() for one in name.split()):
        return False
    if name and not _is_name(name, sender, is_sure=True):
        return False
    if not rest:
        return True
    if len(rest) > 14:
        return False
    short = [one for one in rest if len(one) <= 100]
    # What follows is a name and a few short lines, or a block of contacts.
    if len(short) < len(rest) and not _DISCLAIMER.search(" ".join(rest)[:3000]):
        return False
    if name:
        return len(rest) <= 8
    return _is_name(rest[0], sender, is_sure=True) or bool(
        _CONTACT.search(rest[0]) or _CONTACT.search(" ".join(rest)[:800])
    )


def _is_name(text: str, sender: str, *, is_sure: bool) -> bool:
    """One to five words that begin with capitals, or the sender's own name."""
    bare = text.strip(" ,.!*_-\u2013\u2014/~()").split("(")[0].strip()
    words = bare.split()
    if not words or len(words) > 5 or len(bare) > 50:
        return False
    if _is_senders(bare, sender):
        return True
    if text.rstrip().endswith((":", "?", ";")) or any(char.isdigit() for char in bare):
        return False
    if not is_sure:
        return False
    if any("\u3040" <= char <= "\u9fff" for char in bare):
        return len(bare) <= 14 and not bare.endswith(("す", "た", "ん", "い", "。"))
    if text.rstrip().endswith(".") and len(words) == 1 and len(bare) > 2:
        return False
    if len(words) == 1 and bare.lower() in _NOT_NAMES:
        return False
    return all(word[0].isupper() or word.lower() in _PARTICLES for word in words)


_PARTICLES = frozenset(
    [
        "von",
        "van",
        "de",
        "der",
        "den",
        "di",
        "da",
        "do",
        "dos",
        "del",
        "la",
        "le",
        "du",
        "zu",
        "und",
        "et",
        "y",
        "e",
        "&",
        "i.a.",
        "ppa.",
        "i.v.",
        "und",
    ]
)
_NOT_NAMES = frozenset(
    [
        "done",
        "completed",
        "complete",
        "finished",
        "blocked",
        "erledigt",
        "fertig",
        "abgeschlossen",
        "blockiert",
        "fait",
        "terminé",
        "fini",
        "bloqué",
        "hecho",
        "listo",
        "terminado",
        "bloqueado",
        "feito",
        "concluído",
        "pronto",
        "fatto",
        "finito",
        "bloccato",
        "gedaan",
        "klaar",
        "afgerond",
        "geblokkeerd",
        "no",
        "nein",
        "non",
        "não",
        "nee",
        "yes",
        "ja",
        "oui",
        "sí",
        "sim",
        "sì",
        "stop",
        "unsubscribe",
    ]
)


def _is_senders(text: str, sender: str) -> bool:
    if not sender:
        return False
    names = {one.strip(".,'\"()").lower() for one in re.split(r"[\s,]+", sender) if one}
    words = [one.strip(".,'\"()").lower() for one in text.split()]
    if not words or not names:
        return False
    if all(one in names for one in words):
        return True
    initials = "".join(sorted(one[0] for one in names if one))
    joined = "".join(words).replace(".", "")
    return (
        len(words) == 1
        and 1 <= len(joined) <= 3
        and "".join(sorted(joined)) == initials[: len(joined)]
        and text.isupper()
    )


def _contact_block(lines: list[Line], sender: str) -> list[Line]:
    """The last paragraphs, where they are telephone numbers and addresses."""
    begin = len(lines)
    while begin > 0 and lines[begin - 1].text.strip():
        begin -= 1
    block = [line.text for line in lines[begin:]]
    if not begin > 0 or not 1 <= len(block) <= 10:
        return lines
    hits = sum(1 for one in block if _CONTACT.search(one))
    named = _is_name(block[0], sender, is_sure=True)
    if any(len(one) > 110 for one in block):
        return lines
    if (hits >= 2 and hits * 3 >= len(block)) or (hits >= 1 and named and len(block) >= 2):
        return lines[:begin]
    return lines


def _lonely_name(lines: list[Line], sender: str) -> list[Line]:
    """ "Anna" or "-Anna" as the last line, after other words."""
    if len(lines) < 2:
        return lines
    last = lines[-1].text.strip()
    if _is_senders(last.strip("-\u2013\u2014/~ "), sender) and len(last) < 60:
        return lines[:-1]
    if (
        _DASHED_NAME.match(lines[-1].text)
        and last.strip("-\u2013\u2014/~ ").lower() not in _NOT_NAMES
    ):
        return lines[:-1]
    # "Done.⏎⏎Anna Schmidt⏎Head of IT": a name alone in a paragraph, titles after it.
    begin = len(lines)
    while begin > 0 and lines[begin - 1].text.strip():
        begin -= 1
    block = [line.text.strip() for line in lines[begin:]]
    if (
        begin
        and len(block) <= 5
        and _is_senders(block[0], sender)
        and all(len(one) < 70 for one in block)
    ):
        return lines[:begin]
    return lines
