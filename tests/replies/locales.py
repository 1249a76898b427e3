"""How the eight languages look in mail programs: what the corpus of mails is put together from."""

from __future__ import annotations

from dataclasses import dataclass

from milepost.messaging.replies.reply_line import reply_line


@dataclass(frozen=True)
class Locale:
    """The words that mail programs and people put around an answer in one language."""

    code: str
    greeting: str
    closing: str
    person: str
    charset: str
    # From, Sent, To, Subject as Outlook has them.
    labels: tuple[str, str, str, str]
    original: str
    forwarded: str
    # Who wrote when, by program; {who} is "Name <address>", {name} the name.
    gmail: str
    apple: str
    thunderbird: str
    outlook_mobile: str
    iphone: str
    get_outlook: str
    k9: str
    # What we had sent. It says "done" itself, so that a quote taken for an answer is found out.
    sent: str

    @property
    def mail(self) -> str:
        """Our whole letter, as it went out."""
        return f"{reply_line(self.code)}\n\n{self.sent}\n"


WHO, NAME = "Brightloom <reply+x7f@mail.brightloom.example>", "Brightloom"

LOCALES = {
    one.code: one
    for one in (
        Locale(
            "en", "Hi Anna,", "Best regards,", "Tom Miller", "us-ascii",
            ("From", "Sent", "To", "Subject"), "Original Message", "Forwarded message",
            "On Tue, Nov 24, 2026 at 10:02 AM {who}\nwrote:",
            "On Nov 24, 2026, at 10:02, {name} <reply+x7f@mail.brightloom.example> wrote:",
            "On 24/11/2026 10:02, {name} wrote:",
            "Get Outlook for iOS", "Sent from my iPhone", "Get Outlook for Android",
            "-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.",
            "Hello Tom,\n\nthe step \u201cSecurity review\u201d is due on Friday, 27 November.\nIs it done? Answer this mail with done, blocked: why, or move to a date.\nKind regards\nBrightloom",
        ),
        Locale(
            "de", "Hallo Frau Weber,", "Mit freundlichen Grüßen", "Jörg Müller", "iso-8859-1",
            ("Von", "Gesendet", "An", "Betreff"), "Ursprüngliche Nachricht", "Weitergeleitete Nachricht",
            "Am Di., 24. Nov. 2026 um 10:02 Uhr schrieb {who}:",
            "Am 24.11.2026 um 10:02 schrieb {who}:",
            "Am 24.11.26 um 10:02 schrieb {name}:",
            "Outlook für iOS beziehen", "Von meinem iPhone gesendet", "Holen Sie sich Outlook für Android",
            "-- \nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
            "Hallo Herr Müller,\n\nder Schritt \u201eSicherheitsprüfung\u201c ist am Freitag, 27. November, fällig.\nIst er erledigt? Antworten Sie mit erledigt, blockiert: warum, oder verschieben auf ein Datum.\nViele Grüße\nBrightloom",
        ),
        Locale(
            "fr", "Bonjour Anna,", "Cordialement,", "Hélène Dupont", "utf-8",
            ("De", "Envoyé", "À", "Objet"), "Message d'origine", "Message transféré",
            "Le mar. 24 nov. 2026 à 10:02, {who} a\nécrit :",
            "Le 24 nov. 2026 à 10:02, {who} a écrit :",
            "Le 24/11/2026 à 10:02, {name} a écrit :",
            "Télécharger Outlook pour iOS", "Envoyé de mon iPhone", "Obtenir Outlook pour Android",
            "-- \nEnvoyé de mon appareil Android avec Courriel K-9 Mail. Veuillez excuser ma brièveté.",
            "Bonjour Hélène,\n\nl'étape « Revue de sécurité » est prévue pour vendredi 27 novembre.\nEst-elle faite ? Répondez par fait, bloqué : pourquoi, ou reporter à une date.\nBien cordialement\nBrightloom",
        ),
        Locale(
            "es", "Hola Ana:", "Un saludo,", "José Núñez", "utf-8",
            ("De", "Enviado el", "Para", "Asunto"), "Mensaje original", "Mensaje reenviado",
            "El mar, 24 nov 2026 a las 10:02, {who}\nescribió:",
            "El 24 nov 2026, a las 10:02, {who} escribió:",
            "El 24/11/2026 a las 10:02, {name} escribió:",
            "Obtener Outlook para iOS", "Enviado desde mi iPhone", "Obtener Outlook para Android",
            "-- \nEnviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.",
            "Hola José:\n\nel paso «Revisión de seguridad» vence el viernes 27 de noviembre.\n¿Está hecho? Responda con hecho, bloqueado: por qué, o mover a una fecha.\nSaludos cordiales\nBrightloom",
        ),
        Locale(
            "pt", "Olá Ana,", "Cumprimentos,", "João Conceição", "utf-8",
            ("De", "Enviada em", "Para", "Assunto"), "Mensagem original", "Mensagem encaminhada",
            "Em ter., 24 de nov. de 2026 às 10:02, {who}\nescreveu:",
            "No dia 24/11/2026, às 10:02, {who} escreveu:",
            "Em 24/11/2026 10:02, {name} escreveu:",
            "Obter o Outlook para iOS", "Enviado do meu iPhone", "Obter o Outlook para Android",
            "-- \nEnviado do meu dispositivo Android com o K-9 Mail. Desculpe-me pela brevidade.",
            "Olá João,\n\na etapa «Revisão de segurança» vence na sexta-feira, 27 de novembro.\nEstá feita? Responda com feito, bloqueado: porquê, ou mover para uma data.\nMelhores cumprimentos\nBrightloom",
        ),
        Locale(
            "it", "Ciao Anna,", "Cordiali saluti,", "Nicolò Bianchi", "utf-8",
            ("Da", "Inviato", "A", "Oggetto"), "Messaggio originale", "Messaggio inoltrato",
            "Il giorno mar 24 nov 2026 alle ore 10:02 {who} ha scritto:",
            "Il giorno 24 nov 2026, alle ore 10:02, {who} ha scritto:",
            "Il 24/11/2026 10:02, {name} ha scritto:",
            "Scarica Outlook per iOS", "Inviato da iPhone", "Ottieni Outlook per Android",
            "-- \nInviato dal mio dispositivo Android con K-9 Mail. Perdonate la brevità.",
            "Ciao Nicolò,\n\nl'attività «Revisione di sicurezza» scade venerdì 27 novembre.\nÈ fatta? Rispondi con fatto, bloccato: perché, o spostare a una data.\nCordiali saluti\nBrightloom",
        ),
        Locale(
            "nl", "Hoi Anna,", "Met vriendelijke groet,", "Daniël de Vries", "iso-8859-15",
            ("Van", "Verzonden", "Aan", "Onderwerp"), "Oorspronkelijk bericht", "Doorgestuurd bericht",
            "Op di 24 nov 2026 om 10:02 schreef {who}:",
            "Op 24 nov. 2026 om 10:02 heeft {who} het volgende geschreven:",
            "Op 24-11-2026 om 10:02 schreef {name}:",
            "Outlook voor iOS downloaden", "Verstuurd vanaf mijn iPhone", "Download Outlook voor Android",
            "-- \nVerstuurd vanaf mijn Android apparaat met K-9 Mail. Excuseer mijn beknoptheid.",
            "Hoi Daniël,\n\nde stap \u201cBeveiligingsbeoordeling\u201d moet vrijdag 27 november klaar zijn.\nIs het gedaan? Antwoord met gedaan, geblokkeerd: waarom, of verplaatsen naar een datum.\nVriendelijke groet\nBrightloom",
        ),
        Locale(
            "ja", "田中様", "よろしくお願いいたします。", "鈴木 一郎", "iso-2022-jp",
            ("差出人", "送信日時", "宛先", "件名"), "元のメッセージ", "転送されたメッセージ",
            "2026年11月24日(火) 10:02 {who}:",
            "2026/11/24 10:02、{who}のメール:",
            "2026/11/24 10:02, {name} さんは書きました:",
            "iOS 用の Outlook を入手", "iPhoneから送信", "Outlook for Android を入手",
            "-- \nAndroid デバイスから K-9 Mail で送信されました。",
            "鈴木様\n\n「セキュリティレビュー」の期限は11月27日(金)です。\n完了しましたか。「完了」「ブロック：理由」または変更したい日付をご返信ください。\nよろしくお願いいたします。\nBrightloom",
        ),
    )
}  # fmt: skip

