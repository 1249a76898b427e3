"""Dutch."""

from __future__ import annotations

from milepost.domain.answers.words.base import DateWords, Words

# "Zo" is Sunday only before a date, "do" Thursday.
_SHORT = r"(?=[.,]{0,2} ?\d)"

WORDS = Words(
    code="nl",
    mark_done=r"""
        (?:u_kunt_|je_kunt_|kun_je_|kunt_u_|graag_|gelieve_|mag_)?(?:(?:het|dit|dat|deze_stap|deze_taak|de_stap)_)?(?:als_|op_)(?:gedaan|klaar|afgerond|voltooid|afgehandeld)_(?:markeren|zetten|aanvinken|melden)
        (?:je_kunt_|u_kunt_|kun_je_|kunt_u_|graag_)(?:(?:het|dit|dat|deze|deze_stap|hem)_)?(?:afvinken|afsluiten)|(?:markeer|zet|vink)_(?:\w+_)?(?:als_|op_)(?:gedaan|klaar|afgerond|voltooid)|vink_(?:het|dit|maar)_af|mag_(?:worden_)?afgevinkt
    """,
    done=r"""
        gedaan|klaar|afgerond|voltooid|afgehandeld|gereed|afgewerkt|geregeld|gefikst|gelukt|done|afgevinkt|volbracht|uitgevoerd|beëindigd|afgemaakt|rond|in_orde|in_orde_gemaakt|gepiept|compleet|gerealiseerd|achter_de_rug
    """,
    weak=r"""
        getekend|ondertekend|verzonden|verstuurd|gestuurd|opgestuurd|goedgekeurd|ingediend|ingevuld|geüpload|aangeleverd|geleverd|teruggestuurd|bevestigd|betaald|geïnstalleerd|ingericht|geconfigureerd|gecontroleerd|nagekeken|geaccepteerd|ingeleverd|gebeurd|akkoord|opgelost|besproken|gecheckt|opgeleverd|gemaakt|gesloten|afgetekend|af
    """,
    greet=r"hallo|hoi|hi|hey|goedemorgen|goedemiddag|goedenavond|goedendag|dag|beste|geachte|lieve|bedankt|dank|dank_je|dank_u|dankjewel|dank_je_wel|dank_u_wel|hartelijk_dank|alvast_bedankt|groet|groeten|groetjes|met_vriendelijke_groet(?:en)?|vriendelijke_groet(?:en)?|mvg|hartelijke_groet(?:en)?|ok|oké|ja|prima|gr|vr_gr",
    filler=r"""
        ja|jep|yes|ok|oké|okay|prima|goed|perfect|top|mooi|fijn|super|akkoord_hoor|hallo|hoi|hi|hey|goedemorgen|goedemiddag|goedenavond|goedendag|dag|beste|geachte|lieve|heer|mevrouw|meneer|allen|allemaal|team
        bedankt|dank|dank_je|dank_u|dankjewel|dank_je_wel|dank_u_wel|hartelijk_dank|alvast_bedankt|nogmaals_bedankt|veel_dank|groet|groeten|groetjes|met_vriendelijke_groet(?:en)?|vriendelijke_groet(?:en)?|mvg|hartelijke_groet(?:en)?|fijne_(?:dag|avond|week|middag)|prettige_dag|fijn_weekend|prettig_weekend|tot_ziens|tot_snel
        graag|even|ter_info|ter_informatie|fyi|info|update|status|antwoord|korte_update|bij_deze|hierbij|laat_ik_weten|ik_kan_bevestigen(?:_dat)?|wij_kunnen_bevestigen|ik_bevestig(?:_dat)?
        het|dit|dat|deze|die|de|een|alles|allemaal|allebei|beide|'t|er|ze
        (?:de|deze|onze|mijn)_(?:stap|taak|mijlpaal|actie)|(?:het|dit)_(?:punt|onderdeel_zelf)|stap|taak|mijlpaal|punt|actie
        ik|wij|we|is|zijn|was|waren|heb|hebben|heeft|ben|werd|werden|geworden|hem|ons|mij|me|je|u
        al|nu|net|zojuist|zonet|inmiddels|intussen|eindelijk|helemaal|volledig|geheel|compleet_en_wel|officieel|ook|dus|dan|en|van|door|met|bij|in|op|aan|voor|sinds|hier|reeds
        vandaag|gisteren|eergisteren|gisteravond|gistermiddag|gisterochtend|vanochtend|vanmorgen|vanmiddag|vorige_week|afgelopen_\w+|deze_week|(?:een|twee|drie|enkele|paar|een_paar|\d+)_(?:minuten|uur|dagen|dag|weken|week)_geleden
        succesvol|met_succes|op_tijd|tijdig|zoals_(?:afgesproken|besproken|gevraagd|beloofd)|van_onze_kant|van_mijn_kant|aan_onze_kant|aan_mijn_kant|onzerzijds|mijnerzijds|wat_ons_betreft|wat_mij_betreft|bijgevoegd|zie_bijlage|in_de_bijlage|bijlage|hoera|joepie|gelukkig|hoor
    """,
    idioms=r"""
        klaar_(?:voor|om|te|mee_om|zijn|krijgen|hebben|maken|met_(?!deze_stap|dit|alles|de_stap|de_taak|het\b)\w+)|klaarmaken|klaar_mee|er_klaar_mee|helemaal_klaar_met|gedaan_(?:worden|krijgen|hebben|met_(?!deze|dit|alles)\w+|zijn)|goed_gedaan|knap_gedaan|netjes_gedaan|gezegd_als_gedaan|zo_gezegd,?_zo_gedaan|makkelijker_gezegd_dan_gedaan
        (?:wordt|worden|zal|zullen|zou|moet|moeten|kan|kunnen|gaat)_(?:\w+_){0,5}?(?:gedaan|klaar|afgerond|voltooid|afgehandeld|geregeld|getekend|ondertekend|goedgekeurd|rond|gereed|in_orde|afgewerkt|verstuurd|verzonden)
        (?:afgerond|voltooid|klaar|gereed|afgehandeld|geregeld|rond)_(?:worden|zijn|hebben|zal_zijn|wordt|moet)|wat_(?:\w+_){0,3}gedaan|te_doen|beschouw_(?:het|dit)_als_(?:gedaan|geregeld)|zo_goed_als_(?:klaar|af|gedaan|rond|afgerond)
        (?:doorgestuurd|doorgegeven|gestuurd|verzonden|verstuurd|opgestuurd|doorgezet|gegeven)_(?:naar|aan)_(?!u\b|jou\b|jullie\b)\w+|(?:naar|aan)_(?:de_|het_|onze_|\w+_)?\w+_(?:gestuurd|doorgestuurd|verzonden|verstuurd|opgestuurd)|doorgestuurd|doorgezet|rond_(?:de|het|eind|begin|half|\d+|een|kerst|maandag|vrijdag)|niet_akkoord|in_orde_komt|komt_in_orde|komt_goed|gesloten_(?:tot|wegens)
    """,
    harmless=r"""
        begrepen|genoteerd|doe_ik|komt_in_orde|komt_goed|doen_we|gezien
        geen_(?:probleem|problemen|punt|moeite|dank|haast|zorgen)|zonder_(?:problemen|probleem|opmerkingen)|geen_(?:verdere_|andere_)?(?:vragen|opmerkingen|bezwaren)(?:_van_(?:onze|mijn)_kant)?|graag_gedaan
        (?:aarzel|twijfel|schroom)_(?:dan_)?niet(?:_\w+){0,5}|(?:als|mocht|mochten|indien|bij)_(?:u|je|jullie|er|vragen|verdere)(?:_\w+){0,7}|laat_(?:het_)?(?:me|ons|mij)?_?(?:maar_|even_)?weten_(?:als|of)(?:_\w+){0,6}|bedankt_voor(?:_\w+){1,4}|dank_voor(?:_\w+){1,4}|(?:sorry|excuses|excuus|mijn_excuses)_voor_(?:de_|het_|mijn_)?(?:late_|vertraagde_)?(?:reactie|antwoord|vertraging|wachten)|hopelijk_(?:gaat_)?(?:alles_)?(?:gaat_)?(?:het_)?goed(?:_met_\w+)?|ik_hoop_dat_het_goed_(?:met_\w+_)?gaat|beter_laat_dan_nooit|niet_alleen|tot_(?:morgen|snel|gauw|dan|volgende_week)(?!_\w*(?:klaar|gedaan|af))|ik_hoor_(?:het_)?graag(?:_\w+){0,4}|wij_horen_graag(?:_\w+){0,4}
    """,
    negation="niet|nie|geen|nooit|niets|niks|niemand|nergens|nee|neen|noch|zonder|onvoltooid|onaf|onvolledig|ontbreekt|ontbreken|mist|nauwelijks|verre_van|onmogelijk|per_ongeluk|abusievelijk|geweigerd|afgewezen|verkeerd|fout",
    yet="nog|tot_nu_toe|tot_dusver|voorlopig|momenteel|op_dit_moment|vooralsnog|voor_nu",
    hedge="hoop|hopen|hopelijk|zou|zouden|moet|moeten|kan|kunnen|mag|misschien|wellicht|mogelijk|mogelijkerwijs|waarschijnlijk|vermoedelijk|naar_verwachting|verwacht|verwachten|schijnbaar|blijkbaar|kennelijk|denk|denken|dacht|dachten|geloof|geloven|vermoed|vermoeden|neem_aan|nemen_aan|gok|lijkt|lijken|volgens|zegt|zeggen|zei|zeiden|in_theorie|theoretisch|in_principe|eigenlijk|gepland|plannen|proberen|probeer|zeg_maar|min_of_meer|bij_wijze_van_spreken|stel|wens|wenste|had_moeten|hadden_moeten|schat|schatten|of_het|betwijfel|vrees",
    almost=r"bijna|nagenoeg|vrijwel|praktisch|zo_goed_als|half|halverwege|gedeeltelijk|deels|ten_dele|grotendeels|voor_een_deel|merendeels|min_of_meer|voor_de_helft|de_helft|\d{1,2}_?(?:%|procent)|op_een_haar_na|binnenkort",
    future=r"zal|zullen|zult|ga|gaan|gaat|wordt|worden|morgen|overmorgen|binnenkort|straks|zo_meteen|zometeen|later|weldra|spoedig|volgende|komende|aanstaande|binnen|over_(?:een|twee|drie|enkele|paar|\d+)(?:_\w+)?|beloof|beloven|zorg_ervoor|uiterlijk|voor_(?:het_)?eind|(?:tegen|voor|uiterlijk)_(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)|wil|willen|doe_ik|doen_we",
    condition="als|wanneer|zodra|indien|mits|tenzij|totdat|tot|nadat|na|eerst|zolang|alvorens|voordat|behalve|op_voorwaarde|hangt_af|afhankelijk|alsof|in_geval|mocht",
    remaining=r"maar|echter|toch|hoewel|ofschoon|alleen|enkel|slechts|behalve|uitgezonderd|op_\w+_na|resteert|resteren|resterende?|rest|over|open|openstaande?|openstaat|nog|wacht|wachten|wachtend|moet|moeten|nodig|hoeft|mijn_deel|ons_deel|deel|delen|een_deel|gedeelte|sommige|enkele|eerste|\d+_van_(?:de_)?\d+|een_van|twee_van|\d+/\d+|terwijl|in_plaats|helaas|concept|fase|daarentegen|evenwel|ondanks",
    others=r"juridisch|juridische|juridische_zaken|legal|security|beveiliging|inkoop|financiën|finance|boekhouding|ıt|marketing|hr|personeelszaken|compliance|collega's?|collega|baas|manager|directeur|directie|advoca\w+|hij|zij|jij|jullie|uw|zijn_team|haar|hun|vergadering(?:en)?|meetings?|lunch|diner|vakantie|dag|week|werkdag|werk|gesprek(?:ken)?|koffie|it-afdeling|afdeling",
    work=r"beoordeling|contract|overeenkomst|vragenlijst|documenten|document|documentatie|formulier|pilot|proef|test(?:s|en)?|kick-?off|nda|dpa|verwerkersovereenkomst|bestelling|order|inkooporder|inrichting|integratie|migratie|training|workshop|evaluatie|audit|goedkeuring|handtekening|ondertekening|voorstel|offerte|budget|vereisten|eisen|scope|plan|papierwerk|analyse|presentatie|demo|rapport|lijst|gegevens|data|toegang|account|sso|uitrol|implementatie|installatie|bestand(?:en)?|factuur|betaling|controle|wijzigingen|voorwaarden|configuratie|livegang|review|check|beveiligingscheck|beveiligingsbeoordeling|\w+beoordeling|\w+controle",
    asks=r"""
        wat|wie|wanneer|waar|waarom|hoe|welke?|hoeveel|waarvoor|waarmee|aan_wie
        (?:is|zijn|was|kan|kunnen|kunt|kun|moet|moeten|heeft|hebben|hebt|heb|zal|zullen|mag|mogen|wordt|gaat)_(?:dit|het|dat|alles|er|je|u|we|wij|ik|jullie|al|iemand|deze|de)
    """,
    polite=r"(?:kunnen|kunt|kun|kan|mogen|mag|zouden|zou|zullen|zal)_(?:we|wij|u|je|jullie|ik|het|dit|dat|deze)|is_het_(?:mogelijk|oké|ok|goed)|zou_het_(?:kunnen|mogelijk|lukken)|lukt|lukt_het|schikt|komt_(?:dat|het)_uit|wat_(?:dacht|vind)_(?:je|u|jullie)_van|mogelijk|akkoord|goed|oké|ok|past|uitkomen",
    sarcasm=r"haha\w*|lol|ja_hoor|ja_ja|jaja|tuurlijk|ja_tuurlijk|natuurlijk_niet|vast|ja_vast|was_het_maar_waar|was_het_maar|in_je_dromen|in_uw_dromen|droom_lekker|met_sint-?juttemis|sint-?juttemis|grapje|geintje|grap|heel_grappig|grappig|ironie|ironisch|zoals_altijd|wonder\w*|als_pasen_en_pinksteren|weer_een_herinnering|alweer|zat|beu|gefeliciteerd|bravo|alsof|dat_zal_wel|zal_wel|hou_op",
    in_progress=r"""
        in_(?:uitvoering|behandeling|bewerking|voorbereiding|ontwikkeling|gang|de_maak|review|onderzoek)|(?:zijn|ben|is|zitten)_(?:\w+_){0,4}?(?:mee_bezig|ermee_bezig|aan_het_werk|bezig|aan_de_slag|mee_aan_de_slag)|mee_bezig|ermee_bezig|bezig|bezig_met|we_werken_(?:er|eraan|hieraan|hier)(?:_\w+)?|(?:wij|we|ik)_werken?_(?:er_)?(?:nu_|nog_|al_)?(?:aan|eraan|hieraan)|werken_eraan|werk_eraan|er_wordt_(?:aan_)?gewerkt(?:_aan)?|wordt_(?:momenteel_|nu_|op_dit_moment_|nog_)+(?:\w+_){0,2}(?:aan_gewerkt|bekeken|beoordeeld|voorbereid|besproken|afgerond|behandeld|nagekeken)|loopt|lopende|onderweg|(?:heb|hebben|zijn|ben)_(?:\w+_){0,3}begonnen|begonnen|gestart|van_start|opgestart|op_schema|goed_op_weg|op_de_goede_weg|schiet_op|vordert|vordering|wip|ik_pak_het_op|pakken_het_op|bijna_(?:klaar|af)
    """,
    blocked=r"""
        geblokkeerd|blokkeert|blokkeren|blokkade|blocker|geblockt|vast|vastgelopen|zit_vast|zitten_vast|loopt_vast|stil|ligt_stil|liggen_stil|staat_stil|on_hold|in_de_wacht|gepauzeerd|gestopt|opgehouden|tegengehouden|belemmerd|verhinderd|stagneert
        (?:kunnen|kan|komen|kom)_(?:\w+_){0,5}?(?:niet|niks)_(?:\w+_){0,2}?(?:verder|door|doorgaan|starten|beginnen|tekenen|afronden|doorwerken|voortgaan|afmaken)|niet_verder
    """,
    waiting=r"""
        (?:wacht|wachten|wachtend|gewacht)_(?:nog_|al_|nu_|momenteel_|steeds_|even_|helaas_|hier_|wij_|we_|ik_){0,3}(?:op|tot|totdat)|in_afwachting_van|afhankelijk_van|hangt_af_van|(?:nog_)?(?:steeds_)?geen_(?:\w+_){0,3}(?:ontvangen|gekregen|gehoord|antwoord|reactie|goedkeuring|akkoord)|(?:heb|hebben|heeft)_(?:\w+_){0,5}(?:nog_)?(?:niet|niets|geen)_(?:\w+_){0,3}(?:ontvangen|gekregen|gehoord|geantwoord|gereageerd)|heeft_(?:\w+_){0,5}(?:nog_)?(?:niet|niets|geen)_(?:\w+_){0,3}(?:getekend|goedgekeurd|geleverd|gestuurd)|ligt_(?:nog_|nu_|momenteel_)*bij|(?:er_)?ontbreekt_(?:nog_)?(?:een|de|het)|(?:hebben|heb|is|zijn)_(?:eerst_)(?:\w+_){1,5}nodig|eerst_(?:\w+_){1,5}nodig
    """,
    unblocked=r"niet_(?:meer_)?(?:geblokkeerd|vast)|geen_(?:blocker|blokkade)s?|niets_(?:\w+_)?(?:blokkeert|in_de_weg)|was_(?:\w+_)?geblokkeerd|gedeblokkeerd|wacht_(?:uw|je|jouw)_(?:reactie|antwoord)_af|niet_meer_(?:op_)?(?:\w+_)?(?:te_)?wachten|wachten_niet_meer|vast_en_zeker|alvast|vast_(?:bedankt|staat|team|contact)",
    because=r"(?:geblokkeerd|vastgelopen|vast|stil|on_hold|gestopt|gepauzeerd|opgehouden|tegengehouden|verhinderd|belemmerd)_(?:door|vanwege|wegens|omdat|want|bij|op|sinds|in|aan)|vanwege|wegens|omdat|doordat|want|aangezien|door|de_reden_is|reden",
    move=r"""
        verplaats\w*|verzet(?:ten)?|verzetten|uitstel\w*|uitgesteld|uit_te_stellen|stel\w*_(?:\w+_){0,4}uit|opschuiven|opschuif\w*|schuif\w*|schuiven|doorschuiven|doorgeschoven|herplannen|herplan|inplannen_op|verlengen|verlenging|nieuwe_datum|andere_datum|latere_datum|datum_(?:wijzigen|aanpassen|verzetten|naar|op)|wijzig\w*_(?:\w+_){0,3}(?:naar|in|op)|(?:zet|zetten)_(?:\w+_){0,4}(?:op|naar)|meer_tijd|extra_tijd|langer_de_tijd|(?:een|twee|drie|paar|\d+)_(?:extra_)?(?:weken|week|dagen)_(?:extra|langer|meer|later)|(?:extra|nog_een|nog)_(?:\w+_)?(?:weken|week|dagen)_nodig|vertraag\w*_tot|niet_(?:voor|eerder_dan)|pas_(?:op|in|na|vanaf|volgende|\d+)|op_zijn_vroegst|vroegst|vervroegen|naar_voren|stel\w*_(?:\S+_){0,6}voor|voorstel_om
    """,
    move_if_date=r"(?:zou|is|past|komt|schikt|lukt|werkt|kan)(?:_\w+){0,4}?_(?:beter|mogelijk|haalbaar|realistischer|realistisch|ideaal|uit|prima)|beter|liever|in_plaats|realistisch(?:er)?|haalbaar|schikt|past|(?:hebben|heb|nodig)_(?:\w+_){0,4}?tot|nodig_tot|tot_(?:\S+_){1,3}nodig|wat_dacht_je_van|laten_we|zullen_we|naar|pas",
    no_move=r"niet_(?:\w+_)?(?:verplaats\w*|verzet\w*|uitstel\w*|uit_te_stellen|verschuiven|opschuiven|verlengen)|geen_(?:uitstel|verlenging|nieuwe_datum|verplaatsing)|(?:is|zijn|werd|waarom|wie|al|hebben)_(?:\w+_){0,4}(?:verplaatst|verzet|uitgesteld|verschoven|opgeschoven|verlengd)|zonder_uitstel",
    until="tot|t/m|tot_en_met|niet_voor|niet_eerder_dan|pas_op|uiterlijk|vanaf|voor",
    not_me=r"""
        niet_(?:de_|het_)?(?:juiste|goede|correcte|aangewezen|verantwoordelijke)_(?:persoon|contactpersoon|aanspreekpunt|contact|adres|afdeling|ontvanger)|(?:verkeerde)_(?:persoon|contactpersoon|adres|afdeling|ontvanger)|(?:ben|zijn)_(?:\w+_){0,4}?(?:niet|niet_meer)_(?:\w+_){0,2}?(?:verantwoordelijk|betrokken|de_juiste|werkzaam|bevoegd)|niet_(?:meer_)?(?:verantwoordelijk|betrokken|werkzaam)|niet_(?:mijn|onze|ons)_(?:taak|verantwoordelijkheid|afdeling|werk|gebied|pakkie-an|zaak|project|verantwoording)|(?:ga|gaan)_(?:\w+_)?niet_over|ga_hier_niet_over|ligt_niet_bij_(?:mij|ons)|is_niet_aan_mij|niet_voor_mij_bestemd|niet_voor_mij|werk_(?:hier_|daar_)?niet_meer(?:_\w+){0,2}|niet_bij_mij|heb_hier_niets_mee_te_maken
        (?:u_kunt_|je_kunt_|graag_|gelieve_|beter_)?(?:vraag|vraagt|neem_(?:\w+_)?contact_op_met|contacteer|benader|mail|bel|spreek_met|richt_(?:u|je)_tot|wend_(?:u|je)_tot|stuur_(?:dit|het|deze)_naar|vraag_het|stel_(?:deze_|je_|uw_)?vraag_aan)_(?:het_|dit_|maar_|aan_|even_)*(?!mij\b|me\b|ons\b|is\b|of\b|wat\b|hoe\b|wanneer\b|u\b|naar\b|de_datum|is_er)\w+
        (?:contact_(?:op_)?(?:te_)?(?:opnemen_)?met)_(?!mij\b|ons\b|u\b)\w+|bij_\w+_(?:zijn|terecht)|(?:hier|daar|dit|dat)_(?:gaat|is|doet|regelt|behandelt)_(?!het\b|niet\b|nog\b|al\b|nu\b|klaar|gedaan|afgerond|een\b|de\b|geregeld|ons\b|goed\b|prima\b|voor\b|in\b|gelukt|voltooid|gereed|afgehandeld|rond|bijna|helaas|akkoord|wel\b|ook\b|echt\b|geblokkeerd|mee\b|inmiddels|reeds)\w+(?:_(?:over|verantwoordelijk|mee_bezig))|\w+_is_(?:hiervoor_|hier_|hiervan_)?(?:verantwoordelijk|de_juiste_persoon|de_contactpersoon)|dat_doet_\w+|dit_doet_\w+|\w+_regelt_(?:dit|dat)|iemand_anders|andere_(?:persoon|afdeling)|(?:heeft_(?:het_bedrijf|ons)_verlaten|werkt_(?:hier_)?niet_meer)
    """,
    unsubscribe=r"afmelden|afmelding|meld_mij_af|meld_me_af|uitschrijv\w*|uitschrijven|schrijf_(?:mij|me)_uit|unsubscribe|opzeggen_van_(?:deze_)?mails|(?:stop|stopt|hou|houd|ophouden)_(?:\w+_){0,2}?(?:met|op)_(?:\w+_){0,4}?(?:sturen|mailen|e-?mailen|mails|e-?mails|herinneringen|berichten|spammen|lastigvallen|versturen)(?:_\w+){0,3}|stop_(?:\w+_){0,2}(?:mails?|e-?mails?|herinneringen|berichten)|(?:haal|haalt|verwijder|verwijdert|schrap)_(?:mij|me|mijn_(?:adres|e-?mailadres|naam))_(?:van|uit)(?:_\w+){0,4}|(?:stuur|stuurt|mail|schrijf)_(?:mij|me|ons)_(?:\w+_){0,2}(?:geen|niet|niets)(?:_\w+){0,4}|geen_(?:\w+_){0,2}(?:mails?|e-?mails?|herinneringen|berichten|meldingen|mailtjes)(?:_\w+){0,3}|(?:wil|wens|wensen|willen)_(?:\w+_){0,4}?(?:niet_meer|geen)_(?:\w+_){0,3}(?:ontvangen|krijgen|gemaild|benaderd|herinnerd)|laat_me_met_rust|laat_mij_met_rust|te_veel_(?:mails|e-?mails|herinneringen)|ophouden|stop_hiermee|stop",
    yes_no="ja|nee|neen|misschien|wellicht|klopt|juist|zeker",
    dates=DateWords(
        months=("januari|jan", "februari|feb", "maart|mrt", "april|apr", "mei", "juni|jun", "juli|jul", "augustus|aug",
                "september|sept|sep", "oktober|okt", "november|nov", "december|dec"),
        weekdays=tuple(f"{day}|{short}{_SHORT}" for day, short in (
            ("maandag", "ma"), ("dinsdag", "di"), ("woensdag", "wo"), ("donderdag", "do"), ("vrijdag", "vr"),
            ("zaterdag", "za"), ("zondag", "zo"))),
        near={"vandaag": 0, "vanavond": 0, "vanmiddag": 0, "morgen(?:(?:ochtend|middag|avond)|_(?:ochtend|middag|avond))?": 1, "overmorgen": 2},
        numbers={"een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8,
                 "negen": 9, "tien": 10, "veertien": 14},
        units={"werkdag(?:en)?": "b", "dag(?:en)?": "d", "we(?:ek|ken)": "w", "maand(?:en)?": "m", "ja(?:ar|ren)": "y"},
        ahead=r"""
            (?:over|binnen)_{n}_{unit}
        """,
        longer=r"""
            (?:nog|extra)_{n}_{unit}
            {n}_(?:extra|meer)_{unit}
            {n}_{unit}_(?:extra|langer|later|meer)
            (?:met)_{n}_{unit}
            nog_een_{unit}
        """,
        next_before="volgende|eerstvolgende_week",
        this_before="deze|komende|aanstaande|aankomende|op|a\\.s\\.|tot|uiterlijk|op_komende|naar|voor|eerstvolgende",
        this_after="aanstaande|a\\.s\\.",
        of_next_week="(?:van_)?(?:volgende|komende)_week", before_of_next_week="(?:volgende|komende)_week",
        week_later=r"""
            {w}_over_een_week
            (?:over_een_week_op)_{w}
        """,
        last_before="afgelopen|vorige|jongstleden", last_after="jl\\.?|jongstleden",
        end_of="(?:tot_|voor_)?(?:eind|einde|het_eind(?:e)?_van)",
        month_end="(?:aan_het_|het_|voor_het_|tot_)?(?:eind(?:e)?_van_(?:de_|deze_)?maand|eind(?:e)?_(?:deze_|de_)?maand|maandeinde)",
        next_month_end="(?:het_)?eind(?:e)?_(?:van_)?(?:volgende|komende)_maand",
        week_end="(?:het_|aan_het_)?eind(?:e)?_(?:van_)?(?:de_|deze_)week", next_week_end="(?:het_)?eind(?:e)?_(?:van_)?(?:volgende|komende)_week",
        year_end="(?:het_|aan_het_)?(?:eind(?:e)?_(?:van_)?(?:het_|dit_)jaar|jaareinde)",
        day_alone=r"(?:de|op_de|tot_de|op|naar_de)_{d}(?:e|ste|de)(?!_(?:stap|keer|versie|\w*maand))",
        ordinal="e|ste|de", of_month="van", of_year="",
        vague=r"(?:volgende|komende)_(?:week|maand|kwartaal|jaar)|(?:begin|midden|medio)_(?:\w+)|over_(?:enkele|een_paar|paar)_(?:dagen|weken)|(?:enkele|een_paar|paar)_(?:dagen|weken)|deze_(?:week|maand)|weekend|later|in_(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)|q[1-4]|week_\d+|voorjaar|zomer|najaar|winter|kerst|pasen",
        instead_of="in_plaats_van|niet_op|niet|en_niet_op|in_plaats_van_op", since="van|vanaf|sinds",
    ),
)  # fmt: skip
