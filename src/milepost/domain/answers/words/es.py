"""Spanish."""

from __future__ import annotations

from milepost.domain.answers.words.base import DateWords, Words

WORDS = Words(
    code="es",
    mark_done=r"""
        (?:puedes?_|pueden_|podéis_|por_favor,?_|favor_de_|podrías?_|podría_)?(?:lo_|la_)?(?:marcar(?:lo|la)?|márcalo|márquelo|marcad|marquen|marca|marque|dar(?:lo|la)?_por|cerrar(?:lo|la)?|tachar(?:lo|la)?|poner(?:lo|la)?)_(?:(?:esto|este_paso|esta_tarea|el_paso|la_tarea)_)?(?:como_)?(?:hech[oa]|completad[oa]|terminad[oa]|finalizad[oa]|cerrad[oa]|list[oa]|concluid[oa])
    """,
    done=r"""
        (?:acabo|acabamos|acaba)_de_(?:terminar|completar|hacer|acabar|finalizar)(?:lo|la|los|las)?
        hech[oa]s?|list[oa]s?|terminad[oa]s?|completad[oa]s?|finalizad[oa]s?|acabad[oa]s?|concluid[oa]s?|realizad[oa]s?|cumplid[oa]s?|resuelt[oa]s?|solucionad[oa]s?|cerrad[oa]s?|terminé|terminamos|acabé|acabamos|completé|completamos|finalicé|finalizamos|ejecutad[oa]s?|lo_hice|lo_hicimos|ya_está|ya_quedó|quedó|concluimos|ya_estuvo
    """,
    weak=r"""
        firmad[oa]s?|enviad[oa]s?|aprobad[oa]s?|entregad[oa]s?|mandad[oa]s?|presentad[oa]s?|subid[oa]s?|rellenad[oa]s?|cumplimentad[oa]s?|validad[oa]s?|confirmad[oa]s?|devuelt[oa]s?|pagad[oa]s?|instalad[oa]s?|configurad[oa]s?|revisad[oa]s?|aceptad[oa]s?|remitid[oa]s?|firmé|firmamos|envié|enviamos|entregamos|preparad[oa]s?|arreglad[oa]s?|acordad[oa]s?|adjuntad[oa]s?|tramitad[oa]s?
    """,
    greet=r"hola|buenos_días|buenas|buenas_(?:tardes|noches)|estimad[oa]s?|querid[oa]s?|gracias|muchas_gracias|mil_gracias|saludos|un_saludo|un_cordial_saludo|saludos_cordiales|cordialmente|atentamente|un_abrazo|abrazos|ok|vale|sí|de_acuerdo|perfecto|muy_buenas",
    filler=r"""
        sí|si|ok|okay|vale|bien|perfecto|genial|estupendo|claro|de_acuerdo|hola|buenos_días|buenas|buenas_(?:tardes|noches)|buen_día|estimad[oa]s?|querid[oa]s?|equipo|a_todos|todos|todas
        gracias|muchas_gracias|mil_gracias|gracias_(?:a_ti|a_usted|a_ustedes|de_nuevo|de_antemano)|muchísimas_gracias|saludos|un_saludo|saludos_cordiales|un_cordial_saludo|cordialmente|atentamente|un_abrazo|abrazos|que_tengas?_(?:un_)?buen_(?:día|fin_de_semana)|buen_fin_de_semana
        por_favor|para_(?:tu|su|vuestra)_información|te_informo|les?_informo|os_informo|le_confirmo|te_confirmo|les_confirmo|confirmo|confirmamos|informamos|que|actualización|estado|respuesta|info
        esto|este|esta|estos|estas|eso|ese|esa|ello|lo|la|los|las|el|un|una|todo|toda|todos|todas|todo_ello|ambos|ambas
        (?:el|este|nuestro|mi)_(?:paso|hito|punto|tema)|(?:la|esta|nuestra|mi)_(?:tarea|acción|actividad)|paso|tarea|hito|punto
        yo|nosotros|nosotras|he|hemos|ha|han|está|están|es|son|fue|fueron|estaba|ha_sido|han_sido|ha_quedado|queda_hecho|estamos|estoy|tenemos|tengo|se|me|nos|os|le|les|te
        ya|ahora|por_fin|finalmente|completamente|totalmente|del_todo|por_completo|oficialmente|también|justo|recién|acabo_de|acabamos_de|y|de|del|con|en|a|al|por|para|desde
        hoy|ayer|anoche|anteayer|antes_de_ayer|ayer_por_la_(?:tarde|mañana|noche)|esta_(?:mañana|tarde|semana)|la_semana_pasada|hace_(?:una?|dos|tres|unos|\d+)_(?:minutos?|horas?|días?|semanas?)|hace_un_(?:momento|rato)|el_\w+_pasado
        con_éxito|correctamente|a_tiempo|en_plazo|según_lo_(?:acordado|previsto|solicitado)|como_(?:acordamos|quedamos|pediste|pidió)|por_nuestra_parte|por_mi_parte|de_nuestra_parte|de_nuestro_lado|por_nuestro_lado|parte_nuestra|adjunto|ver_adjunto|hurra|bravo_equipo|señor|señora|sr|sra
    """,
    idioms=r"""
        de_hecho|el_hecho_(?:de|que)|hecho_de_que|bien_hecho|muy_bien_hecho|dicho_y_hecho|hecho_polvo|hecho_un_lío|hech[oa]_(?:a|para|por)_(?!tiempo)\w+
        (?:ser|estar|estará|estarán|será|serán|estaría|estarían|sea|sean|que_esté|que_estén|quedará|quedarán|quede|tener|tendré|tendremos|tendrá|tenerlo|dejarlo)_(?:\w+_){0,2}(?:hech[oa]|list[oa]|terminad[oa]|completad[oa]|finalizad[oa]|acabad[oa]|firmad[oa]|aprobad[oa]|cerrad[oa]|resuelt[oa]|concluid[oa])s?
        list[oa]s?_(?:para|cuando|en|el|mañana|pronto|antes|a_partir)|lo_hecho|(?:qué|lo_que|cuánto)_(?:\w+_){0,3}(?:hecho|terminado|completado)
        da(?:d|r)?(?:lo|la)?_por_hech[oa]|dé(?:lo|la)_por_hech[oa]|cuenta_con_ello|considéralo_hecho|considérelo_hecho|más_fácil_decirlo_que_hacerlo
        (?:acabad[oa]|harto|cansad[oa])s?_de_(?:esperar|reuniones|recordatorios|vosotros|ustedes|esto)|tema_cerrado_cuando
        (?:enviad[oa]|mandad[oa]|remitid[oa]|entregad[oa]|pasad[oa])s?_(?:\w+_)?(?:a|al|a_la|para)_(?!tiempo|usted|ti\b|ustedes)\w+|cerrado_(?:hasta|por)|lista_de|la_lista|una_lista|listado|estoy_acabad[oa]|estamos_acabad[oa]s
    """,
    harmless=r"""
        de_acuerdo|entendido|enterad[oa]|lo_haré|así_lo_haré
        (?:sin|ningún|no_hay)_(?:ningún_)?(?:problema|problemas|inconveniente|inconvenientes|incidencias|prisa|novedad)|no_es_(?:ningún_)?problema|de_nada|no_hay_de_qué|sin_(?:comentarios|observaciones)|(?:sin|ninguna|no_hay|no_tenemos)_(?:más_)?(?:dudas|preguntas|pregunta|objeciones|objeción)(?:_por_(?:nuestra|mi)_parte)?
        no_(?:dudes|dude|duden|dudéis)_en(?:_\w+){1,5}|(?:si|cualquier)_(?:tienes?|tienen|necesitas?|necesita|hay|duda|cosa|consulta)(?:_\w+){0,6}|quedo_(?:a_(?:tu|su)_disposición|atent[oa]|pendiente|a_la_espera)(?:_\w+){0,5}|quedamos_(?:a_(?:tu|su)_disposición|atentos|pendientes)(?:_\w+){0,4}|gracias_por(?:_\w+){1,5}|muchas_gracias_por(?:_\w+){1,4}|(?:perdón|perdona|perdone|disculpa|disculpe|disculpas|siento|lamento|perdonad)_(?:por_)?(?:el_|la_|mi_)?(?:retraso|demora|tardanza|respuesta_tardía)(?:_en_\w+)?|espero_que_(?:estés|esté|estéis|estén|todo_vaya|te_encuentres|se_encuentre)_(?:muy_)?bien|más_vale_tarde_que_nunca|no_solo|hasta_(?:luego|pronto|mañana|entonces|la_próxima)|avísame(?:_si)?(?:_\w+){0,5}|avísenme(?:_si)?(?:_\w+){0,5}|nos_vemos(?:_\w+){0,3}
    """,
    negation="no|nunca|jamás|nada|nadie|ningún|ninguno|ninguna|tampoco|ni|sin|falta|faltan|faltaba|incomplet[oa]s?|inacabad[oa]s?|pendiente_de_hacer|imposible|por_error|lejos_de|apenas|rechazad[oa]|equivocad[oa]|incorrect[oa]",
    yet="aún|todavía|de_momento|por_ahora|por_el_momento|actualmente|hasta_ahora|hasta_el_momento|sigue|siguen|seguimos",
    hedge="espero|esperamos|esperemos|ojalá|esperando_que|debería|deberían|podría|podrían|puede|pueden|puedo|podemos|quizá|quizás|tal_vez|a_lo_mejor|probablemente|posiblemente|seguramente|supuestamente|creo|creemos|creía|pienso|pensaba|pensé|supongo|suponemos|imagino|parece|parecen|al_parecer|aparentemente|según|dice|dicen|dijo|dijeron|se_supone|en_teoría|teóricamente|en_principio|previst[oa]s?|planeamos|pretendemos|intento|intentamos|intentaré|quisiera|quisiéramos|me_gustaría|habría|hubiera|estimo|estimamos|confío|confiamos|dudo|digamos|tengo_entendido|si_no_me_equivoco|deseo",
    almost=r"casi|prácticamente|parcialmente|en_parte|a_medias|mitad|a_la_mitad|medio|mayormente|mayoría|en_su_mayor_parte|más_o_menos|\d{1,2}_?(?:%|por_ciento)|a_punto|por_terminar|por_acabar|ya_casi",
    future=r"será|serán|estará|estarán|tendré|tendremos|haré|haremos|hará|harán|voy_a|vamos_a|va_a|van_a|mañana(?<!esta mañana)(?<!la mañana)|pasado_mañana|pronto|enseguida|luego|más_tarde|próxim[oa]s?|siguiente|\w+aré|\w+aremos|\w+eré|\w+eremos|\w+iré|\w+iremos|\w+aremos|quedará|antes_del?|dentro_de|en_(?:dos|tres|unos|unas|breve|\d+)(?:_\w+)?|prometo|me_encargo|nos_encargamos|me_ocupo",
    condition=r"si_(?:\w+)|cuando|en_cuanto|una_vez|mientras|hasta|hasta_que|después_de|tras|salvo|siempre_que|a_menos_que|a_condición|depende|dependiendo|como_si|con_tal|antes_de_que|tan_pronto",
    remaining=r"pero|sin_embargo|aunque|no_obstante|salvo|excepto|menos|solo|sólo|solamente|únicamente|queda|quedan|resta|restan|restante|falta|faltan|aún|todavía|pendientes?|esperando|espera|espero|abiert[oa]s?|debo|debe|deben|debemos|hay_que|tengo_que|tenemos_que|tiene_que|tienen_que|necesit\w+|mi_parte|nuestra_parte|parte|partes|una_parte|algun[oa]s?|primer[oa]?|\d+_de_\d+|un[oa]_de|dos_de|\d+/\d+|mientras_que|en_cambio|lamentablemente|desgraciadamente|borrador|fase|aparte|por_hacer|sino",
    others=r"legal|jurídico|departamento_jurídico|departamento_legal|seguridad|compras|finanzas|contabilidad|ti|informática|sistemas|rrhh|marketing|cumplimiento|compañer[oa]s?|jefe|jefa|director|directora|abogad[oa]s?|ellos|ellas|él|ella|usted|ustedes|tú|vosotros|su|sus|tu|tus|reunión|reuniones|comida|almuerzo|cena|vacaciones|día|semana|jornada|llamadas?|café|trabajo",
    work=r"revisión|contrato|acuerdo|cuestionario|documentos?|documentación|formulario|piloto|prueba|pruebas|kick-?off|nda|dpa|pedido|orden_de_compra|configuración|integración|migración|formación|capacitación|taller|evaluación|auditoría|aprobación|firma|propuesta|presupuesto|requisitos|alcance|plan|papeleo|análisis|presentación|demo|informe|lista|datos|acceso|accesos|cuenta|sso|despliegue|implantación|puesta|marcha|instalación|implementación|archivos?|factura|pago|validación|cambios|condiciones|encuesta",
    asks=r"""
        qué|quién|quiénes|cuándo|dónde|cómo|cuál|cuáles|cuánto|cuánta|cuántos|por_qué|a_quién|para_qué
        (?:está|están|es|son|hay|puede|puedes|podemos|pueden|tienes|tiene|tenemos|debemos|debo|hace_falta)_(?:esto|ya|que|hecho|listo|usted|algún|alguna|algo)
    """,
    polite=r"(?:podemos|podríamos|podrías|podría|podrían|puede|puedes|pueden|podéis|puedo|se_puede|se_podría|sería_posible|es_posible|sería|habría_posibilidad|hay_posibilidad|cabe_la_posibilidad)(?:_\w+)?|qué_tal|qué_te_parece|qué_le_parece|qué_os_parece|te_parece(?:_bien)?|le_parece(?:_bien)?|os_parece(?:_bien)?|les_parece(?:_bien)?|te_viene_bien|les?_viene_bien|posible|de_acuerdo|vale|ok|va_bien|está_bien|y_si|os_importa|te_importa|le_importa",
    sarcasm=r"ja+_?ja\w*|jaja\w*|jeje\w*|lol|sí_claro|claro_que_no|ya_claro|por_supuesto_que_no|cuando_las_ranas|cuando_los_cerdos|en_tus_sueños|en_sus_sueños|en_sueños|broma|bromeo|es_broma|qué_gracioso|qué_risa|gracioso|muy_gracios[oa]|ironía|irónico|como_siempre|por_arte_de_magia|milagro\w*|ojalá|ni_de_broma|ni_en_sueños|otro_recordatorio|hart[oa]s?|felicidades|enhorabuena|bravo|qué_bien_todo|menuda|vaya",
    in_progress=r"""
        en_(?:curso|proceso|marcha|progreso|desarrollo|trámite|camino|preparación|ejecución|revisión|ello|eso)|trabajando_(?:en|con|sobre)|(?:estamos|estoy|seguimos|sigo|continuamos|continúo)_(?:\w+_)?(?:trabajando|en_ello|con_ello|en_eso|con_esto|revisando|preparando|terminando|finalizando|avanzando|completando|gestionando|tramitando|rellenando)|estamos_en_ello|estoy_en_ello|hemos_(?:empezado|comenzado|iniciado)|he_(?:empezado|comenzado|iniciado)|empezad[oa]|comenzad[oa]|iniciad[oa]|empezamos|comenzamos|avanzando|avanza|va_(?:bien|avanzando)|vamos_(?:avanzando|bien|por_buen_camino)|por_buen_camino|nos_estamos_ocupando|me_estoy_ocupando|ya_(?:empezamos|comenzamos|estamos)|wip|casi_(?:listo|terminado|hecho)|se_está_(?:\w+ndo)|está_siendo_\w+
    """,
    blocked=r"""
        bloquead[oa]s?|bloquea|bloquean|bloqueo|bloqueante|atascad[oa]s?|parad[oa]s?|paralizad[oa]s?|detenid[oa]s?|en_pausa|pausad[oa]s?|en_suspenso|suspendid[oa]s?|estancad[oa]s?|trabad[oa]s?|retenid[oa]s?|impide|impiden|frenad[oa]s?
        no_(?:podemos|puedo|puede|pueden|se_puede|nos_es_posible|es_posible)_(?:\w+_)?(?:avanzar|continuar|seguir|proceder|empezar|comenzar|firmar|terminar|completar|progresar|hacer(?:lo)?|finalizar)|no_avanz\w+|sin_poder_(?:avanzar|continuar|seguir)
    """,
    waiting=r"""
        (?:esperando|a_la_espera_de|en_espera_de|pendientes?_de(?:l)?|a_espera_de|espera_de|esperamos|esperar)(?:_(?:a|al|la|el|los|las|que|por|de|del|su|tu|una|un|respuesta|aprobación|firma))?|en_espera|a_la_espera|(?:estamos|estoy|seguimos|sigo)_(?:\w+_)?(?:esperando|a_la_espera|pendientes?)|depende_de(?:l)?|dependemos_de(?:l)?|(?:nos_|me_|aún_|todavía_)*faltan?_(?:\w+_)?(?:la|el|los|las|una?|que)|no_(?:hemos|he)_(?:\w+_)?recibido|no_(?:ha|han|nos_ha|nos_han|me_ha|me_han)_(?:\w+_)?(?:recibido|respondido|contestado|firmado|aprobado|dado|enviado|llegado|entregado)|no_(?:responde|contesta|responden|contestan)|necesit\w+_(?:\w+_){1,5}(?:antes|primero)|primero_necesit\w+
    """,
    unblocked=r"(?:no_está|no_estamos|ya_no_está|ya_no_estamos|ya_no)_(?:\w+_)?(?:bloquead[oa]s?|esperando|parad[oa]s?)|desbloquead[oa]s?|sin_bloqueos?|nada_(?:nos_)?bloquea|estaba_bloquead[oa]|(?:quedo_)?a_la_espera_de_(?:tu|su)_respuesta|esperando_(?:tu|su)_respuesta|quedo_a_la_espera(?:_\w+){0,3}",
    because=r"(?:bloquead[oa]s?|atascad[oa]s?|parad[oa]s?|detenid[oa]s?|en_pausa|suspendid[oa]s?|paralizad[oa]s?|retenid[oa]s?|frenad[oa]s?)_(?:por|porque|debido_al?|a_causa_del?|ya_que|desde|en|con|a_la_espera)|debido_al?|porque|ya_que|a_causa_del?|por_culpa_del?|puesto_que|dado_que|el_motivo_es|motivo|por_falta_de",
    move=r"""
        mover(?:lo|la)?|mueve|mueva|muévelo|muévalo|movamos|moverlo|aplaz\w+|pospon\w+|postergar\w*|posterg\w+|retras\w+|reprogram\w+|cambiar_(?:la_|de_)?fecha|cambiar(?:lo|la)?_(?:al|para|a)|nueva_fecha|otra_fecha|fecha_posterior|pasar(?:lo|la)?_(?:al?|para)|pásalo_al?|pasarlo|trasladar\w*|desplazar\w*|correr_la_fecha|ampliar_(?:el_)?plazo|ampliación|prórroga|prorrogar|extender_(?:el_)?plazo|más_tiempo|más_plazo|(?:\w+_)?(?:días|semanas|semana|día)_más|(?:otra|otros|otras)_(?:\w+_)?(?:semanas?|días)|(?:fijar|poner|dejar(?:lo)?)_(?:\w+_){0,4}(?:para|al)|no_antes_del?|como_muy_pronto|adelantar\w*|propongo|proponemos|sugiero|sugerimos
    """,
    move_if_date=r"que_sea|(?:sería|será|es|iría|viene|vendría|queda|quedaría|estaría|nos_va|me_va)_(?:\w+_){0,2}?(?:mejor|posible|bien|realista|más_realista|ideal|perfecto|genial)|mejor|prefer\w+|prefiero|preferimos|en_lugar|en_vez|realista|(?:necesit\w+|necesitaríamos|hasta)_(?:\w+_){0,4}?hasta|qué_tal|qué_te_parece|qué_le_parece|digamos",
    no_move=r"no_(?:\w+_){0,2}(?:mover\w*|muev\w*|aplaz\w+|pospon\w+|posterg\w+|retras\w+|reprogram\w+|cambi\w+)|(?:fue|ha_sido|se_ha|se|hemos|han|ya|haya|por_qué)_(?:\w+_){0,3}(?:movido|aplazado|pospuesto|retrasado|reprogramado|movió|aplazó|pospuso|movieron|aplazaron)|sin_(?:aplazar|mover|retraso|aplazamientos?)",
    until="hasta|hasta_el|no_antes_de|no_antes_del|antes_del|a_partir_del|para_el|desde_el|como_muy_pronto_el|al",
    not_me=r"""
        no_soy_(?:yo_)?(?:la_|el_|una_)?(?:persona|responsable|indicad[oa]|encargad[oa]|contacto|adecuad[oa]|correct[oa]|quien|destinatari[oa])(?:_\w+)?|no_somos_(?:los_|las_)?(?:responsables|indicados|adecuados|encargados)|(?:persona|contacto|destinatario)_(?:equivocad[oa]|incorrect[oa])|no_(?:me|nos)_(?:corresponde|compete|encargo|encargamos|ocupo|ocupamos|incumbe)|no_es_(?:mi|nuestra|nuestro)_(?:responsabilidad|tarea|área|trabajo|competencia|función|departamento|tema)|no_(?:es|está)_(?:en_|para_)?(?:mi|mí|mis_manos)_?(?:cargo)?|ya_no_(?:trabajo|soy|estoy|llevo|formo|me_encargo|me_ocupo)(?:_\w+){0,4}|no_depende_de_mí|no_trabajo(?:_ya)?_(?:en|aquí|allí)(?:_\w+){0,2}
        (?:por_favor,?_|favor_de_|deben?_|debes_|tienes?_que_|hay_que_|puedes?_|pueden_|mejor_)?(?:pregunt[ae](?:r|d|n)?(?:le|les)?_a|pregúntale_a|pregúntele_a|pregúntenle_a|contact[ae](?:r|d|n)?_(?:con|a)|hable_con|habla_con|hablar_con|hablen_con|diríjase_a|dirígete_a|diríjanse_a|dirigirse_a|escrib[ae](?:le)?_a|escribir_a|consulte_(?:con|a)|consulta_(?:con|a)|comuníquese_con|póngase_en_contacto_con|ponte_en_contacto_con|reenví\w+_a)_(?!mí\b|nosotros\b|nos\b|usted\b|el_documento)\w+
        (?:lo|eso|esto|este_tema|de_esto|de_eso|la)_(?:lleva|gestiona|hace|maneja|se_encarga|se_ocupa|tramita)_(?!usted\b)\w+|\w+_(?:se_encarga|se_ocupa|es_(?:la_|el_)?(?:responsable|encargad[oa])|lo_lleva|lo_gestiona)(?:_de_\w+)?|(?:la|el)_(?:responsable|encargad[oa])_es_\w+|(?:es|son)_(?:cosa|responsabilidad|tarea)_de_\w+|otra_persona|alguien_más|(?:ha_dejado|dejó)_(?:la_empresa|la_compañía)
    """,
    unsubscribe=r"dar(?:me)?_de_baja|dénme_de_baja|denme_de_baja|deme_de_baja|dame_de_baja|dadme_de_baja|darse_de_baja|darme_de_baja|quiero_la_baja|baja_de_(?:la_)?lista|desuscrib\w+|desuscripción|cancelar_(?:la_|mi_)?suscripción|unsubscribe|(?:deje|deja|dejen|dejad|paren|pare|parad|para|basta)_(?:ya_)?(?:de|con)_(?:\w+_){0,2}?(?:envi\w+|mand\w+|escrib\w+|molest\w+|contact\w+|correos|mensajes|e-?mails|recordatorios|spam)(?:_\w+){0,4}|no_(?:me|nos)_(?:envíen|envíe|envíes|enviéis|manden|mande|mandes|mandéis|escriban|escriba|escribas|contacten|recuerden|molesten)(?:_\w+){0,4}|no_(?:quiero|deseo|queremos)_(?:recibir|más_(?:correos|mensajes|recordatorios|e-?mails))(?:_\w+){0,4}|(?:eliminen|elimine|elimina|eliminar|quiten|quite|quita|saquen|saque|saca|borren|borre|bórr\w+|quitar|sacar)(?:me|nos|_mi_(?:correo|nombre|dirección|e-?mail))_de(?:_\w+){0,4}|quítenme_de(?:_\w+){0,3}|sáquenme_de(?:_\w+){0,3}|elimínenme_de(?:_\w+){0,3}|quítame_de(?:_\w+){0,3}|sácame_de(?:_\w+){0,3}|no_más_(?:correos|e-?mails|mensajes|recordatorios|notificaciones)|demasiados_(?:correos|mensajes|recordatorios)|déjenme_en_paz|déjame_en_paz|basta|stop|paren",
    yes_no="sí|si|no|quizás|quizá|tal_vez|correcto|exacto|por_supuesto",
    dates=DateWords(
        months=("enero|ene", "febrero|feb", "marzo|mar", "abril|abr", "mayo", "junio|jun", "julio|jul", "agosto|ago",
                "septiembre|setiembre|sept|sep", "octubre|oct", "noviembre|nov", "diciembre|dic"),
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        near={"hoy": 0, "esta_noche": 0, "esta_tarde": 0, "(?<!esta )(?<!la )(?<!de )mañana(?:_por_la_(?:mañana|tarde|noche))?": 1, "pasado_mañana": 2},
        numbers={"un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
                 "nueve": 9, "diez": 10, "quince": 15},
        units={"días?_(?:hábiles|laborables)|día_hábil|día_laborable": "b", "días?": "d", "semanas?": "w", "mes(?:es)?": "m", "años?": "y"},
        ahead=r"""
            (?:en|dentro_de|de_aquí_a)_{n}_{unit}
        """,
        longer=r"""
            {n}_{unit}_(?:más|adicionales?|después|más_tarde)
            (?:otras?|otros?)_(?:{n}_)?{unit}
        """,
        next_before="(?:el_)?próximo|el_próximo", next_after="próximo|que_viene",
        this_before="este|el|para_el|hasta_el|antes_del|al|el_día|del|a_este", this_after="",
        of_next_week="de_la_(?:próxima_semana|semana_que_viene|semana_próxima|siguiente_semana)",
        before_of_next_week="(?:la_)?(?:próxima_semana|semana_que_viene)_el",
        week_later=r"""
            {w}_en_ocho_días
            (?:dentro_de_una_semana_el)_{w}
        """,
        last_before="(?:el_)?pasado", last_after="pasado",
        end_of="(?:a_)?(?:finales_de|fin_de|fines_de)|(?:a_)?final_de|al_final_de",
        month_end="(?:a_|para_)?(?:finales_de_(?:este_)?mes|fin_de_(?:este_)?mes|final_de(?:l)?_(?:este_)?mes|fines_de_mes|finales_del_mes)",
        next_month_end="(?:a_)?(?:finales|fin|final|fines)_de(?:l)?_(?:próximo_mes|mes_que_viene|mes_próximo)",
        week_end="(?:a_)?(?:finales|final)_de_(?:la_|esta_)?semana", next_week_end="(?:a_)?(?:finales|final)_de_la_(?:próxima_semana|semana_que_viene)",
        year_end="(?:a_)?(?:finales_de_(?:este_)?año|fin_de_(?:este_)?año|final_de(?:l)?_año)",
        day_alone=r"(?:(?:el|al|hasta_el|para_el|del)(?:_día)?|día)_{d}(?!_?(?:/|\.|:|h\b|horas|%|€|días|personas|puntos|\d|pasos))",
        ordinal="º|ro|°", of_month="de", of_year="de|del",
        vague=r"(?:la_)?(?:próxima_semana|semana_que_viene|semana_próxima|siguiente_semana)|(?:el_)?(?:próximo_mes|mes_que_viene|próximo_trimestre|próximo_año|año_que_viene)|(?:a_)?(?:principios|mediados|comienzos)_de(?:_\w+)?|en_(?:unos|unas|algunos|algunas)_(?:días|semanas)|unos_días|unas_semanas|esta_semana|este_mes|fin_de_semana|más_adelante|más_tarde|en_(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)|primavera|verano|otoño|invierno|navidad|semana_santa|pascua",
        instead_of="en_lugar_del?|en_vez_del?|no_el|y_no_el|no", since="del|desde|desde_el|de",
    ),
)  # fmt: skip