# An answer of each kind in each language: what is written, and what it means.
ANSWERS = {
    "en": (("Done, thanks!", "done"), ("Still waiting for legal.", "blocked"), ("Can we move this to 14 March?", "move")),
    "de": (("Erledigt, danke!", "done"), ("Wir warten noch auf die Rechtsabteilung.", "blocked"), ("Bitte auf den 14. März verschieben.", "move")),
    "fr": (("C'est fait, merci !", "done"), ("Nous attendons le service juridique.", "blocked"), ("Merci de reporter au 14 mars.", "move")),
    "es": (("Ya está hecho, gracias.", "done"), ("Seguimos esperando a jurídico.", "blocked"), ("¿Podemos moverlo al 14 de marzo?", "move")),
    "pt": (("Já está feito, obrigado.", "done"), ("Estamos à espera do jurídico.", "blocked"), ("Podemos adiar para 14 de março?", "move")),
    "it": (("È fatto, grazie.", "done"), ("Stiamo aspettando l'ufficio legale.", "blocked"), ("Possiamo spostarlo al 14 marzo?", "move")),
    "nl": (("Het is gedaan, bedankt.", "done"), ("We wachten nog op juridische zaken.", "blocked"), ("Kunnen we dit verzetten naar 14 maart?", "move")),
    "ja": (("完了しました。", "done"), ("法務の承認を待っています。", "blocked"), ("3月14日に変更してください。", "move")),
}  # fmt: skip
