"""Where the sender's own words end and the quote begins.

The surest signs first: the reply line that we wrote, the text that we sent. Then what the mail's
own markup says, then the shapes in which mail programs introduce a quote. Everything reads each
line a bounded number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from milepost.messaging.replies.headers import attribution, header_block, is_rule, is_separator
from milepost.messaging.replies.lines import Line, Mark
from milepost.messaging.replies.reply_line import has_reply_line

_MOST_SENT = 60_000
# So many letters of a line, or so many Japanese signs, are nobody's but ours.
_SURE_LENGTH = 24
_SURE_SIGNS = 14
_SIGNS = re.compile(r"[\u3040-\u9fff]")
_PICTURES = re.compile(
    r"\[(?:cid|image|inline image|bild|photo|logo)[:\s][^\]\n]{0,200}\]"
    r"|<(?:cid|mailto):[^>\n]{0,200}>",
    re.IGNORECASE,
)
# What a gateway puts above: "[EXTERNAL]", "CAUTION: This email originated from outside …".
_BANNER = re.compile(
    r"\s*[\[(*]{1,3}\s?(?:external|extern|externe|externo|esterno|外部)"
    r"(?:\s?(?:e-?mail|mail|sender|message|メール))?\s?[\])*]{1,3}"
    r"|\s*external (?:e-?mail|sender|message)\s?[:!]?\s*$"
    r"|.{0,40}(?:originated|was sent|came|comes|received) from (?:outside|an external)"
    r"|.{0,40}diese (?:e-?mail|nachricht) (?:stammt|kommt) von (?:einem |außerhalb |extern)"
    r"|.{0,40}ce (?:message|mail|courriel) provient de l'ext"
    r"|.{0,40}este (?:correo|mensaje|e-?mail) (?:proviene|se originó|foi enviado) (?:de|por|fuera)",
    re.IGNORECASE,
)
_POINTS_BELOW = re.compile(
    r"\s*(?:(?:please )?see (?:my )?(?:answers?|comments?|replies|notes?)?\s?(?:below|inline|in ?line)|(?:my )?(?:answers?|comments?) (?:below|inline)|inline|siehe unten|s\. ?u\.|antworten? (?:unten|inline|im text)|voir (?:ci-dessous|plus bas)|(?:mes )?réponses ci-dessous|ver abajo|(?:mis )?respuestas abajo|ver abaixo|(?:minhas )?respostas abaixo|vedi sotto|(?:le mie )?risposte (?:sotto|in calce)|zie (?:hier)?onder|(?:mijn )?antwoorden hieronder|以下に?(?:回答|返信)|下記参照|インラインで)",  # noqa: E501
    re.IGNORECASE,
)


_PIECE_OF_LINK = re.compile(r"\(?https?:\S{1,2000}(?: >)?|(?=\S{0,200}[=/&%_])\S{3,2000}")


@dataclass(frozen=True, slots=True)
class Parted:
    """The pieces of new text in order, and the rest, as text."""

    pieces: tuple[tuple[Line, ...], ...]
    quote: str


def part(lines: list[Line], sent: str | None = None) -> Parted:
    """Tell the new lines from the quoted ones."""
    ours = _without_noise(lines)
    kinds = _kinds(ours, sent)
    pieces: list[list[Line]] = [[]]
    quote: list[str] = []
    for line, is_new in zip(ours, kinds, strict=True):
        if is_new:
            pieces[-1].append(line)
        else:
            quote.append(line.text)
            if pieces[-1]:
                pieces.append([])
    kept = tuple(tuple(one) for one in pieces if any(line.text.strip() for line in one))
    return Parted(kept, "\n".join(quote))


def _without_noise(lines: list[Line]) -> list[Line]:
    """The lines without pictures' names and the banners of mail gateways at the top."""
    cleaned = []
    for line in lines:
        text = _PICTURES.sub("", line.text) if "[" in line.text or "<" in line.text else line.text
        cleaned.append(Line(text, line.quoted, line.mark, line.depth))
    begin = 0
    while begin < min(len(cleaned), 8):
        text = cleaned[begin].text.strip()
        if text and not cleaned[begin].quoted and (_BANNER.match(text) or is_rule(text)):
            begin += 1
            while (
                begin < len(cleaned)
                and cleaned[begin].text.strip()
                and begin < 6
                and _BANNER.match(text)
                and len(text) > 60
                and not text.endswith((".", "]", "*"))
            ):
                text = cleaned[begin].text.strip()
                begin += 1
        elif not text and begin + 1 < len(cleaned):
            begin += 1
        else:
            break
    return cleaned[begin:]


def _kinds(lines: list[Line], sent: str | None) -> list[bool]:
    """For each line whether it is new."""
    texts = [line.text for line in lines]
    is_new = [not line.quoted for line in lines]
    ours = _by_sent(texts, is_new, sent)
    end = _cut(lines, texts, is_new)
    plain = [n for n in ours if not lines[n].quoted]
    if len(plain) > 1:
        end = min(end, _back_over(texts, is_new, plain[0]))
    above = " ".join(texts[n].strip() for n in range(min(end, 6)) if is_new[n]).strip()
    if points_below(above):
        return is_new
    has_words_above = any(is_new[n] and texts[n].strip() for n in range(end))
    below = [n for n in range(end, len(lines)) if is_new[n]]
    if has_words_above or not _is_answered_below(lines, texts, is_new, end, sent):
        for n in below:
            is_new[n] = False
    _wrapped_quotes(lines, texts, is_new)
    return is_new


