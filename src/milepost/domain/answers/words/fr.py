"""French."""

from __future__ import annotations

from milepost.domain.answers.words.base import DateWords, Words

WORDS = Words(
    code="fr",
    mark_done=r"""
        (?:vous_pouvez_|tu_peux_|merci_de_(?:le_|la_)?|veuillez_(?:le_|la_)?|pouvez-vous_|pourriez-vous_|peux-tu_|à_)?(?:le_|la_|l')?(?:marquer|cocher|considérer|noter|indiquer|passer|clôturer|marquez|cochez|notez)(?:_(?:cela|ça|cette_étape|l'étape|la_tâche|cette_tâche|ce_point|-le|-la))?_(?:comme|en)_(?:étant_)?(?:faite?|terminée?|réalisée?|achevée?|accomplie?|effectuée?|finie?|complète?)
    """,
    done=r"""
        (?:viens|venons|vient)_(?:juste_|tout_juste_)?(?:de_|d')(?:le_|la_)?(?:terminer|finir|compléter|faire|achever|boucler|finaliser)
        faite?s?|terminée?s?|finie?s?|achevée?s?|accomplie?s?|effectuée?s?|réalisée?s?|finalisée?s?|bouclée?s?|clôturée?s?|complétée?s?|réglée?s?|chose_faite|exécutée?s?|plié|plie_et_range|complète?
    """,
    weak=r"""
        signée?s?|envoyée?s?|approuvée?s?|validée?s?|transmise?s?|soumise?s?|remplie?s?|déposée?s?|téléchargée?s?|livrée?s?|renvoyée?s?|retournée?s?|confirmée?s?|c'est_bon|payée?s?|installée?s?|configurée?s?|vérifiée?s?|relue?s?|prête?s?|remise?s?|traitée?s?|acceptée?s?|en_ligne|fourni(?:e|es|s)?|ok_pour_nous|paraphée?s?
    """,
    greet=r"""
        bonjour|bonsoir|salut|chère?s?|coucou|hello|madame|monsieur|merci|merci_beaucoup|merci_bien|mille_mercis|cordialement|bien_cordialement|bien_à_vous|bien_à_toi|cdlt|cdt|amicalement|bises|bonne_journée|à_bientôt|ok|oui|d'accord|salutations|sincères_salutations|belle_journée|bonne_soirée
    """,
    filler=r"""
        oui|ok|okay|parfait|super|très_bien|bien|d'accord|entendu|voilà|ça_y_est|ça_y_est_enfin|nickel|impeccable|bonjour|bonsoir|salut|hello|chère?s?|madame|monsieur|tous|toutes|à_tous|à_toutes|l'équipe
        merci|merci_(?:beaucoup|bien|encore|d'avance|à_vous|à_tous)|mille_mercis|cordialement|bien_cordialement|bien_à_vous|cdlt|cdt|bonne_journée|belle_journée|bonne_soirée|bon_week-end|à_bientôt|svp|stp|s'il_vous_plaît|s'il_te_plaît
        pour_(?:info|information|votre_information|ma_part|notre_part|nous|moi)|de_(?:mon|notre)_côté|côté_\w+_rien|info|statut|mise_à_jour|réponse
        c'|c'est|c'était|ce|cela|ça|ceci|cet|cette|ces|celle-ci|celui-ci|tout|toute|tous|toutes|le_tout|il|elle|ils|elles|l'|la|le|les|un|une|mes|nos|mon|ma|notre|l'ensemble
        (?:l'|cette_|une_|notre_|mon_|ma_)?(?:étape|tâche|action|jalon)|(?:le|ce)_(?:point|jalon|sujet)
        j'|j'ai|je|nous|on|nous_avons|avons|on_a|a|ont|est|sont|était|a_été|ont_été|été|vient_d'être|viennent_d'être|viens_de|venons_de|suis|sommes|y|en|d'|de|du|des|ai|et|à|au|aux|par|pour|dans|sur|avec|depuis
        déjà|maintenant|enfin|entièrement|complètement|totalement|officiellement|bel_et_bien|également|aussi|désormais|dorénavant|tout_juste|juste|intégralement|avec_succès|en_temps_voulu|à_temps|dans_les_temps|comme_(?:convenu|demandé|prévu|promis|discuté)
        aujourd'hui|hier|hier_(?:soir|matin|après-midi)|avant-hier|ce_(?:matin|jour|midi|soir)|cet_après-midi|cette_(?:semaine|nuit)|la_semaine_dernière|il_y_a_(?:une|deux|trois|quelques|\d+)_(?:minutes?|heures?|jours?|semaines?)|tout_à_l'heure|à_l'instant|lundi_dernier|vendredi_dernier
        je_(?:vous_|te_)?confirme(?:_que)?|nous_(?:vous_)?confirmons(?:_que)?|je_vous_informe_que|ci-joint|en_pièce_jointe|pièce_jointe|voir_pièce_jointe|vous_trouverez_ci-joint|youpi|hourra
    """,
    idioms=r"""
        en_fait|au_fait|de_fait|du_fait|de_ce_fait|tout_à_fait|le_fait_(?:que|de)|ce_fait|il_fait|ça_fait|cela_fait|fait_que|fait_partie|fait_(?:attendre|défaut|chier|suivre|plaisir|beau|savoir|ça_longtemps|un_moment|\d+)|si_fait|bien_fait|c'est_bien_fait|fait_exprès|fait_semblant|fait_pour|tout_fait|me_fait|nous_fait|vous_fait|qui_fait|bon_à_fait|plus_facile_à_dire_qu'à_faire|aussitôt_dit,?_aussitôt_fait|aussitôt_dit
        (?:être|sera|seront|serait|soit|soient|serais)_(?:\w+_){0,2}(?:faite?s?|terminée?s?|finie?s?|prête?s?|achevée?s?|signée?s?|validée?s?|bouclée?s?|réalisée?s?|réglée?s?|finalisée?s?|effectuée?s?|complétée?s?|envoyée?s?)
        (?:ce_qui|qu'est-ce_qui|quoi|que|ce_que|qu')_(?:\w+_){0,4}(?:fait|terminé|fini)
        (?:comme_si_c'était|considérez_(?:que_)?(?:c'est|cela|ça)(?:_comme)?)_(?:faite?|terminée?)
        fini_(?:de_rire|de_jouer|avec_(?:vous|toi|les_réunions)|les)|j'en_ai_fini|j'en_ai_(?:assez|marre)|finissez|complète_(?:le|la|les|ce)
        (?:envoyée?|transmise?|remise?|soumise?)s?_(?:\w+_)?(?:au|à_la|aux|à_l'|à_notre)_?(?!vous\b)\w+|prête?s?_(?:à|pour|dans|demain|lundi|vendredi|quand|dès|si)|faire_(?:signer|valider)
    """,
    harmless=r"""
        merci_encore|encore_merci|merci_d'avance
        d'accord|entendu|bien_reçu|compris|noté|c'est_noté|volontiers|je_le_ferai|ça_marche|pris_note
        (?:pas_de|aucun|sans|sans_aucun)_(?:problème|souci|soucis|problèmes)|pas_de_quoi|de_rien|sans_(?:remarque|réserve|difficulté)s?|(?:pas_d'|aucune_|pas_de_)(?:autres?_)?(?:questions?|remarques?|objections?)(?:_de_(?:notre|ma)_part)?
        n'hésitez_pas(?:_\w+){0,6}|n'hésite_pas(?:_\w+){0,6}|(?:si_vous_avez|si_tu_as|en_cas_de)(?:_\w+){1,6}|merci_(?:pour|de)(?:_\w+){1,4}|dans_l'attente_de(?:_\w+){1,4}|(?:désolée?|navrée?|pardon|toutes_mes_excuses|mes_excuses)_pour(?:_\w+){1,4}|mieux_vaut_tard_que_jamais|au_plaisir(?:_\w+){0,4}|à_(?:demain|lundi|bientôt|plus|plus_tard|vendredi)|j'espère_que_vous_allez_bien|en_espérant(?:_\w+){1,4}|non_seulement|tenez-moi_au_courant|dites-moi(?:_si)?(?:_\w+){0,6}
        il_n'y_a_pas_de_quoi|c'est_pas_trop_tôt
    """,
    negation=r"""
        ne|n'\w+|n'|pas|non|jamais|rien|aucune?|personne|sans|ni|guère|nullement|inachevée?s?|incomplète?s?|loin_d'être|loin_de|impossible|par_erreur|manque|manquent|manquante?s?|refuse\w*|annule[rz]?|faux|incorrecte?
    """,
    yet="encore|toujours|pour_le_moment|pour_l'instant|actuellement|jusqu'ici|à_ce_jour|à_ce_stade",
    hedge=r"""
        espère|espérons|espérer|espérant|j'espère|devrait|devraient|devrais|devrions|pourrait|pourraient|peut|peuvent|peut-être|peux|pouvons|probablement|sans_doute|éventuellement|normalement|en_principe|théoriquement|je_pense|pensons|pensais|pense|crois|croyais|croyons|je_crois|suppose|supposons|semble|semblent|il_paraît|paraît|apparemment|soi-disant|j'imagine|imagine|j'estime|selon|d'après|dit|disent|compte|comptons|prévue?s?|prévois|prévoyons|vise|visons|essaie|essayons|essaye|aimerais|aimerait|souhaite|souhaitons|j'aurais|on_dirait|à_priori|a_priori|vraisemblablement|si_tout_va_bien|censée?s?|doute|attend|faudrait|serais|serait|aurait
    """,
    almost=r"presque|quasi|quasiment|pratiquement|à_moitié|moitié|partiellement|en_partie|en_grande_partie|plus_ou_moins|à_peu_près|pour_l'essentiel|en_majorité|majoritairement|\d{1,2}_?(?:%|pour_cent|pourcent)|bientôt|sur_le_point|à_deux_doigts|la_plupart",
    future=r"""
        sera|seront|serai|serons|serez|aura|aurai|aurons|auront|fera|ferai|ferons|va|vais|allons|vont|demain|après-demain|bientôt|prochainement|prochaine?s?|plus_tard|tout_de_suite|sous_peu|d'ici|avant|dans_(?:une|deux|trois|quelques|les|\d+)(?:_\w+)?|je_m'en_occupe|m'en_charge|\w+erai|\w+erons|\w+irai|\w+irons|finirai|finirons|promets|compte_le_faire
    """,
    condition="si|quand|lorsque|lorsqu'\\w+|dès|dès_que|une_fois|tant_que|sauf|à_condition|pourvu|après|avant_que|jusqu'à|jusqu'au|jusqu'à_ce_que|sous_réserve|dépend|comme_si|s'il|s'ils|en_attendant",
    remaining=r"""
        mais|cependant|toutefois|pourtant|néanmoins|par_contre|en_revanche|sauf|excepté|à_part|hormis|seulement|uniquement|ne_\w+_que|reste|restent|restant|restante?s?|manque|encore|toujours|attente|attends|attendons|ouverte?s?|faut|doit|doivent|dois|devons|besoin|nécessite|ma_partie|notre_partie|partie|parties|une_partie|certaine?s?|quelques|première?|premiers|\d+_sur_\d+|une?_sur|deux_sur|\d+/\d+|tandis|alors_que|plutôt|malheureusement|brouillon|ébauche|phase|à_faire|quoique|bien_que|hélas
    """,
    others=r"juridique|service_juridique|sécurité|achats|service_achats|finances?|comptabilité|informatique|dsi|rh|marketing|conformité|collègues?|chef|directeur|directrice|patron|avocats?|vous|tu|eux|lui|leur|leurs|vos|votre|ton|ta|réunions?|déjeuner|vacances|journée|semaine|congés?|legal|week-end|café",
    work=r"revue|contrat|accord|questionnaire|documents?|documentation|formulaire|pilote|essai|tests?|kick-?off|lancement|nda|dpa|commande|bon_de_commande|configuration|intégration|migration|formation|atelier|évaluation|audit|approbation|validation|signature|proposition|budget|exigences|périmètre|plan|dossier|analyse|présentation|démo|rapport|liste|données|accès|compte|sso|déploiement|mise_en_service|installation|fichiers?|facture|paiement|vérification|examen|avenant|conditions|relecture|mise_en_place|recette",
    asks=r"""
        qui|que|quoi|quand|où|comment|pourquoi|combien|quel|quelle|quels|quelles|est-ce_que|est-ce|qu'est-ce|lequel|laquelle|à_quelle|à_quel
        (?:est|sont|a|avez|avons|pouvez|pouvons|peut|peux|pourrait|pourriez|pourrions|puis|faut|doit|devons|aurons)-(?:t-)?(?:ce|il|elle|on|nous|vous|je|tu|ils|elles)|y_a-t-il|c'est_quoi|c'est_quand
    """,
    polite=r"""
        (?:pouvez|pouvons|pourrions|pourriez|pourrait|peut|puis|peux|serait|pourrais)-(?:t-)?(?:on|nous|vous|il|elle|je|tu)|on_(?:peut|pourrait)|(?:est-ce_qu'on|est-ce_que_(?:nous|vous|l'on|je|c'est|ce_serait))(?:_\w+)?|(?:serait-il|est-il|c'est|ce_serait)_possible|possible|ça_(?:va|irait|vous_va|te_va|marche)|cela_(?:vous_)?(?:convient|irait|va|conviendrait)|vous_convient|d'accord|ok|que_diriez-vous|et_si|qu'en_dites-vous|vous_pouvez|serait_possible
    """,
    sarcasm=r"""
        haha(?:ha)*|mdr|lol|ptdr|bien_sûr_que_non|ben_voyons|c'est_ça|mais_oui|mais_bien_sûr|oui_bien_sûr|cause_toujours|à_la_saint-glinglin|quand_les_poules|dans_tes_rêves|dans_vos_rêves|je_plaisante|je_rigole|blague|plaisanterie|ironie|ironique|tu_parles|vous_parlez|très_drôle|drôle|comme_d'habitude|comme_par_magie|miracle|si_seulement|j'aimerais_bien|encore_un_rappel|ras-le-bol|ras_le_bol|marre|soi-disant|bravo|félicitations|ah_oui|ouais_c'est_ça
    """,
    in_progress=r"""
        en_cours|en_cours_de_\w+|en_train_(?:de|d')|on_y_travaille|nous_y_travaillons|j'y_travaille|y_travaill\w+|je_travaille_(?:dessus|sur|à)|nous_travaillons_(?:dessus|sur|à)|on_travaille_(?:dessus|sur)|travaill\w+_(?:actuellement_)?(?:dessus|sur|à)|ça_avance|cela_avance|avance_bien|avançons|on_avance|commencée?s?|démarrée?s?|entamée?s?|lancée?s?|débutée?s?|en_bonne_voie|en_préparation|en_traitement|je_suis_dessus|nous_sommes_dessus|on_est_dessus|je_m'en_occupe|on_s'en_occupe|nous_nous_en_occupons|m'y_suis_mise?|en_phase_de|à_l'étude|en_relecture|en_révision|en_chantier|presque_(?:fini|terminé|prêt)e?|est_lancée?|suit_son_cours
    """,
    blocked=r"""
        bloquée?s?|bloque|bloquent|blocage|bloquante?s?|coincée?s?|à_l'arrêt|en_suspens|suspendue?s?|en_pause|gelée?s?|à_l'arret|stoppée?s?|empêch\w+|au_point_mort|immobilisée?s?
        (?:ne|n')_?(?:pouvons|peux|peut|peuvent|pouvez|puis)_(?:\w+_)?pas_(?:\w+_)?(?:avancer|continuer|poursuivre|procéder|commencer|démarrer|signer|terminer|finir|progresser|aller_plus_loin)|(?:n'avançons|n'avance|n'avancent|n'avançe)_(?:plus|pas)|pas_possible_d'avancer|impossible_(?:de|d')_?(?:continuer|avancer|poursuivre|commencer|signer|terminer)
    """,
    waiting=r"""
        en_attente|(?:en_)?attente_(?:de|d'|du|des|que)|dans_l'attente_(?:de|d'|du)|(?:attendons|attends|attend|attendent|attendre)_(?:\w+_)?(?:le|la|les|l'|un|une|de|du|des|que|qu'|notre|votre|son|leur|encore|toujours)?|il_(?:nous_|me_)?manque|manque_(?:encore_|toujours_)?(?:le|la|les|l'|un|une)|dépend_(?:de|du|d'|des)|(?:n'|ne_)(?:avons|ai)_(?:\w+_)?(?:pas|toujours_pas|pas_encore|rien)_(?:\w+_)?reçu|(?:n'|ne_)(?:a|ont|nous_a|m'a|nous_ont|m'ont)_(?:\w+_)?(?:pas|toujours_pas|pas_encore|rien)_(?:\w+_)?(?:reçu|répondu|signé|validé|fourni|envoyé|donné|approuvé)|nous_n'avons_(?:\w+_){0,2}(?:pas|rien)_(?:\w+_)?reçu|(?:besoin|faut)_(?:\w+_){0,5}(?:d'abord|avant)
    """,
    unblocked=r"plus_bloquée?s?|pas_bloquée?s?|débloquée?s?|n'est_plus_en_attente|plus_en_attente|pas_de_blocage|aucun_blocage|rien_ne_bloque|était_bloquée?|(?:dans_l'|en_)attente_de_(?:votre|ta)_(?:réponse|retour)|n'attendons_plus",
    because=r"""
        (?:bloquée?s?|coincée?s?|suspendue?s?|en_suspens|en_pause|gelée?s?|stoppée?s?)_(?:par|à_cause_(?:de|du|des)|car|parce_que|parce_qu'|en_raison_(?:de|du|des)|du_fait_(?:de|du)|chez|au|à_la|à|depuis|faute_de)
        à_cause_(?:de|du|des)|parce_que|parce_qu'|car|en_raison_(?:de|du|des|d')|faute_(?:de|d')|puisque|du_fait_(?:de|du|des)|la_raison_est|raison
    """,
    move=r"""
        report\w*|repouss\w*|décal\w*|déplac\w*|différer|ajourn\w*|nouvelle_date|autre_date|date_ultérieure|changer_la_date|modifier_la_date|(?:mettre|mettez|passer|passez|fixer|fixez|décaler)_(?:\w+_){0,4}(?:au|à|pour)|prolong\w*|délai_supplémentaire|plus_de_temps|davantage_de_temps|(?:\w+_)?(?:jours|semaines)_(?:de_plus|supplémentaires)|une_semaine_de_plus|un_délai|pas_avant|au_plus_tôt|propose|proposons|avancer_(?:la_date|au|à)|retard\w*_(?:de|jusqu'\w+)|re-?planifi\w*|besoin_de_temps|encore_(?:une|deux|trois|\d+)_(?:semaines?|jours?)
    """,
    move_if_date=r"(?:serait|sera|est|irait|conviendrait|convient|va)_(?:\w+_){0,2}?(?:mieux|préférable|possible|plus_réaliste|réaliste|idéal|parfait|bien)|plutôt|préfèr\w+|préfére\w+|au_lieu|réaliste|convient|conviendrait|arrange|arrangerait|(?:besoin|faudrait|faudra|faut)_(?:\w+_){0,3}?(?:jusqu'au|jusqu'à)|que_diriez-vous|et_si|disons|visons|irait",
    no_move=r"(?:ne|n')_?(?:\w+_){0,3}(?:pas|jamais|plus)_(?:\w+_)?(?:report\w*|repouss\w*|décal\w*|déplac\w*|différ\w*|prolong\w*)|(?:ne|n')_?(?:report\w*|repouss\w*|décal\w*|déplac\w*)_pas|pas_(?:besoin_)?de_(?:report|décalage|reporter|décaler|repousser)|sans_report\w*|aucun_(?:report|décalage)|(?:a|ont|avons|avez)_(?:\w+_)?été_(?:reporté|repoussé|décalé|déplacé)e?s?|pourquoi_(?:\w+_){1,5}(?:reporté|repoussé|décalé|déplacé)e?s?|ne_pas_(?:report\w*|repouss\w*|décal\w*|déplac\w*)",
    until="jusqu'au|jusqu'à|jusque|d'ici|d'ici_au|avant|avant_le|pas_avant|pas_avant_le|au_plus_tard_le|pour_le|à_partir_du",
    not_me=r"""
        (?:pas|plus)_(?:\w+_)?(?:la_bonne|le_bon|la_mauvaise|le)_(?:personne|interlocut\w+|contact|destinataire|responsable|service)|(?:mauvaise_personne|mauvais_(?:interlocuteur|contact|destinataire|service))|(?:ne_suis|ne_sommes)_(?:pas|plus)_(?:\w+_)?(?:responsables?|concernée?s?|en_charge|chargée?s?|impliquée?s?|la_personne|le_bon|l'interlocut\w+)|pas_(?:\w+_)?(?:mon|ma|notre)_(?:rôle|responsabilité|domaine|travail|service|tâche|périmètre|ressort|sujet)|(?:n'est|ce_n'est)_pas_(?:à_moi|de_mon_ressort|moi|pour_moi)|pas_moi_qui|ne_travaille_plus(?:_\w+)?|ne_m'occupe_(?:pas|plus)|(?:ne_me|ne_nous)_concerne_pas
        (?:veuillez_|merci_de_|il_faut_|voyez_(?:avec_)?|voir_(?:avec_)?|prière_de_|vous_pouvez_|vous_devez_|il_faudrait_)?(?:vous_adresser_à|adressez-vous_à|s'adresser_à|contactez|contacter|demandez_à|demander_à|demande_à|voyez_avec|voir_avec|vois_avec|écrivez_à|écrire_à|parlez_à|parlez-en_à|adresser_à|joindre|solliciter|transmettre_(?:ceci|cela|ça|ce_mail)_à)_(?!moi\b|nous\b|vous\b|me\b|le_service_des_abonn|la_date|le_document|la_question)\w+
        c'est_(?!moi\b|nous\b|fait\b|en\b|le\b|la\b|un\b|une\b|pas\b|bon\b|bien\b|vous\b|à\b|bloqué|terminé|ce\b|ça\b|tout\b|que\b|déjà\b|toujours\b)\w+_qui_(?:s'en_occupe|gère|est_responsable|s'en_charge|est_en_charge|suit|traite|doit)|(?!on\b|je\b|nous\b|il\b|elle\b)\w+_(?:s'en_occupe|s'en_charge|est_(?:en_charge|responsable|la_bonne_personne)|gère_(?:cela|ça|ce_sujet|ce_dossier))|quelqu'un_d'autre|autre_personne|a_quitté_(?:l'entreprise|la_société|notre_société)|n'est_plus_(?:dans|chez)
    """,
    unsubscribe=r"désabonn\w+|désinscri\w+|désinscription|unsubscribe|(?:arrêtez|arrêter|arrête|cessez|cesser|stopper|stop)_(?:\w+_){0,2}?(?:de|d')_?(?:m'|me_|nous_)?(?:envoy\w+|écri\w+|relancer|contacter|harceler|spammer|rappel\w+|mail\w*)(?:_\w+){0,4}|(?:arrêtez|stop|stopper|cessez)_(?:\w+_){0,2}(?:mails?|e-?mails?|courriels?|rappels|messages|relances)|(?:retirez|retirer|enlevez|enlever|supprimez|supprimer|rayez)(?:-moi|_moi|_mon_adresse|_mon_nom|_mon_e-?mail)_(?:de|du|des)(?:_\w+){0,3}|(?:me_retirer|m'enlever|me_supprimer|me_désinscrire)_(?:de|du|des)?(?:_\w+){0,3}|(?:plus|ne_plus)_(?:\w+_){0,3}(?:recevoir|reçevoir)(?:_\w+){0,4}|ne_m'(?:envoyez|écrivez|envoie|écris)_plus(?:_\w+){0,4}|ne_me_(?:contactez|relancez|rappelez)_plus|plus_(?:de|d'|aucun)_?(?:mails?|e-?mails?|courriels?|rappels?|messages?|relances?|notifications?)|ne_plus_(?:m'|me_|nous_)(?:envoyer|écrire|relancer|contacter|rappeler|solliciter)(?:_\w+){0,4}|laissez-moi_tranquille|trop_de_(?:mails|e-?mails|rappels|messages)|arrêtez|stop|ça_suffit",
    yes_no="oui|non|peut-être|exact|si|tout_à_fait",
    dates=DateWords(
        months=("janvier|janv|jan", "février|févr|fév", "mars", "avril|avr", "mai", "juin", "juillet|juil", "août",
                "septembre|sept|sep", "octobre|oct", "novembre|nov", "décembre|déc"),
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        near={"aujourd'hui": 0, "ce_soir": 0, "demain(?:_(?:matin|soir|midi))?": 1, "après-demain": 2, "après_demain": 2},
        numbers={"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
                 "neuf": 9, "dix": 10, "quinze": 15},
        units={"jours?_ouvrés?|jours?_ouvrables?": "b", "jours?": "d", "semaines?": "w", "mois": "m", "ans?|années?": "y"},
        ahead=r"""
            (?:dans|sous|d'ici)_{n}_{unit}
        """,
        longer=r"""
            {n}_{unit}_(?:de_plus|supplémentaires?|plus_tard|de_retard)
            (?:de|encore)_{n}_{unit}
            {n}_{unit}_après
        """,
        next_after="prochain", this_before="ce|ce_prochain|pour|d'ici|avant|le|au|jusqu'à", this_after="qui_vient|en_cours",
        of_next_week="(?:de_)?(?:la_)?semaine_prochaine", before_of_next_week="la_semaine_prochaine|semaine_prochaine",
        week_later=r"""
            {w}_en_huit
            (?:dans_une_semaine)_{w}
        """,
        last_after="dernier|passé",
        end_of="(?:à_la_)?fin|fin_de|fin_du_mois_de",
        month_end="(?:(?:à|d'ici|pour|avant)_)?(?:la_)?(?:fin_du_mois|fin_de_mois|fin_du_mois-ci|fin_de_ce_mois)",
        next_month_end="(?:à_)?(?:la_)?fin_(?:du_mois_prochain|de_mois_prochain|du_prochain_mois)",
        week_end="(?:à_)?(?:la_)?fin_de_(?:la_|cette_)?semaine", next_week_end="(?:à_)?(?:la_)?fin_de_(?:la_)?semaine_prochaine",
        year_end="(?:à_)?(?:la_)?(?:fin_de_l'année|fin_d'année|fin_de_cette_année)",
        day_alone=r"(?:le|au|jusqu'au)_{d}(?:_courant)?(?!_?(?:/|\.|:|h\b|heures|%|€|jours|personnes|points|documents|\d))",
        ordinal="er|ème|e", of_month="de|du_mois_de", of_year="",
        vague=r"(?:dans_)?(?:la_|le_)?(?:semaine_prochaine|mois_prochain|prochaines?_(?:jours|semaines)|trimestre_prochain|an_prochain|année_prochaine)|(?:début|courant)_(?:\w+)|mi-_?\w+|dans_(?:quelques|plusieurs)_(?:jours|semaines)|quelques_(?:jours|semaines)|cette_semaine|ce_mois(?:-ci)?|week-end|plus_tard|en_(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)|t[1-4]|printemps|été|automne|hiver|noël|pâques",
        instead_of="au_lieu_du|au_lieu_de|plutôt_que|plutôt_que_le|pas_le|pas|et_non|et_non_le|non_pas_le",
        since="du|depuis|depuis_le|de",
    ),
)  # fmt: skip
