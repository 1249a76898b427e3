"""Italian."""

from __future__ import annotations

from milepost.domain.answers.words.base import DateWords, Words

WORDS = Words(
    code="it",
    mark_done=r"""
        (?:puoi_|può_|potete_|può_pure_|per_favore,?_|si_può_)?(?:segn[ai](?:re|lo|la|telo|te)?|segnarlo|segnalo|contrassegn\w+|spunt\w+|chiud\w+|consider\w+|dare|da(?:llo|lla)_)_?(?:(?:questo|il_passo|questa_attività|l'attività|il_punto)_)?(?:come_|per_)(?:fatt[oa]|completat[oa]|finit[oa]|terminat[oa]|conclus[oa]|chius[oa])
    """,
    done=r"""
        fatt[oaie]|finit[oaie]|completat[oaie]|terminat[oaie]|conclus[oaie]|ultimat[oaie]|svolt[oaie]|eseguit[oaie]|risolt[oaie]|realizzat[oaie]|chius[oaie]|portat[oaie]_a_termine|compiut[oaie]|sbrigat[oaie]|finalizzat[oaie]|sistemat[oaie]|a_posto
    """,
    weak=r"""
        firmat[oaie]|inviat[oaie]|approvat[oaie]|consegnat[oaie]|mandat[oaie]|spedit[oaie]|caricat[oaie]|compilat[oaie]|validat[oaie]|confermat[oaie]|restituit[oaie]|pagat[oaie]|installat[oaie]|configurat[oaie]|verificat[oaie]|revisionat[oaie]|accettat[oaie]|trasmess[oaie]|sottoscritt[oaie]|pront[oaie]|controllat[oaie]|rispedit[oaie]|presentat[oaie]|concordat[oaie]|rivist[oaie]|evas[oaie]
    """,
    greet=r"ciao|salve|buongiorno|buon_giorno|buonasera|buon_pomeriggio|gentile|gentilissim[oaie]|car[oaie]|egregi[oa]|grazie|grazie_mille|molte_grazie|cordiali_saluti|distinti_saluti|saluti|un_saluto|un_caro_saluto|a_presto|ok|sì|va_bene|cordialmente|buona_giornata|buon_lavoro",
    filler=r"""
        sì|si|ok|okay|bene|perfetto|ottimo|benissimo|certo|d'accordo|va_bene|ciao|salve|buongiorno|buonasera|buon_pomeriggio|gentile|gentilissim[oaie]|car[oaie]|egregi[oa]|dott|dottore|dottoressa|signor|signora|sig|sig\.ra|team|a_tutti|tutti|tutte|ragazzi
        grazie|grazie_(?:mille|tante|a_te|a_lei|a_voi|ancora|infinite)|molte_grazie|tante_grazie|cordiali_saluti|distinti_saluti|saluti|un_saluto|a_presto|cordialmente|buona_giornata|buon_lavoro|buona_serata|buon_weekend|buon_fine_settimana
        per_favore|per_(?:vostra|sua|tua)_(?:informazione|conoscenza)|vi_informo_che|ti_informo_che|la_informo_che|le_confermo(?:_che)?|ti_confermo(?:_che)?|vi_confermo(?:_che)?|confermo(?:_che)?|confermiamo(?:_che)?|aggiornamento|stato|risposta|info|che
        questo|questa|questi|queste|quello|ciò|lo|la|l'|li|le|il|i|gli|un|una|uno|tutto|tutta|tutti|tutte|il_tutto|tutto_quanto|entrambi|entrambe
        (?:il|questo|nostro|mio)_(?:passo|passaggio|punto|traguardo|task)|(?:la|questa|nostra|mia)_(?:attività|fase|azione)|l'(?:attività|azione)|passo|passaggio|punto|attività
        io|noi|ho|abbiamo|ha|hanno|è|sono|era|stato|stata|stati|state|è_stat[oa]|sono_stat[ie]|siamo|abbiam|l'ho|l'abbiamo|li_abbiamo|si|mi|ci|vi|ti|me|te
        già|ora|adesso|finalmente|completamente|totalmente|del_tutto|interamente|ufficialmente|anche|proprio|appena|e|ed|di|del|della|con|in|nel|a|al|alla|per|da|dalla|dal
        oggi|ieri|ieri_(?:sera|mattina|pomeriggio)|l'altro_ieri|stamattina|stamani|stasera|questa_(?:mattina|settimana)|oggi_pomeriggio|la_settimana_scorsa|settimana_scorsa|(?:una?|due|tre|qualche|pochi|\d+)_(?:minut[oi]|or[ae]|giorn[oi]|settiman[ae])_fa|poco_fa
        con_successo|correttamente|in_tempo|nei_tempi|come_(?:da_accordi|concordato|richiesto|promesso|previsto)|da_parte_(?:nostra|mia)|dal_(?:nostro|mio)_lato|per_quanto_(?:mi|ci)_riguarda|in_allegato|allegato|vedi_allegato|vedere_allegato|evviva|urrà
    """,
    idioms=r"""
        di_fatto|infatti|il_fatto_(?:che|di)|sul_fatto|fatto_sta|dato_di_fatto|un_fatto|i_fatti|fatti_(?:sentire|vivo|avanti)|ben_fatto|detto_fatto|detto,?_fatto|più_facile_a_dirsi|fatt[oa]_(?:a_mano|apposta|male|di|per_(?!tempo)\w+|che)|mi_ha_fatto|ci_ha_fatto|mi_hanno_fatto|fatto_(?:presente|notare|sapere|capire|aspettare)
        (?:essere|sarà|saranno|sarebbe|sarebbero|sia|siano|fosse|venga|verrà|verranno|avrò|avremo|avrà|avere|averlo|farlo)_(?:\w+_){0,2}(?:fatt|finit|completat|terminat|conclus|pront|firmat|approvat|chius|risolt|sistemat|ultimat|a_posto)[oaie]?
        (?:che_cosa|cosa|quello_che|ciò_che|quanto)_(?:\w+_){0,3}(?:fatto|finito)|considera(?:lo|telo|rlo)?_(?:già_)?(?:fatto|cosa_fatta)|consideri_(?:già_)?fatto|dallo_per_fatto|cosa_fatta_capo_ha
        finit[oaie]_di_(?!compilare|firmare|completare)\w+|finito_con_(?!questo|tutto|il_passo)\w+|sono_finit[oa]|siamo_finiti|pront[oaie]_(?:per|a|quando|entro|domani|in|ad|tra|fra|solo)
        (?:inviat|mandat|spedit|inoltrat|trasmess|consegnat|passat)[oaie]_(?:\w+_)?(?:a|al|alla|all'|ai|agli)_?(?!voi\b|lei\b|te\b)\w+|inoltrat[oaie]|chius[oaie]_(?:fino|per)|va_fatto|da_fare|vanno_fatt[ie]|va_(?:completato|firmato|finito)
    """,
    harmless=r"""
        grazie_ancora|ancora_grazie
        d'accordo|va_bene|capito|inteso|lo_farò|sarà_fatto|preso_atto
        (?:nessun|senza|non_c'è|non_ci_sono)_(?:alcun_)?(?:problema|problemi|fretta|intoppi)|di_nulla|di_niente|non_c'è_di_che|senza_(?:osservazioni|commenti)|(?:nessuna|non_abbiamo|non_ho|senza)_(?:altre_|ulteriori_)?(?:domande|domanda|osservazioni|obiezioni)(?:_da_parte_(?:nostra|mia))?
        non_esit\w+_a(?:_\w+){1,5}|(?:se|per|in_caso|qualora)_(?:avete|hai|ha|serve|servisse|hai_bisogno|avete_bisogno|qualsiasi|ulteriori|di_dubbi|domande|avesse|aveste|dubbi)(?:_\w+){0,6}|(?:resto|restiamo|rimango|rimaniamo)_(?:a_(?:tua|sua|vostra)_)?(?:disposizione|in_attesa)(?:_\w+){0,4}|grazie_(?:per|di|del|della|dell')_?(?:\w+_?){1,4}|(?:scusa|scusate|scusi|mi_scuso|ci_scusiamo)_(?:per_)?(?:il_|la_)?(?:ritardo|attesa|risposta_tardiva|tarda_risposta)|spero_(?:che_)?(?:tu_|lei_|voi_)?(?:stia|stiate|vada|tutto)(?:_\w+){0,2}_bene|meglio_tardi_che_mai|non_solo|a_(?:domani|dopo|presto|risentirci)|fammi_sapere_se(?:_\w+){0,5}|fatemi_sapere_se(?:_\w+){0,5}|mi_faccia_sapere_se(?:_\w+){0,5}|ci_vediamo(?:_\w+){0,3}
    """,
    negation="non|no|mai|niente|nulla|nessuno|nessun|nessuna|né|neanche|nemmeno|neppure|senza|manca|mancano|mancava|incomplet[oaie]|incompiut[oaie]|impossibile|per_errore|per_sbaglio|lontan[oi]_da|rifiutat[oaie]|sbagliat[oaie]",
    yet="ancora|per_ora|per_il_momento|al_momento|attualmente|finora|tuttora|tutt'ora|continua|continuiamo",
    hedge="spero|speriamo|sperando|si_spera|magari|dovrebbe|dovrebbero|dovrei|dovremmo|potrebbe|potrebbero|può|possono|posso|possiamo|forse|probabilmente|possibilmente|eventualmente|credo|crediamo|credevo|penso|pensiamo|pensavo|suppongo|immagino|presumo|sembra|sembrano|pare|apparentemente|a_quanto_pare|secondo|dice|dicono|detto_che|ha_detto|in_teoria|teoricamente|in_linea_di_massima|in_linea_di_principio|previst[oaie]|prevediamo|prevedo|provo|proviamo|cerchiamo|cerco|vorrei|vorremmo|avrei|avrebbe|sarebbe|fosse|stimo|stimiamo|conto_di|contiamo_di|dubito|diciamo|direi|salvo_imprevisti|presumibilmente|desidero",
    almost=r"quasi|praticamente|parzialmente|in_parte|a_metà|metà|mezz[oa]|per_lo_più|in_gran_parte|gran_parte|la_maggior_parte|più_o_meno|\d{1,2}_?(?:%|per_cento)|sul_punto|in_procinto|in_dirittura",
    future=r"sarà|saranno|avrò|avremo|avrà|farò|faremo|farà|faranno|verrà|verranno|domani|dopodomani|presto|tra_poco|a_breve|fra_poco|più_tardi|prossim[oaie]|seguente|\w+erò|\w+eremo|\w+irò|\w+iremo|\w+eranno|sto_per|stiamo_per|entro|tra_(?:una?|due|tre|qualche|pochi|\d+)(?:_\w+)?|fra_(?:una?|due|tre|qualche|\d+)(?:_\w+)?|prometto|me_ne_occupo|ce_ne_occupiamo|ci_penso|ci_pensiamo|prima_d[ei]l?",
    condition="se|quando|appena_(?:\\w+_)?(?:avrà|avranno|il|la|avremo|ho|abbiamo)|non_appena|una_volta|finché|fino_a|fintanto|dopo|salvo|a_meno|purché|a_patto|a_condizione|dipende|come_se|prima_che|qualora|nel_caso|in_caso",
    remaining=r"ma|però|tuttavia|eppure|anche_se|sebbene|benché|salvo|eccetto|tranne|a_parte|solo|soltanto|solamente|unicamente|resta|restano|rimane|rimangono|restante|manca|mancano|ancora|in_sospeso|aspett\w+|attend\w+|attesa|apert[oaie]|deve|devono|devo|dobbiamo|bisogna|serve|servono|necessari[oaie]|bisogno|mia_parte|nostra_parte|parte|parti|una_parte|alcun[ie]|qualche|prim[oa]|\d+_su_\d+|un[oa]?_d[ei]i?|due_su|\d+/\d+|mentre|invece|purtroppo|bozza|fase|da_fare|bensì",
    others=r"legale|ufficio_legale|ufficio_acquisti|acquisti|sicurezza|finanza|amministrazione|contabilità|ıt|marketing|risorse_umane|hr|compliance|collegh[ie]|collega|capo|direttore|direttrice|avvocat[oi]|loro|lui|lei|voi|tu|suo|sua|tuo|tua|vostro|vostra|riunion[ei]|pranzo|cena|ferie|vacanze|giornata|giorno|settimana|lavoro|chiamat[ae]|caffè|legal",
    work=r"revisione|contratto|accordo|questionario|document[oi]|documentazione|modulo|pilota|test|prove?|kick-?off|nda|dpa|ordine|configurazione|integrazione|migrazione|formazione|workshop|valutazione|audit|approvazione|firma|proposta|budget|requisiti|ambito|piano|pratica|pratiche|analisi|presentazione|demo|rapporto|relazione|lista|elenco|dati|accesso|accessi|account|sso|rilascio|implementazione|installazione|file|fattura|pagamento|verifica|modifiche|condizioni|attivazione|preventivo|collaudo",
    asks=r"""
        che|che_cosa|cosa|chi|quando|dove|come|perché|quale|quali|quanto|quanti|a_chi|qual
        (?:è|sono|c'è|ci_sono|può|puoi|possiamo|potete|avete|abbiamo|hai|ha|dobbiamo|devo|serve)_(?:questo|già|tutto|che|fatto|pronto|lei|qualche|qualcuno)
    """,
    polite=r"(?:possiamo|potremmo|potreste|potrebbe|potresti|può|puoi|potete|posso|si_può|si_potrebbe|sarebbe_possibile|è_possibile|sarebbe|c'è_la_possibilità|riusciamo)(?:_\w+)?|che_ne_dic\w+|che_ne_pens\w+|va_bene|andrebbe_bene|ti_va|le_va|vi_va|possibile|d'accordo|ok|e_se|facciamo",
    sarcasm=r"a?haha\w*|ahah\w*|lol|sì_certo|si_certo|come_no|certo_che_no|ma_certo|figurati|ma_figurati|quando_gli_asini|nei_tuoi_sogni|nei_suoi_sogni|nei_sogni|scherzo|scherzavo|battuta|molto_divertente|che_ridere|divertente|ironia|ironic[oa]|come_sempre|come_al_solito|per_magia|miracol\w+|magari|altro_promemoria|ennesim[oa]|stuf[oaie]|basta_promemoria|complimenti|congratulazioni|bravi|bravo|bella_questa|sogna|campa_cavallo",
    in_progress=r"""
        in_(?:corso|lavorazione|progresso|esecuzione|preparazione|sviluppo|fase_di_\w+|revisione|elaborazione|verifica)|(?:ci|vi)_st(?:o|iamo)_(?:già_|ancora_)?lavorando|(?:st(?:o|iamo))_(?:\w+_)?(?:lavorando|preparando|completando|finendo|terminando|finalizzando|rivedendo|verificando|procedendo|provvedendo|compilando|gestendo|ultimando|valutando)|al_lavoro|ci_lavor\w+|abbiamo_(?:già_)?(?:iniziato|cominciato|avviato)|ho_(?:già_)?(?:iniziato|cominciato|avviato)|iniziat[oaie]|cominciat[oaie]|avviat[oaie]|procede|procediamo|sta_procedendo|a_buon_punto|sulla_buona_strada|wip|quasi_(?:finit[oa]|pront[oa]|fatt[oa]|completat[oa])|ci_sto_(?:lavorando|pensando)|ce_ne_stiamo_occupando|me_ne_sto_occupando|si_sta_\w+ando|viene_\w+ato_ora
    """,
    blocked=r"""
        bloccat[oaie]|blocca|bloccano|blocco|bloccante|ferm[oaie]|fermat[oaie]|in_pausa|in_stallo|in_sospeso|sospes[oaie]|impantanat[oaie]|arenat[oaie]|impedit[oaie]|impedisce|impediscono|incagliat[oaie]|paralizzat[oaie]
        non_(?:possiamo|posso|può|possono|riusciamo_a|riesco_a|si_può|è_possibile|si_riesce_a)_(?:\w+_)?(?:procedere|andare_avanti|continuare|proseguire|iniziare|cominciare|firmare|completare|terminare|finire|avanzare|far\w+)|impossibile_(?:procedere|continuare|proseguire)
    """,
    waiting=r"""
        (?:in_attesa|aspett(?:o|iamo|ando|a|are)|attend(?:o|iamo|endo|e|ere)|attendiamo)_?(?:ancora_)?(?:di|del|della|dell'|dei|delle|che|la|il|lo|l'|le|i|una?|un)?|(?:st(?:o|iamo))_(?:ancora_|\w+_)?(?:aspettando|attendendo)|dipend(?:e|iamo|ono)_da(?:l|lla|ll'|i|lle)?|(?:ci_|mi_)?manca(?:no)?_(?:ancora_)?(?:il|la|l'|lo|i|le|una?|un)|non_(?:abbiamo|ho)_(?:\w+_)?(?:ricevuto|avuto_risposta)|non_(?:ha|hanno|ci_ha|ci_hanno|mi_ha)_(?:\w+_)?(?:ricevuto|risposto|firmato|approvato|dato|inviato|mandato)|non_(?:risponde|rispondono|è_arrivat[oa])|(?:serve|abbiamo_bisogno|ho_bisogno)_(?:\w+_){1,5}(?:prima)
    """,
    unblocked=r"(?:non_è|non_siamo|non_sono)_(?:più_)?(?:bloccat[oaie]|ferm[oaie]|in_attesa)|sbloccat[oaie]|nessun_blocco|niente_(?:ci_)?blocca|era_bloccat[oa]|(?:resto_|rimango_)?in_attesa_di_(?:un_)?(?:tuo|suo|vostro|tua|sua|vostra|riscontro|risposta)(?:_\w+)?|aspetto_(?:tue|sue|vostre|una_tua|una_sua)_\w+|non_vedo_l'ora",
    because=r"(?:bloccat[oaie]|ferm[oaie]|fermat[oaie]|in_pausa|sospes[oaie]|impedit[oaie]|in_sospeso|in_stallo|arenat[oaie])_(?:da|dal|dalla|dall'|dai|per|perché|a_causa_d\w+'?|causa|poiché|in|presso)|a_causa_d(?:i|el|ella|ell'|ei|elle)|perché|poiché|dato_che|visto_che|in_quanto|siccome|per_colpa_d\w+|il_motivo_è|motivo|per_mancanza_di",
    move=r"""
        spost\w+|rimand\w+|rinvi\w+|posticip\w+|rimanda\w*|ripianific\w+|riprogramm\w+|differire|proroga\w*|prorog\w+|nuova_data|altra_data|data_successiva|cambiare_(?:la_)?data|cambia_(?:la_)?data|modificare_(?:la_)?data|slittare|slitta|slittamento|più_tempo|altro_tempo|ulteriore_tempo|(?:\w+_)?(?:giorni|settimane|settimana|giorno)_in_più|(?:altr[ei]|un'altra|un_altro)_(?:\w+_)?(?:settiman[ae]|giorn[oi])|non_prima_d[ei]l?|anticip\w+|propongo|proponiamo|suggerisco|suggeriamo|(?:fissare|mettere|portare|fissiamo|mettiamo|portiamo)_(?:\w+_){0,4}(?:al|il|a|per)
    """,
    move_if_date=r"(?:sarebbe|sarà|è|andrebbe|va|starebbe)_(?:\w+_){0,2}?(?:meglio|possibile|bene|realistic[oa]|più_realistic[oa]|ideale|perfetto|preferibile)|meglio|prefer\w+|invece|anziché|piuttosto|realistic[oa]|(?:serve|servirebbe|ci_serve|abbiamo_bisogno|ho_bisogno|bisogno)_(?:\w+_){0,4}?(?:fino|sino)|che_ne_dic\w+|facciamo|diciamo",
    no_move=r"non_(?:\w+_){0,2}(?:spost\w+|rimand\w+|rinvi\w+|posticip\w+|slitt\w+|prorog\w+|cambi\w+)|(?:è|sono|stat[oa]|già|hanno|perché|avete|abbiamo)_(?:\w+_){0,3}(?:spostat[oaie]|rimandat[oaie]|rinviat[oaie]|posticipat[oaie]|slittat[oaie])|senza_(?:spost\w+|rinvi\w*|ritardi)|nessun_(?:rinvio|spostamento)|nessuna_proroga",
    until="fino_al|fino_a|fino_all'|sino_al|entro_il|entro|non_prima_del|prima_del|a_partire_dal|per_il|al|dal",
    not_me=r"""
        non_sono_(?:io_)?(?:la_|il_|l'|più_)?(?:persona|responsabile|referente|incaricat[oa]|contatto|giust[oa]|interlocut\w+|chi|destinatari[oa])(?:_\w+)?|non_siamo_(?:i_|noi_)?(?:responsabili|referenti|le_persone)|(?:persona|contatto|destinatari[oa]|referente)_sbagliat[oa]|sbagliato_(?:persona|contatto|indirizzo)|non_(?:mi|ci)_(?:compete|riguarda|occupo|occupiamo)(?:_\w+)?|non_è_(?:di_)?(?:mia|mio|nostra|nostro|il_mio|la_mia|compito_mio)_?(?:competenza|compito|responsabilità|area|lavoro|reparto|ruolo)?|non_(?:tocca|spetta|compete)_a_(?:me|noi)|non_(?:lavoro|faccio|sono|seguo|gestisco)_più(?:_\w+){0,3}|non_dipende_da_me|non_me_ne_occupo
        (?:per_favore,?_|si_prega_di_|dovete_|devi_|deve_|può_|puoi_|meglio_)?(?:chied(?:i|ete|a|ere|ano)_(?:pure_)?(?:a|al|alla|ad|all')|contatt(?:a|ate|i|are)_(?:il_|la_|l')?|rivolg(?:iti|etevi|ersi|a|i)_?(?:si_)?(?:a|al|alla|ad|all')|si_rivolga_(?:a|al|alla|ad)|parl(?:a|ate|i|are)_con_(?:il_|la_)?|scriv(?:i|ete|a|ere)_(?:a|al|alla|ad)|sent(?:i|ite|a|ire)_(?!il_parere)|inoltr\w+_(?:a|al|alla|ad))_?(?!me\b|noi\b|mi\b|lei\b)\w+
        (?:se_ne_occupa|ne_è_responsabile|lo_segue|lo_gestisce|la_segue|la_gestisce|ci_pensa)_(?!lei\b)\w+|\w+_(?:se_ne_occupa|è_(?:il_|la_)?(?:responsabile|referente|persona_giusta)|lo_segue|lo_gestisce)(?:_\w+)?|(?:il|la)_(?:responsabile|referente)_è_\w+|è_compito_d[ei]l?\w*_?\w+|un'altra_persona|qualcun_altro|ha_lasciato_(?:l'azienda|la_società)|non_lavora_più
    """,
    unsubscribe=r"cancell\w+_(?:mi_)?(?:l'iscrizione|la_mia_iscrizione|dalla_(?:lista|mailing_list)|iscrizione|mi_dalla)|cancellatemi|cancellami|cancellarmi|mi_cancelli|disiscriv\w+|disiscrizione|annullare_l'iscrizione|unsubscribe|(?:smett\w+|basta|piantatela|piantala|finitela|stop)_(?:di_|con_)?(?:\w+_){0,2}?(?:mandar\w+|inviar\w+|scriver\w+|disturbar\w+|contattar\w+|e-?mail|mail|messaggi|promemoria|spam)(?:_\w+){0,4}|non_(?:mi|ci)_(?:mandate|mandi|mandare|inviate|invii|inviare|scrivete|scriva|scrivere|contattate|contattare|disturbate)(?:_\w+){0,4}|non_(?:mandatemi|inviatemi|scrivetemi|contattatemi|mandarmi|inviarmi|scrivermi|contattarmi)(?:_\w+){0,4}|non_(?:voglio|vogliamo|desidero|vorrei)_(?:più_)?(?:ricevere|e-?mail|mail|altri_promemoria|altre_mail|altre_e-?mail)(?:_\w+){0,4}|(?:rimuov\w+|toglie\w+|togl\w+|elimin\w+)(?:temi|mi|_il_mio_(?:indirizzo|nome|contatto)|_la_mia_(?:mail|e-?mail))?_?d(?:a|al|alla|alle|ai)_(?:vostr\w+_|quest\w+_)?(?:list\w|mailing|indirizz\w+|invi\w*|mail\w*)(?:_\w+){0,4}|niente_più_(?:mail|e-?mail|messaggi|promemoria)|basta_(?:con_)?(?:queste_|le_|i_)?(?:mail|e-?mail|messaggi|promemoria)|troppe_(?:mail|e-?mail)|troppi_promemoria|lasciatemi_in_pace|lasciami_in_pace|basta|stop",
    yes_no="sì|si|no|forse|esatto|giusto|corretto|magari|concordo",
    dates=DateWords(
        months=("gennaio|gen", "febbraio|feb", "marzo|mar", "aprile|apr", "maggio|mag", "giugno|giu", "luglio|lug",
                "agosto|ago", "settembre|sett|set", "ottobre|ott", "novembre|nov", "dicembre|dic"),
        weekdays=("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
        near={"oggi": 0, "stasera": 0, "domani(?:_(?:mattina|sera|pomeriggio))?": 1, "domattina": 1, "dopodomani": 2},
        numbers={"un": 1, "una": 1, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8,
                 "nove": 9, "dieci": 10, "quindici": 15},
        units={"giorn[oi]_lavorativ[oi]": "b", "giorn[oi]": "d", "settiman[ae]": "w", "mes[ei]": "m", "ann[oi]": "y"},
        ahead=r"""
            (?:tra|fra|in|entro)_{n}_{unit}
        """,
        longer=r"""
            (?:altr[ei]|ancora)_{n}_{unit}
            (?:un'altra|un_altro)_{unit}
            {n}_{unit}_(?:in_più|dopo|più_tardi)
            (?:di|per)_{n}_{unit}
        """,
        next_before="(?:il_|la_)?prossim[oa]", next_after="prossim[oa]|che_viene",
        this_before="questo|questa|il|entro|al|per|fino_a|entro_il|di|a", this_after="",
        of_next_week="della_(?:prossima_settimana|settimana_prossima)|(?:la_)?(?:prossima_settimana|settimana_prossima)",
        before_of_next_week="(?:la_)?(?:prossima_settimana|settimana_prossima)(?:_di)?",
        week_later=r"""
            {w}_a_otto
            (?:tra|fra)_una_settimana_(?:di_)?{w}
        """,
        last_before="(?:lo_)?scors[oa]", last_after="scors[oa]|passat[oa]",
        end_of="(?:a_|entro_|per_)?(?:fine|la_fine_di|fine_di|alla_fine_di)",
        month_end="(?:a_|entro_|per_)?(?:la_)?(?:fine_mese|fine_del_mese|fine_di_questo_mese)",
        next_month_end="(?:a_|entro_)?(?:la_)?fine_(?:del_)?(?:prossimo_mese|mese_prossimo)",
        week_end="(?:a_|entro_)?(?:la_)?fine_(?:della_)?settimana(?!_prossima)", next_week_end="(?:a_|entro_)?(?:la_)?fine_(?:della_)?(?:prossima_settimana|settimana_prossima)",
        year_end="(?:a_|entro_)?(?:la_)?(?:fine_anno|fine_dell'anno)",
        day_alone=r"(?:il|al|entro_il|fino_al|per_il|giorno)_{d}(?!_?(?:/|\.|:|h\b|ore|%|€|giorni|persone|punti|\d))",
        ordinal="º|°", of_month="di|del", of_year="del",
        vague=r"(?:la_)?(?:prossima_settimana|settimana_prossima)|(?:il_)?(?:prossimo_mese|mese_prossimo|prossimo_trimestre|prossimo_anno|anno_prossimo)|(?:a_|ad_)?(?:inizio|metà|inizi_di|primi_di)_\w+|(?:tra|fra)_qualche_(?:giorno|settimana)|qualche_(?:giorno|settimana)|questa_settimana|questo_mese|fine_settimana|weekend|più_avanti|più_tardi|(?:in|a)_(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)|primavera|estate|autunno|inverno|natale|pasqua",
        instead_of="invece_del?|anziché|anziché_il|al_posto_del?|non_il|non|e_non_il|piuttosto_che_il", since="dal|da|dallo",
    ),
)  # fmt: skip