def _by_sent(texts: list[str], is_new: list[bool], sent: str | None) -> list[int]:
    """Lines that we wrote ourselves are not new, however the mail program shows them."""
    known = _bare(sent or "")[:_MOST_SENT]
    if not known:
        return []
    ours = []
    for n, text in enumerate(texts[:2_000]):
        bare = _bare(text)
        if len(bare) >= (_SURE_SIGNS if _SIGNS.search(bare) else _SURE_LENGTH) and bare in known:
            ours.append(n)
    # Short lines between two of ours are ours as well, where we wrote them.
    for first, last in pairwise(ours):
        if last - first <= 4:
            for n in range(first + 1, last):
                bare = _bare(texts[n])
                if bare and bare in known:
                    is_new[n] = False
    # So are whole lines of ours right above and below: our greeting, our name.
    whole = {_bare(line) for line in (sent or "")[:_MOST_SENT].split("\n")} - {""}
    for begin, step in ((ours[0], -1), (ours[-1], 1)) if len(ours) > 1 else ():
        for n in range(begin + step, begin + 5 * step, step):
            if not 0 <= n < len(texts) or (texts[n].strip() and _bare(texts[n]) not in whole):
                break
            if texts[n].strip():
                ours.append(n)
    for n in ours:
        is_new[n] = False
    return sorted(ours)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text[:_MOST_SENT].lower())


def _cut(lines: list[Line], texts: list[str], is_new: list[bool]) -> int:
    """The first line after which nothing is new where words stand above; also takes out
    attributions of what is quoted line by line."""
    for n, line in enumerate(lines):
        text = texts[n]
        if not line.quoted and (has_reply_line([text]) or has_reply_line(texts[n : n + 2])):
            return _back_over(texts, is_new, n)
        if not is_new[n]:
            continue
        if line.mark is Mark.CUT:
            return _back_over(texts, is_new, n)
        bare = text.strip()
        if line.mark is Mark.RULE or (bare and is_rule(bare)):
            after = _next(texts, n + 1)
            if after is not None and (header_block(texts, after) or is_separator(texts[after])):
                return n
            continue
        if line.mark is Mark.ATTRIBUTION:
            if _is_followed_by_quote(lines, is_new, n + 1):
                is_new[n] = False
                continue
            return n
        if not bare:
            continue
        if is_separator(text) or header_block(texts, n):
            return n
        count = attribution(texts, n)
        if count:
            if not _is_followed_by_quote(lines, is_new, n + count):
                return n
            for k in range(n, n + count):
                is_new[k] = False
    return len(lines)


def _back_over(texts: list[str], is_new: list[bool], at: int) -> int:
    """The attribution or header block right above a sure sign belongs to the quote."""
    begin = at
    for back in range(1, 12):
        n = at - back
        if n < 0:
            break
        text = texts[n].strip()
        if not text:
            continue
        count = attribution(texts[:at], n)
        if (
            (count and n + count >= at - 3)
            or is_separator(text)
            or header_block(texts[:at], n)
            or (is_rule(text) and begin < at)
        ):
            begin = n
    return begin


def _next(texts: list[str], at: int) -> int | None:
    return next((n for n in range(at, min(at + 4, len(texts))) if texts[n].strip()), None)


def _is_followed_by_quote(lines: list[Line], is_new: list[bool], at: int) -> bool:
    """Whether quoted lines come next, empty ones aside."""
    for n in range(at, min(at + 5, len(lines))):
        if not is_new[n]:
            return True
        if lines[n].text.lstrip().startswith("|"):
            return False
        if lines[n].text.strip():
            return False
    return False


def _is_answered_below(
    lines: list[Line], texts: list[str], is_new: list[bool], end: int, sent: str | None
) -> bool:
    """Nothing new above: an answer may stand below what we know to be ours."""
    if end >= len(lines):
        return True
    known = any(not is_new[n] and not lines[n].quoted for n in range(end, len(lines)))
    quoted = any(lines[n].quoted for n in range(end, len(lines)))
    if known or quoted:
        # Headers and attributions in between are no answer.
        for n in range(end, len(lines)):
            if not is_new[n]:
                continue
            count = attribution(texts, n)
            span = count or (10 if header_block(texts, n) else 0)
            if has_reply_line([texts[n]]) or is_separator(texts[n]):
                span = max(span, 1)
            for k in range(n, min(n + span, len(lines))):
                if not texts[k].strip() and k > n and span == 10:
                    break
                is_new[k] = False
        return True
    return False


def _wrapped_quotes(lines: list[Line], texts: list[str], is_new: list[bool]) -> None:
    """A short line between two quoted ones, without a gap, is the end of a wrapped line."""
    for n in range(1, len(lines) - 1):
        if not is_new[n] or not texts[n].strip() or lines[n].mark is not Mark.NONE:
            continue
        before, after = lines[n - 1], lines[n + 1]
        if not (before.depth and after.depth):
            continue
        is_end = (
            len(before.text) >= 55
            and len(texts[n]) < len(before.text)
            and before.text.rstrip()[-1:] not in ".!?:"
        )
        if is_end or _PIECE_OF_LINK.fullmatch(texts[n].strip()):
            is_new[n] = False


def points_below(text: str) -> bool:
    """ "See my answers below": what matters stands between the quoted lines."""
    return len(text) < 120 and _POINTS_BELOW.match(text) is not None
