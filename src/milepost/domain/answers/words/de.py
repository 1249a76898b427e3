"""German."""

from __future__ import annotations

from milepost.domain.answers.words.base import DateWords, Words

# "So" is Sunday only before a date, "do" Thursday.
_SHORT = r"(?=[.,]{1,2} ?(?:den )?\d)"

WORDS = Words(
    code="de",
    mark_done=r"""
        (?:sie_können_|du_kannst_|bitte_|könnt_ihr_|kannst_du_|können_sie_)?(?:(?:es|das|dies|den_schritt|die_aufgabe|den_punkt)_)?(?:bitte_)?als_(?:erledigt|fertig|abgeschlossen)_(?:markieren|abhaken|kennzeichnen|setzen|eintragen|vermerken)
        (?:bitte_|kannst_du_|können_sie_)(?:(?:es|das|den_schritt|den_punkt|die_aufgabe)_)?(?:bitte_)?abhaken
        (?:hake|hak)_(?:es|das)_ab
        (?:können_sie|kannst_du|könnt_ihr)_(?:(?:es|das|den_schritt|den_punkt)_)?(?:bitte_)?(?:abhaken|auf_erledigt_setzen)
        auf_erledigt_(?:setzen|stellen)
    """,
    done=r"""
        erledigt|erlediget|fertig|fertiggestellt|fertig_gestellt|abgeschlossen|abgehakt|vollbracht
        vollendet|beendet|done|gemacht|fertig_geworden|vom_tisch|in_trockenen_tüchern|durchgeführt
        ausgeführt|komplett_durch|finalisiert|umgesetzt|in_ordnung_gebracht
    """,
    weak=r"""
        unterschrieben|unterzeichnet|gezeichnet|freigegeben|genehmigt|abgesendet|abgeschickt|gesendet
        geschickt|verschickt|versendet|versandt|eingereicht|hochgeladen|ausgefüllt|bestätigt|geprüft
        zurückgeschickt|zurückgesendet|geliefert|abgegeben|übermittelt|passiert|geschehen|bezahlt
        abgenommen|eingerichtet|installiert|abgestimmt|geklärt|durch|angenommen|bearbeitet|fix
        geschafft|bereit|hinter_uns|vereinbart|vorbereitet|eingetragen|live
    """,
    greet=r"""
        hallo|hi|hey|guten_(?:tag|morgen|abend)|moin|servus|grüezi|liebe|lieber|liebes|sehr_geehrte|sehr_geehrter
        grüß_gott|grüß_dich|danke|vielen_dank|besten_dank|herzlichen_dank|dankeschön|merci|viele_grüße|beste_grüße
        liebe_grüße|schöne_grüße|grüße|gruß|lg|vg|bg|mfg|mit_(?:freundlichen|besten|lieben|herzlichen)_grüßen|ok|okay|ja|klar|gerne|bis_bald|bis_dann
    """,
    filler=r"""
        ja|jo|jep|jup|yes|ok|okay|klar|super|prima|perfekt|gut|sehr_gut|toll|bestens|passt|alles_klar|alles_gut
        hallo|hi|hey|moin|servus|guten_(?:tag|morgen|abend)|zusammen|liebe|lieber|sehr_geehrte|sehr_geehrter|herr|frau|damen_und_herren
        danke|danke_(?:schön|sehr|dir|ihnen|euch|nochmals?)|dankeschön|vielen_(?:lieben_)?dank|besten_dank|herzlichen_dank|merci|thx|thanks
        lg|vg|bg|mfg|gruß|grüße|grüsse|viele_grüße|beste_grüße|liebe_grüße|schöne_grüße|mit_freundlichen_grüßen|freundliche_grüße|schönen_gruß
        bitte|gerne|gern|kurz|zur_info|zur_kenntnis|fyi|info|kurze_info|update|status|rückmeldung|kurze_rückmeldung
        es|das|dies|dieser|diese|dieses|der|die|den|dem|alles|alle|beides|beide|hiermit|damit|somit
        der_(?:schritt|punkt|meilenstein|task)|die_(?:aufgabe|sache)|das_(?:todo|thema)|(?:diese[rnsm]?|unser|mein)_(?:schritt|punkt|meilenstein|task|todo)|(?:diese|unsere|meine)_aufgabe|(?:den|dem)_(?:schritt|punkt|meilenstein)|schritt|punkt|aufgabe|meilenstein
        ich|wir|man|ist|sind|war|waren|wurde|wurden|worden|hab|habe|haben|hat|bin|wäre_dann
        schon|bereits|jetzt|nun|gerade|eben|soeben|endlich|mittlerweile|inzwischen|vollständig|komplett|ganz|soweit|so_weit|offiziell|auch|so|dann|da|und|von|bei|mit|seit|am|im|in|an|auf|zum|zur
        heute|heute_(?:morgen|früh|mittag|vormittag|nachmittag|abend)|gestern|gestern_(?:abend|nachmittag|vormittag|mittag|morgen|früh)|vorgestern|vorhin|letzte_woche|letzten_\w+|vergangene_woche|diese_woche|vor_(?:einer|zwei|drei|ein_paar|einigen|\d+)_(?:minuten?|stunden?|tagen?|wochen?)
        erfolgreich|fristgerecht|pünktlich|rechtzeitig|wie_(?:besprochen|gewünscht|vereinbart|abgesprochen|versprochen|angefordert)|unsererseits|meinerseits|unserer_seite|von_unserer_seite(?:_aus)?|von_meiner_seite(?:_aus)?|unsere_seite|uns|mir|mich|ihnen|dir|euch
        kann_ich_bestätigen|können_wir_bestätigen|ich_bestätige|hurra|juhu|anbei|siehe_(?:anhang|anbei)|im_anhang|anhang|meine_antwort|antwort
        schönen_(?:tag|abend|feierabend)(?:_noch)?|schönes_wochenende|schöne_woche
    """,
    idioms=r"""
        fertig_(?:machen|stellen|werden|bringen|haben|zu_machen|sein)|fertigzustellen|fertigstellen|fertigmachen
        (?:erledigt|gemacht|abgeschlossen|fertig|unterschrieben|geprüft|freigegeben|fertiggestellt|umgesetzt|durchgeführt)_(?:werden|sein|haben|wä!re|wü!rde|bekommen|kriegen)
        (?:wird|werden|wirds)_(?:\w+_){0,4}?(?:erledigt|gemacht|abgeschlossen|fertig|unterschrieben|geprüft|freigegeben|bearbeitet|umgesetzt|durchgeführt|fertiggestellt)(?!_worden)
        zu_erledigen|zu_machen|gut_gemacht|toll_gemacht|super_gemacht|gut_erledigt|schnell_gemacht
        fix_und_fertig|fertig_mit_(?:den_nerven|der_welt|dir|euch|ihnen|der_geduld)|ich_bin_(?:so_|völlig_|total_|echt_)?fertig|völlig_fertig|total_fertig|wir_sind_(?:so_|völlig_)?bedient
        so_gut_wie_(?:erledigt|fertig|abgeschlossen|durch|gemacht)
        was_(?:\w+_){0,3}(?:erledigt|gemacht|fertig)
        leichter_gesagt_als_(?:getan|gemacht)|gesagt,?_getan
        fertig_mit_(?!(?:dem_schritt|der_aufgabe|dem_punkt|allem|diesem|dem_thema)\b)\w+
        (?:an|ans|ins|in_den|in_die|zum|zur|an_den|an_die|an_das)_\w+_(?:geschickt|gesendet|weitergeleitet|gegeben|übergeben|geleitet|verschickt|versendet)
        weitergeleitet|weitergegeben|durch_(?:den|die|das|unsere?n?|einen?|\w+_abteilung)|durch_\w+
        bereit_(?:für|zu|zum|zur|ab|wenn|sobald)|live_(?:ab|im|am|gehen)|so_gemacht|in_arbeit
        erledigt_sich|hat_sich_erledigt|hat_sich_damit_erledigt|muss_noch
    """,
    harmless=r"""
        alles_klar|mache_ich|mach_ich|wird_gemacht|zur_kenntnis_genommen|geht_klar
        kein_(?:problem|thema|stress)|keine_(?:ursache|eile|sorge|probleme)|gar_kein_problem|ohne_(?:probleme|problem|beanstandung(?:en)?|weitere_anmerkungen)|problemlos
        keine_(?:weiteren_)?(?:fragen|anmerkungen|einwände|rückfragen)(?:_von_(?:uns|mir|unserer_seite|meiner_seite))?
        nicht_zu_danken|nichts_zu_danken
        (?:bei|für)_(?:rückfragen|fragen|weiteren_fragen|weitere_fragen)(?:_\w+){0,6}|falls_(?:noch_)?fragen(?:_\w+){0,4}|wenn_(?:noch_)?fragen(?:_\w+){0,4}|falls_(?:sie|du|ihr|noch_etwas|noch_was)(?:_\w+){1,8}|wenn_(?:sie|du|ihr)_(?:noch_)?(?:fragen|etwas)(?:_\w+){0,6}
        (?:entschuldigung|sorry|entschuldigen_sie|verzeihung)_(?:für|bitte)?_?(?:die_|meine_)?(?:späte|verspätete|verzögerte)?_?(?:antwort|rückmeldung|verspätung|verzögerung)?
        (?:wir_freuen_uns|ich_freue_mich|freue_mich|freuen_uns)_(?:auf|über)(?:_\w+){1,5}
        besser_spät_als_nie|bis_(?:bald|dann|später|morgen|nächste_woche|demnächst)(?!_\w*(?:fertig|erledig))|ich_hoffe,?_es_geht_ihnen_gut|hoffe,?_(?:es_geht_)?(?:dir|ihnen|euch)(?:_\w+){0,3}_gut
        nicht_nur|zögern_sie_nicht(?:_\w+){0,5}|vielen_dank_für(?:_\w+){1,4}|danke_für(?:_\w+){1,4}|danke_im_voraus|vielen_dank_im_voraus
        ohne_weiteres|sowieso|melde_dich(?:_\w+){0,3}|melden_sie_sich(?:_\w+){0,3}|melde_dich_gerne|gib_bescheid(?:_\w+){0,5}|geben_sie_bescheid(?:_\w+){0,5}
    """,
    negation=r"""
        nicht|nich|nix|nichts|nein|ne|nee|nö|kein|keine|keinen|keinem|keiner|keinerlei|nie|niemals|niemand|noch_nicht|weder|ohne|unerledigt|unfertig|unvollständig|kaum|weit_entfernt|fehlt|fehlen|fehlend\w*|versehentlich|irrtümlich|fälschlich(?:erweise)?|unmöglich|mitnichten|keineswegs|rückgängig|nirgends|verweiger\w+|abgelehnt|falsch
    """,
    yet=r"noch|bisher|bislang|zurzeit|zur_zeit|derzeit|aktuell|momentan|im_moment",
    hedge=r"""
        hoffe|hoffen|hoffentlich|sollte|sollten|soll|sollen|kö!nnte|kö!nnten|kann|können|dürfte|dürften|müsste|müssten|wü!rde|wü!rden|wä!re|wä!ren|hä!tte|hä!tten|vielleicht|eventuell|evtl|vermutlich|wahrscheinlich|wohl|möglicherweise|voraussichtlich|angeblich|anscheinend|scheinbar|offenbar|glaube|glauben|glaub|denke|denken|dachte|dachten|meine|vermute|schätze|nehme_an|nehmen_an|geht_davon_aus|gehe_davon_aus|gehen_davon_aus|erwarte|erwarten|scheint|scheinen|sieht_so_aus|meines_wissens|soweit_ich_weiß|sozusagen|quasi|im_prinzip|theoretisch|eigentlich|wünschte|laut|sagt|sagte|sagen|gehört|heißt_es|versuche|versuchen|geplant|planen|ob|fragt|bezweifle|zweifle|mehr_oder_weniger_klar
    """,
    almost=r"""
        fast|beinahe|nahezu|annähernd|halb|halbwegs|teilweise|zum_teil|teils|größtenteils|weitgehend|weitestgehend|überwiegend|praktisch|mehr_oder_weniger|zur_hälfte|so_gut_wie|\d{1,2}_?(?:%|prozent)|kurz_vor|demnächst|die_hälfte|in_teilen|einigermaßen
    """,
    future=r"""
        wird|werden|werde|wirst|werdet|(?<!heute )(?<!gestern )(?<!guten )morgen|übermorgen|bald|demnächst|gleich|später|in_kürze|nächste\w*|kommende\w*|bis_(?:zum_|zur_|ende_|anfang_|mitte_|spätestens_|heute_|nächste\w*_|kommende\w*_)*(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|wochenende|woche|monat\w*|jahr\w*|abend|mittag|morgen|\d\w*|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)|innerhalb|binnen|sobald_wie|im_laufe|vorhaben|verspreche|kümmere|kümmern|mache_ich|machen_wir|mach_ich|erledige_ich|erledigen_wir|wollen|will|mö!chte|mö!chten
    """,
    condition=r"wenn|falls|sobald|sofern|solange|bevor|nachdem|erst|bis|vorausgesetzt|abhängig|je_nachdem|vorbehaltlich|als_ob|erst_wenn|außer",
    remaining=r"""
        aber|jedoch|allerdings|doch|obwohl|nur|lediglich|außer|bis_auf|abgesehen|offen|offene|offenen|ausstehend\w*|übrig|rest|restliche\w*|noch|warte|warten|wartet|müssen|muss|müsste|benötige\w*|benötigt|brauche|brauchen|braucht|mein_teil|unser_teil|meinen_teil|unseren_teil|teil|teile|einige|manche|die_meisten|meiste\w*|erste\w*|eine[rs]_von|\d+_von_\d+|zwei_von|drei_von|\d+/\d+|während|stattdessen|leider|entwurf|phase|teilschritt\w*|sondern|trotzdem|dennoch|hingegen
    """,
    others=r"""
        rechtsabteilung|recht|security|sicherheit|einkauf|finanzen|finanzabteilung|buchhaltung|ıt|it-abteilung|it|marketing|personalabteilung|hr|compliance|datenschutz|kolleg\w*|chef|chefin|vorgesetzte\w*|geschäftsführ\w*|vorstand|anwalt|anwälte|er|sie|du|ihr|ihre|sein|seine|deine?|besprechung(?:en)?|meetings?|mittagessen|urlaub|tag|woche|feierabend|termine?|legal|leute|welt|nerven|arbeit|kaffee
    """,
    work=r"""
        prüfung|vertrag|verträge|vereinbarung|fragebogen|dokument(?:e|ation)?|formular|pilot|test(?:s|lauf)?|kick-?off|nda|dpa|avv|av-vertrag|bestellung|auftrag|einrichtung|integration|migration|schulung|workshop|bewertung|audit|freigabe|unterschrift|angebot|budget|anforderungen?|umfang|plan|unterlagen|analyse|präsentation|demo|bericht|checkliste|daten|zugang|zugänge|sso|rollout|go-live|einführung|konfiguration|installation|umsetzung|liste|datei(?:en)?|rechnung|zahlung|sicherheitsprüfung|sicherheitsfragebogen|datenschutzprüfung|abnahme|rechtsprüfung|vertragsprüfung|abstimmung|auswertung|genehmigung|\w+prüfung|\w+vertrag|\w+fragebogen|\w+test
    """,
    asks=r"""
        was|wann|wer|wen|wem|wessen|wo|wohin|woher|welche[rsnm]?|warum|wieso|weshalb|wie|wozu|womit
gibt_es|gibts
    """,
    polite=r"""
        (?:können|kö!nnten|kö!nnte|kann|dürfen|dürfte|dürften|wü!rden|wü!rde|wollen|sollen|sollten)_(?:wir|sie|ich|ihr|du|man|es|das)
        (?:kannst|könntest|könnt|könntet)_(?:du|ihr)
        wäre_(?:es|das|der|die)|ist_(?:es|das)_(?:möglich|ok|okay|in_ordnung)|geht_(?:das|es|auch)|ginge|passt|passt_(?:das|es|der)|wie_wäre|wie_wär's|wie_wärs|möglich|in_ordnung|ok|okay|recht|einverstanden|lässt_sich|ließe_sich|besteht_die_möglichkeit|spricht_etwas_dagegen
    """,
    sarcasm=r"""
        schön_wär's|schön_wärs|schön_wäre_es|schön_wäre|von_wegen|ja_ja|jaja|na_klar|aber_sicher|aber_klar_doch|haha(?:ha)*|lol|scherz|witz|kleiner_scherz|spaß|spässle|wer's_glaubt|wers_glaubt|träum_weiter|im_traum|ironie|ironisch|als_ob|na_toll|na_super|ganz_toll|wie_immer|so_ein_witz|sehr_witzig|witzig|sankt_nimmerlein\w*|nie_im_leben|sehr_lustig|lustig|ach_ja|klar_doch|sicher_doch|natürlich_nicht|nerv\w*|ach_so|echt_jetzt|schon_wieder|zum_\w+_mal|wunder|wie_durch_ein_wunder|selbstverständlich_nicht|schluss_mit_lustig|sogenannte?|glückwunsch
    """,
    in_progress=r"""
        in_arbeit|in_bearbeitung|in_prüfung|in_vorbereitung|in_umsetzung|in_gange?|im_gange?|läuft|läuft_(?:noch|gerade|bereits)|laufen|am_laufen
        (?:bin|sind|wir_sind|ich_bin)_(?:gerade_|noch_|schon_|bereits_|derzeit_|aktuell_|mitten_)*(?:dran|dabei|daran|drin|zugange|am_\w+)
        (?:bin|sind)_(?:\w+_){0,2}(?:dran|dabei)|dran|wird_(?:gerade_|derzeit_|aktuell_|noch_|bereits_)+(?:\w+_){0,3}(?:bearbeitet|geprüft|erledigt|erstellt|gemacht|vorbereitet|besprochen|umgesetzt|finalisiert|unterschrieben)
        (?:wir|ich)_(?:arbeiten?|prüfen?|bearbeiten?)_(?:\w+_){0,3}(?:daran|dran|an|es|das|gerade)|arbeiten?_(?:\w+_){0,2}(?:daran|dran|an)|(?:habe|haben|hat)_(?:\w+_){0,3}(?:begonnen|angefangen|gestartet)|begonnen|angefangen|gestartet|wip|unterwegs|auf_(?:einem_)?guten_weg|auf_dem_weg|im_plan|kommen_(?:gut_)?voran|kommt_voran|geht_voran|mache[n]?_fortschritte|in_der_mache|ongoing|beschäftigt_mit|halb_fertig|fast_fertig|in_progress|bin_dran|kümmere_mich_(?:gerade_|bereits_)?darum|kümmern_uns_(?:gerade_|bereits_)?darum
    """,
    blocked=r"""
        blockiert|blockieren|blockade|blocker|geblockt|hängt|hängen|hängt_fest|hängen_fest|festgefahren|steckt_fest|stecken_fest|feststeck\w*|liegt_auf_eis|auf_eis|pausiert|gestoppt|aufgehalten|liegt_bei_der_rechtsabteilung|behindert|on_hold|zurückgestellt
        (?:kommen|komme|kommt|können|kann|geht|geht_es|gehts)_(?:\w+_){0,5}?(?:nicht|nicht_mehr)_(?:weiter|voran|weitermachen|fortfahren|starten|anfangen|unterschreiben|abschließen|loslegen)
        (?:weiter|voran)_(?:kommen|geht)_(?:\w+_)?nicht|nicht_weiter|nicht_möglich|stockt|stocken|verhindert
    """,
    waiting=r"""
        (?:warte|warten|wartet|gewartet)_(?:(?:noch|immer|derzeit|aktuell|gerade|weiterhin|schon|seit|leider|hier|wir|\w+)_){0,3}?(?:auf|bis|darauf)|auf_\w+(?:_\w+){0,3}_(?:warten|warte|wartet)
        (?:es_)?fehlt_(?:noch_|uns_|mir_|leider_)*(?:die|der|das|eine?|unser\w*)|(?:es_)?fehlen_(?:noch_|uns_|leider_)*\w+|steht_(?:noch_|leider_)*aus|stehen_(?:noch_)*aus|ausstehend|abhängig_von|hängt_(?:noch_)?(?:von|an|bei)_|liegt_(?:noch_|derzeit_|gerade_|aktuell_)*(?:bei|beim)
        (?:habe|haben|hat|ist|sind)_(?:\w+_){0,5}?(?:noch_)?(?:nicht|nichts|keine?n?)_(?:\w+_){0,3}?(?:erhalten|bekommen|geantwortet|gehört|zurückgemeldet|reagiert)|(?:hat|ist)_(?:\w+_){0,5}?(?:noch_)?(?:nicht|nichts|keine?n?)_(?:\w+_){0,3}?(?:freigegeben|unterschrieben|geliefert|geschickt|genehmigt)
        (?:benötigen|brauchen|brauche|benötige)_(?:\w+_){1,5}(?:erst|zuerst|vorher|zunächst)|(?:benötigen|brauchen|brauche|benötige)_(?:erst|zuerst|vorher|zunächst|noch)_
    """,
    unblocked=r"""
        nicht_(?:mehr_)?(?:blockiert|geblockt)|hängt_nicht|nicht_mehr_(?:warten|blockiert)|kein_blocker|keine_blocker|(?:war|waren)_(?:\w+_)?blockiert|(?:warte|warten)_(?:gerne|auf_ihre_antwort|auf_deine_antwort|auf_ihre_rückmeldung|auf_deine_rückmeldung)
        nichts_(?:\w+_)?blockiert|hängt_davon_ab,?_ob
    """,
    because=r"""
        (?:blockiert|geblockt|hängt|aufgehalten|gestoppt|pausiert|verhindert)_(?:durch|von|wegen|aufgrund|weil|da|vom|bei|beim|an|am|seit)
        wegen|aufgrund|weil|da|denn|grund_ist|der_grund_ist|grund
    """,
    move=r"""
        verschieb\w*|verschob\w*|verlegen|verleg\w*|verleg\w*_auf|umplanen|umterminieren|aufschieben|auf_(?:einen_)?(?:späteren|anderen)_termin|neuer_termin|neuen_termin|neues_datum|neues_zieldatum|anderer_termin|anderen_termin|anderes_datum|späteren_termin|terminänderung|terminverschiebung|verlänger\w*|fristverlängerung|aufschub|hinausschieb\w*|schieben|schieb\w*_(?:\w+_){0,3}(?:auf|nach)|vertag\w*|datum_(?:auf|ändern|anpassen)|termin_(?:auf|ändern|anpassen)|(?:ändern|setzen|legen|stellen)_(?:\w+_){0,4}(?:auf_den|auf)|mehr_zeit|länger_zeit|noch_(?:\w+_){0,2}(?:tage|wochen)_zeit|(?:brauchen|benötigen|brauche|benötige)_(?:\w+_){0,2}(?:noch_)?(?:eine?|zwei|drei|vier|\d+)_(?:weitere_)?(?:wochen?|tage?|monate?)(?:_mehr|_länger)?|frühestens|nicht_vor|nicht_vor_dem|erst_(?:ab|am|im|zum|nach|in|nächste\w*|kommende\w*|\d)|wird_(?:sich_)?(?:auf|um)|verzögert_sich|verzögern|vorziehen|nach_hinten|rescheduled?|postpone|vorschlag|schlag\w*_(?:\S+_){1,6}vor|schlage_vor|schlagen_vor|schlage|ich_schlage|schaffen_(?:wir_|es_|das_)*(?:erst|nicht_(?:vor|bis))|schaffe_(?:ich_|es_|das_)*(?:erst|nicht_(?:vor|bis))
    """,
    move_if_date=r"""
        (?:wä!re|wü!rde|wü!rden|passt|passen|ginge|geht|klappt|reicht)(?:_\w+){0,4}?(?:_besser|_uns|_mir|_möglich|_realistisch|_ideal|_gut|_lieber)?|besser|lieber|stattdessen|realistisch(?:er)?|sinnvoller|bevorzug\w*|(?:brauchen|benötigen|brauche|benötige)_(?:\w+_){0,4}bis|statt|anstatt|wie_wäre|wie_wär's|erst|auf
    """,
    no_move=r"""
        nicht_(?:verschieben|verlegen|verschoben|verlegt|vertagen|verlängern)|nicht_(?:\w+_)?(?:zu_verschieben|verschoben_werden)|keine_(?:verschiebung|verlängerung|fristverlängerung|terminänderung)|kein_(?:neuer_termin|aufschub)|(?:wurde|wurden|ist|war|warum|wer|haben_wir|bereits)_(?:\w+_){0,5}(?:verschoben|verlegt|vertagt|verlängert)|unverschieb\w+|muss_nicht_verschoben
    """,
    until=r"bis|bis_zum|bis_spätestens|nicht_vor|nicht_vor_dem|bis_ende|ab|frühestens_am|frühestens|bis_einschließlich",
    not_me=r"""
        nicht_(?:die_|der_|das_)?(?:richtige[rn]?|korrekte[rn]?|passende[rn]?|zuständige[rn]?)_(?:person|ansprechpartner(?:in)?|ansprechperson|kontakt|adressat(?:in)?|stelle|mann|frau|adresse)
        (?:falsche[rn]?)_(?:person|ansprechpartner(?:in)?|ansprechperson|kontakt|adressat(?:in)?|adresse|empfänger(?:in)?|abteilung)
        (?:bin|sind)_(?:\w+_){0,4}?(?:nicht|nicht_mehr)_(?:\w+_){0,2}?(?:zuständig|verantwortlich|involviert|beteiligt|im_unternehmen|im_projekt|der_richtige|die_richtige|die_richtigen)|(?:dafür|hierfür|dazu)_(?:\w+_)?nicht_(?:mehr_)?zuständig
        nicht_(?:mehr_)?(?:zuständig|verantwortlich)|nicht_(?:mein|meine|unser|unsere)_(?:aufgabe|bereich|zuständigkeit|job|thema|abteilung|baustelle|verantwortung)|liegt_nicht_(?:bei|in)_(?:mir|uns|meiner|unserer)|betrifft_mich_nicht|habe_damit_nichts_zu_tun|haben_damit_nichts_zu_tun|nichts_damit_zu_tun|arbeite_(?:hier_|dort_|nicht_)+mehr(?:_\w+)*|nicht_mehr_(?:bei|für)_\w+_(?:tätig|beschäftigt)
        (?:bitte_)?(?<!eine )(?<!keine )(?<!die )(?<!meine )(?:frag|frage|fragen_sie|fragt|kontaktieren_sie|kontaktiere|wenden_sie_sich_(?:bitte_)?an|wende_dich_(?:bitte_)?an|wendet_euch_(?:bitte_)?an|sprechen_sie_(?:bitte_)?mit|sprich_mit|richten_sie_(?:\w+_){0,3}an|schreiben_sie_(?:bitte_)?an|melden_sie_sich_(?:bitte_)?(?:bei|beim))_(?!mich\b|mir\b|uns\b|nach\b|ob\b|wegen\b|dazu\b|zu\b|zum\b|zur\b|an\b|ich\b|ist\b)(?:bitte_)?\w+
        bitte_\w+_(?:fragen|kontaktieren|ansprechen|anschreiben)|bitte_an_\w+(?:_\w+)?_(?:wenden|richten|schicken|senden|weiterleiten)|an_\w+_wenden
        zuständig_(?:ist|dafür_ist|hierfür_ist|wä!re)_\w+|(?:dafür|hierfür)_(?:ist|wä!re)_(?:\w+_){1,3}(?:zuständig|verantwortlich)|ist_(?:\w+_){1,3}zuständig|(?:das|dies|darum)_(?:macht|übernimmt|kümmert_sich|betreut|verantwortet|erledigt)_(?!sich\b)(?:jetzt_|inzwischen_|nun_)?\w+|das_ist_(?:die_)?sache_(?:von|der|des)_\w+|(?!ich\b|wir\b|man\b|er\b|sie\b|wer\b)\w+_kümmert_sich_(?:jetzt_|nun_)?(?:darum|drum)|jemand_anderes?|jemand_anderen|hat_(?:das_unternehmen|die_firma|uns)_verlassen|ansprechpartner(?:in)?_ist_(?:jetzt_|nun_)?\w+
    """,
    unsubscribe=r"""
        abmelden|abmeldung|melden_sie_mich_ab|melde_mich_ab|abbestellen|abbestellung|unsubscribe|austragen|trag\w*_mich_aus|tragen_sie_mich_aus|aus_(?:dem|der|ihrem|ihrer|eurem|eurer|deinem)_(?:verteiler|liste|mailingliste|mailverteiler)(?:_\w+){0,3}|(?:keine|nicht_mehr)_(?:weiteren?_|solche_|diese_|mehr_)*(?:e-?mails?|mails?|erinnerungen|nachrichten|benachrichtigungen)(?:_\w+){0,4}|(?:hören_sie|hör|hört)_(?:bitte_)?(?:\w+_)?auf(?:,|_)(?:_?\w+){0,8}|aufhören|(?:stopp|stop|stoppen_sie)_(?:\w+_){0,3}(?:mails?|e-?mails?|erinnerungen|nachrichten)|lasst?_mich_in_ruhe|lassen_sie_mich_in_ruhe|(?:nicht_mehr|nicht_länger)_(?:\w+_)?(?:anschreiben|kontaktieren|erinnern|erinnert_werden|angeschrieben_werden|benachrichtigt_werden|schreiben)|schicken_sie_mir_(?:\w+_){0,3}(?:mehr|nichts)|zu_viele_(?:mails|e-?mails|erinnerungen)|stopp|stop|schluss_damit|keine_erinnerungen
    """,
    yes_no="ja|nein|vielleicht|jo|jein|nö|richtig|stimmt|genau|einverstanden",
    dates=DateWords(
        months=("januar|jänner|jan", "februar|feber|feb", "märz|mrz|mär", "april|apr", "mai", "juni|jun",
                "juli|jul", "august|aug", "september|sept|sep", "oktober|okt", "november|nov", "dezember|dez"),
        weekdays=tuple(f"{day}|{short}{_SHORT}" for day, short in (
            ("montags?", "mo"), ("dienstags?", "di"), ("mittwochs?", "mi"), ("donnerstags?", "do"), ("freitags?", "fr"),
            ("samstags?|sonnabends?", "sa"), ("sonntags?", "so"))),
        near={"heute": 0, "heute_(?:abend|nachmittag|mittag)": 0, "(?<!heute )(?<!gestern )(?<!guten )morgen(?:_(?:früh|abend|mittag|vormittag|nachmittag))?": 1,
              "übermorgen": 2},
        numbers={"einem": 1, "einer": 1, "eine": 1, "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
                 "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "vierzehn": 14},
        units={"(?:werktag|arbeitstag)(?:en?)?": "b", "tag(?:en?)?": "d", "wochen?": "w", "monat(?:en?)?": "m", "jahr(?:en?)?": "y"},
        ahead=r"""
            (?:heute_)?in_{n}_{unit}
            innerhalb_(?:von_)?{n}_{unit}
            binnen_{n}_{unit}
        """,
        longer=r"""
            (?:noch_)?{n}_(?:weitere[rn]?)_{unit}
            noch_{n}_{unit}
            (?:um_)?{n}_{unit}_(?:später|länger|mehr|nach_hinten)
            um_{n}_{unit}
            (?:eine_weitere|noch_eine)_{unit}
        """,
        next_before="nächste[nrms]?|am_nächsten",
        this_before="diese[nrms]?|kommende[nrms]?|am|am_kommenden|bis|bis_zum|den|auf|zum|an_diesem|ab",
        of_next_week="(?:in_der_|der_)?(?:nächste[rn]?|kommende[rn]?)_woche",
        before_of_next_week="(?:nächste|kommende)_woche",
        week_later=r"""
            {w}_in_(?:einer_woche|8_tagen|acht_tagen)
            (?:in_einer_woche_am)_{w}
        """,
        last_before="letzte[nrms]?|vergangene[nrms]?|vorige[nrms]?",
        end_of="(?:zum_)?ende",
        month_end="(?:zum_|am_|bis_)?(?:ende_(?:des|diese[sn]|vom)_monats?|monatsende|ende_monat)",
        next_month_end="(?:zum_|am_)?ende_(?:des_)?(?:nächsten|kommenden)_monats?",
        week_end="(?:zum_|am_)?(?:ende_(?:der|dieser|die)_woche|ende_woche)",
        next_week_end="(?:zum_|am_)?ende_(?:der_)?(?:nächste[rn]?|kommende[rn]?)_woche",
        year_end="(?:zum_|am_|bis_)?(?:ende_(?:des|dieses)_jahres|jahresende|ende_jahr)",
        day_alone=r"(?:am|zum|den|dem|auf_den|bis_zum)_{d}\.(?!_?\d)(?!_(?:schritt|punkt|mal|version))",
        ordinal=r"ten|ter|te", of_month="im", of_year="",
        vague=r"""
            (?:in_der_|im_|anfang_|mitte_|ende_)?(?:nächste[nrs]?|kommende[nrs]?)_(?:woche|monats?|quartals?|jahr(?:es)?)
            (?:anfang|mitte)_(?:\w+)(?:_\d{4})?|q[1-4]|diese_woche|diesen_monat|wochenende|(?:in_)?ein(?:igen)?_paar_(?:tagen?|wochen)|(?:in_)?einigen?_(?:tagen?|wochen)|ein_paar_(?:tagen?|wochen)|später|ostern|weihnachten|frühjahr|sommer|herbst|im_(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)|in_kw_?\d+|kw_?\d+
        """,
        instead_of="statt|anstatt|anstelle|nicht|statt_am|anstatt_am|nicht_am|und_nicht",
        since="von|vom|seit",
    ),
)  # fmt: skip
