"""Which of the eight languages a short text is in."""

from __future__ import annotations

import re

from milepost.domain.answers.answer import LANGUAGES
from milepost.domain.answers.text import fold

# Words that give a language away: its small words, and the usual ones of an answer.
_SMALL_WORDS = {
    "en": """the is it this that and to of we i i'm i'll i've it's we're we've don't you have has
        been was are not yet done with for please thanks thank will be can our by waiting finished
        completed complete move moved until but still your my progress blocked hi hello all what
        when who should would could stop sorry they from need wrong person working did get me
        these at do let on in which how if as by so just now or no yes already almost everything
        postpone sent signed ask push here there next week friday monday tomorrow march""",
    "de": """der die das ist es ich wir und nicht noch ist haben habe hat wurde erledigt fertig
        abgeschlossen danke bitte auf bis zum am mit für von ein eine einen sind schon bereits
        alles warten wartet wir's uns mir mich sie ihr ihre ihnen kann können könnten wird werden
        aber wenn warum wann wer wie was verschieben verschoben blockiert arbeit dran vielen dank
        hallo guten moin grüße gruß freigabe rechtsabteilung ja nein kein keine mehr nächste
        nächsten woche in morgen ende monat freitag montag dienstag mittwoch donnerstag im den dem
        ihnen des als auch nur gemacht läuft hängt beim sobald fast zu dafür zuständig damit""",
    "fr": """le la les un une des est c'est et je nous vous ne pas n'est n'a j'ai j'en il elle on en
        de du d'ici au aux pour par sur avec fait faite terminé terminée fini merci bonjour voilà
        bloqué bloquée attente attendons cours quand que qui quoi est-ce oui non déjà encore tout
        tous toutes jusqu'au reporter repousser décaler mars lundi vendredi semaine prochaine
        prochain sera serait plus être cette ce cet cela ça s'il svp plaît mais si donc mon ma mes
        notre votre vos suis sommes avons avez ont a été bien bonne journée juridique fin mois""",
    "es": """el la los las un una es está están hecho hecha listo terminado terminada completado
        gracias hola y no ya lo que de del al a para por con en se ha he hemos han estamos esperando
        espera bloqueado bloqueada mover aplazar posponer hasta cuándo qué quién cómo sí pero aún
        todavía casi más este esta esto eso todo todos mi nuestro su favor buenos días saludos
        semana próxima próximo lunes viernes mañana fin mes soy somos estoy podemos puede pueden
        legal jurídico nos me le les sin cuando si marzo enero correo dejen dejar persona""",
    "pt": """o os as um uma é está estão feito feita pronto concluído concluída terminado obrigado
        obrigada olá e não já de do da dos das ao à para por com em no na nos se foi temos tenho
        estamos estou aguardando esperando bloqueado bloqueada mover adiar até quando quê quem como
        sim mas ainda quase mais este esta isto isso tudo todos meu nosso sua favor bom dia
        cumprimentos abraço semana próxima próximo segunda-feira sexta-feira amanhã fim mês sou
        somos podemos pode jurídico você vocês eu nós que a março pelo pela ser está foram""",
    "it": """il lo la gli le un una è sono fatto fatta finito completato completata grazie ciao
        salve e non già di del della dei delle al alla a per con in nel si ha ho abbiamo hanno
        stiamo sto aspettando attesa bloccato bloccata spostare rimandare rinviare fino quando
        che chi come sì ma ancora quasi più questo questa quello tutto tutti mio nostro suo favore
        buongiorno
        saluti settimana prossima prossimo lunedì venerdì domani fine mese possiamo può potete
        legale ufficio da dal lavorando corso mi ci vi anche perché se marzo sarà stato stata""",
    "nl": """de het een is zijn was en niet nog ik wij we jullie u heb hebben heeft gedaan klaar
        afgerond voltooid bedankt dank hallo hoi goedemorgen al alles wachten wacht op tot naar met
        voor van aan in bij te door geblokkeerd verplaatsen verzetten uitstellen wanneer wat wie hoe
        ja nee geen maar bijna meer deze dit die dat ons onze mijn uw je jij groet groeten week
        volgende maandag vrijdag morgen eind maand kan kunnen kunt wordt worden zal zullen er zodra
        als juridische mee bezig juiste persoon graag maart om ook hier daar doen werk af""",
}
_TELLING = {code: frozenset(fold(words).split()) for code, words in _SMALL_WORDS.items()}
_KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uff66-\uff9f]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def known(language: str) -> str:
    """The language of ours for a tag ("de-AT" → "de"), or ""."""
    code = language.strip().lower().replace("_", "-").partition("-")[0]
    return code if code in LANGUAGES else ""


def languages_to_try(text: str, given: str) -> list[str]:
    """The languages in which to understand a text, the likeliest first.

    The one given stays first unless another fits better; English always has a turn.
    """
    if _KANA_OR_KANJI.search(text):
        return ["ja"]
    first = known(given)
    words = [fold(one) for one in _WORD.findall(text[:2000])]
    scores = {code: _score(words, code) for code in LANGUAGES if code != "ja"}
    # A tie goes to the language given, then to English.
    order = sorted(scores, key=lambda code: (-scores[code], code != first, code != "en"))
    best = order[0] if scores[order[0]] > 0 else first or "en"
    tried = [best, *([first] if first and first != "ja" else []), "en"]
    tried += [code for code in order if scores[code] and scores[code] >= scores[best] * 0.6]
    return list(dict.fromkeys(tried))[:4]


def _score(words: list[str], code: str) -> int:
    return sum(1 for one in words if one in _TELLING[code])
