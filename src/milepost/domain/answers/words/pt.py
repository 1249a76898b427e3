"""Portuguese, of Portugal and of Brazil."""

from __future__ import annotations

from milepost.domain.answers.words.base import DateWords, Words

WORDS = Words(
    code="pt",
    mark_done=r"""
        (?:pode_|podem_|podes_|por_favor,?_|favor_|poderia_|podia_)?(?:marc[ae]r?(?:-o|-a|_isto|_isso|_esta_etapa|_esta_tarefa|_a_tarefa|_a_etapa)?|(?<=podem )dar_por|(?<=pode )dar_por|fechar|assinalar)_(?:como_)?(?:feit[oa]|concluíd[oa]|terminad[oa]|finalizad[oa]|complet[oa]|pront[oa]|fechad[oa])
    """,
    done=r"""
        (?:acabei|acabámos|acabamos|acaba|acabo)_de_(?:terminar|concluir|fazer|completar|finalizar|acabar)
        feit[oa]s?|concluíd[oa]s?|terminad[oa]s?|finalizad[oa]s?|acabad[oa]s?|completad[oa]s?|complet[oa]s?|realizad[oa]s?|resolvid[oa]s?|pront[oa]s?|cumprid[oa]s?|executad[oa]s?|encerrad[oa]s?|fechad[oa]s?|terminei|terminámos|terminamos|concluí|concluímos|acabei|acabámos|acabamos|finalizei|finalizámos|finalizamos|fiz|fizemos|já_está|está_tratado|tratad[oa]s?
    """,
    weak=r"""
        assinad[oa]s?|enviad[oa]s?|aprovad[oa]s?|entregues?|entregad[oa]s?|submetid[oa]s?|carregad[oa]s?|preenchid[oa]s?|validad[oa]s?|confirmad[oa]s?|devolvid[oa]s?|pag[oa]s?|instalad[oa]s?|configurad[oa]s?|revist[oa]s?|revisad[oa]s?|aceit[oa]s?|aceites?|remetid[oa]s?|assinei|assinámos|assinamos|enviei|enviámos|enviamos|verificad[oa]s?|preparad[oa]s?|mandad[oa]s?|acordad[oa]s?|anexad[oa]s?
    """,
    greet=r"olá|oi|bom_dia|boa_tarde|boa_noite|car[oa]s?|prezad[oa]s?|caríssim[oa]s?|obrigad[oa]|muito_obrigad[oa]|cumprimentos|melhores_cumprimentos|com_os_melhores_cumprimentos|atenciosamente|att|abraço|abraços|um_abraço|saudações|ok|sim|certo|cordialmente|grat[oa]|atentamente|bjs|beijos",
    filler=r"""
        sim|ok|okay|certo|bem|perfeito|ótimo|óptimo|excelente|claro|beleza|combinado|de_acordo|olá|oi|bom_dia|boa_tarde|boa_noite|car[oa]s?|prezad[oa]s?|equipe|equipa|a_todos|pessoal|gente|senhor|senhora|sr|sra
        obrigad[oa]|muito_obrigad[oa]|obrigad[oa]_(?:desde_já|mais_uma_vez|a_todos)|cumprimentos|melhores_cumprimentos|com_os_melhores_cumprimentos|atenciosamente|att|abraços?|um_abraço|cordialmente|atentamente|bom_fim_de_semana|tenha_um_bom_dia|bom_trabalho|grat[oa]
        por_favor|para_(?:sua|vossa|tua|seu)_(?:informação|conhecimento)|informo|informamos|confirmo|confirmamos|só_para_(?:informar|avisar)|que|atualização|status|estado|resposta|info
        isto|isso|este|esta|esse|essa|estes|estas|aquilo|tudo|todos|todas|o|a|os|as|um|uma|ele|ela_própria|ambos|ambas
        (?:o|este|nosso|meu|esse)_(?:passo|marco|ponto|item|tema|assunto)|(?:a|esta|nossa|minha|essa)_(?:etapa|tarefa|ação|acção|atividade|actividade)|passo|etapa|tarefa|marco|item
        eu|nós|a_gente|foi|foram|é|são|está|estão|estava|ficou|ficaram|fica|tenho|temos|tem|têm|havia|ter|estamos|estou|se|me|nos|lhe|vos
        já|agora|finalmente|enfim|completamente|totalmente|por_completo|na_totalidade|integralmente|oficialmente|também|mesmo|acabei_de|acabámos_de|acabamos_de|e|de|do|da|com|em|no|na|ao|à|por|para|desde|pela|pelo
        hoje|ontem|anteontem|ontem_à_(?:tarde|noite)|ontem_de_manhã|esta_(?:manhã|tarde|semana|noite)|hoje_de_manhã|hoje_cedo|na_semana_passada|semana_passada|há_(?:uma?|dois|duas|três|alguns|\d+)_(?:minutos?|horas?|dias?|semanas?)|há_pouco|agora_mesmo|agorinha
        com_(?:sucesso|êxito)|corretamente|a_tempo|no_prazo|dentro_do_prazo|conforme_(?:combinado|acordado|solicitado|previsto)|como_(?:combinado|acordado|solicitado|pedido)|do_(?:nosso|meu)_lado|da_(?:nossa|minha)_parte|da_nossa_parte|pelo_nosso_lado|em_anexo|segue_em_anexo|ver_anexo|anexo|segue|por_aqui|deste_lado|aqui|aí
    """,
    idioms=r"""
        de_facto|de_fato|o_facto_de|bem_feito|muito_bem_feito|dito_e_feito|feito_(?:um|uma|para|por|à_mão)|com_efeito|o_que_(?:\w+_){0,3}(?:feito|terminado)|que_(?:deve|tem_de|precisa)_ser_feito|é_pra_já
        (?:ser|estar|será|serão|estará|estarão|seria|estaria|estariam|seja|sejam|esteja|estejam|ficará|ficarão|fique|fiquem|ficar|ter|terei|teremos|terá|tê-lo|deixar)_(?:\w+_){0,2}(?:feit[oa]|pront[oa]|terminad[oa]|concluíd[oa]|finalizad[oa]|acabad[oa]|assinad[oa]|aprovad[oa]|fechad[oa]|resolvid[oa]|complet[oa]|tratad[oa])s?
        pront[oa]s?_(?:para|quando|em|no|na|amanhã|em_breve|até|a_(?!tempo))|dá_por_feito|considere_feito|considera_feito|dê_por_feito|(?:acabado|farto|cansado)s?_de_(?:esperar|reuniões|lembretes|vocês)|mais_fácil_falar
        (?:enviad[oa]|mandad[oa]|remetid[oa]|entregue|encaminhad[oa]|submetid[oa])s?_(?:\w+_)?(?:ao|à|para|aos|às)_(?!tempo|si\b|você)\w+|encaminhad[oa]s?|estou_acabad[oa]|pronto,_(?:mas|agora|então|lá|é)|um_pronto|pronto-socorro|encerrad[oa]_(?:até|por)|lista_completa|nome_completo|completo_(?:absurdo|desastre|disparate)
    """,
    harmless=r"""
        de_acordo|entendido|com_certeza|farei|vou_fazer|ciente
        (?:sem|nenhum|não_há|não_tem)_(?:nenhum_)?(?:problema|problemas|stress|pressa)|de_nada|não_é_problema|não_tem_de_quê|sem_(?:comentários|observações|ressalvas|mais)|(?:sem|nenhuma|não_há|não_temos|não_tenho)_(?:mais_)?(?:dúvidas|questões|perguntas|dúvida|objeções)(?:_da_(?:nossa|minha)_parte)?
        não_hesit\w+_em(?:_\w+){1,5}|(?:se|caso|qualquer)_(?:precisar\w*|tiver\w*|dúvida|questão|coisa|houver|haja|necessitar\w*|precise)(?:_\w+){0,6}|(?:fico|ficamos|estou)_(?:à_disposição|ao_dispor|no_aguardo)(?:_\w+){0,4}|obrigad[oa]_p(?:or|elo|ela|elos|elas)(?:_\w+){1,5}|(?:desculpe|desculpa|desculpem|peço_desculpas?|lamento|perdão)_(?:por_|pel[oa]_|a_|o_)?(?:atraso|demora|resposta_tardia)(?:_na_\w+)?|espero_que_(?:esteja|estejam|estejas)_(?:tudo_)?bem|espero_que_esteja_tudo_bem|antes_tarde_do_que_nunca|mais_vale_tarde_do_que_nunca|não_só|até_(?:breve|logo|amanhã|mais|já|à_próxima)|avise(?:m)?(?:-me)?_se(?:_\w+){0,5}|me_avise(?:m)?(?:_se)?(?:_\w+){0,5}|diga-me_se(?:_\w+){0,5}
    """,
    negation="não|nao|ñ|n|nunca|jamais|nada|ninguém|nenhum|nenhuma|nem|sem|tampouco|falta|faltam|faltava|incomplet[oa]s?|inacabad[oa]s?|impossível|por_engano|por_erro|longe_de|mal|recusad[oa]|errad[oa]",
    yet="ainda|por_enquanto|por_agora|de_momento|no_momento|atualmente|até_agora|até_ao_momento|até_o_momento|por_ora|continua|continuam|continuamos",
    hedge="espero|esperamos|esperemos|oxalá|tomara|deve|devem|deveria|deveriam|devia|deviam|poderia|poderiam|pode|podem|posso|podemos|talvez|provavelmente|possivelmente|porventura|se_calhar|supostamente|acho|achamos|achava|creio|cremos|penso|pensamos|pensava|pensei|suponho|supomos|imagino|parece|parecem|pelos_vistos|aparentemente|segundo|diz|dizem|disse|disseram|em_teoria|teoricamente|em_princípio|à_partida|previst[oa]s?|planeamos|planejamos|pretendemos|tento|tentamos|tentarei|gostaria|gostávamos|queria|queríamos|teria|tivesse|estimo|estimamos|confio|duvido|digamos|tenho_ideia|desejo|em_tese",
    almost=r"quase|praticamente|parcialmente|em_parte|a_meio|metade|pela_metade|meio|maioria|maior_parte|maioritariamente|mais_ou_menos|\d{1,2}_?(?:%|por_cento)|prestes|a_terminar|a_acabar|por_terminar",
    future=r"será|serão|estará|estarão|terei|teremos|farei|faremos|fará|vou|vamos|vai|vão|amanhã|depois_de_amanhã|em_breve|brevemente|logo|mais_tarde|próxim[oa]s?|seguinte|\w+arei|\w+aremos|\w+erei|\w+eremos|\w+irei|\w+iremos|ficará|antes_d[eoa]|dentro_de|daqui_a|em_(?:dois|duas|três|alguns|algumas|\d+)(?:_\w+)?|prometo|trato_disso|tratamos_disso|até_(?:ao_|o_|à_)?(?:fim|final|segunda|terça|quarta|quinta|sexta|sábado|domingo|amanhã|próxim\w+|dia|\d\w*)",
    condition="se|quando|assim_que|logo_que|uma_vez|enquanto|até|até_que|depois_de|após|salvo|desde_que|a_menos_que|caso|na_condição|depende|dependendo|como_se|contanto|antes_de_que|antes_que|tão_logo",
    remaining=r"mas|porém|contudo|no_entanto|entretanto|todavia|embora|apesar|salvo|exceto|excepto|menos|só|apenas|somente|unicamente|resta|restam|restante|falta|faltam|ainda|pendentes?|aguard\w+|esper\w+|abert[oa]s?|preciso|precisa|precisam|precisamos|tenho_de|temos_de|tem_de|têm_de|tenho_que|temos_que|tem_que|é_preciso|necessit\w+|minha_parte|nossa_parte|parte|partes|uma_parte|algun[s]?|algumas|primeir[oa]|\d+_de_\d+|um[a]?_d[eoa]s?|dois_de|duas_de|\d+/\d+|enquanto|em_vez|infelizmente|rascunho|fase|por_fazer|senão",
    others=r"jurídico|departamento_jurídico|legal|segurança|compras|finanças|financeiro|contabilidade|ti|informática|rh|marketing|compliance|colegas?|chefe|diretor|diretora|director|directora|advogad[oa]s?|eles|elas|ele|ela|você|vocês|seu|sua|teu|tua|reunião|reuniões|almoço|jantar|férias|dia|semana|expediente|chamadas?|café|trabalho",
    work=r"revisão|contrato|acordo|questionário|documentos?|documentação|formulário|piloto|testes?|kick-?off|nda|dpa|pedido|encomenda|ordem_de_compra|configuração|integração|migração|formação|treinamento|workshop|avaliação|auditoria|aprovação|assinatura|proposta|orçamento|requisitos|âmbito|escopo|plano|papelada|análise|apresentação|demo|relatório|lista|dados|acesso|acessos|conta|sso|implantação|implementação|instalação|arquivos?|ficheiros?|fatura|factura|pagamento|validação|alterações|condições|inquérito",
    asks=r"""
        o_que|que|quem|quando|onde|como|qual|quais|quanto|quantos|por_que|porque_é_que|porquê|a_quem|o_quê|para_quê
        (?:está|estão|é|são|há|pode|podemos|podem|tem|temos|devemos|devo|precisa)_(?:isto|isso|tudo|já|que|feito|pronto|você|algum|alguma|alguém)
    """,
    polite=r"(?:podemos|poderíamos|podíamos|poderia|poderiam|podia|podiam|pode|podem|posso|será_que|dá_para|daria_para|seria_possível|é_possível|seria|haveria_possibilidade|há_possibilidade|conseguimos)(?:_\w+)?|que_tal|o_que_acha\w*|pode_ser|tudo_bem|está_bem|possível|de_acordo|ok|certo|e_se|importa-se|se_importa|dá_jeito|serve",
    sarcasm=r"haha\w*|kk+|kkk+|rsrs\w*|rs|lol|sim_claro|claro_que_não|pois_claro|pois_sim|pois_pois|tá_bom|só_que_não|sqn|quando_as_galinhas|no_dia_de_são_nunca|nos_teus_sonhos|em_sonhos|brincadeira|brincando|a_brincar|piada|muito_engraçad[oa]|engraçad[oa]|ironia|irónic[oa]|irônic[oa]|como_sempre|por_magia|milagre\w*|quem_me_dera|oxalá|tomara|outro_lembrete|mais_um_lembrete|fart[oa]s?|parabéns|bravo|até_parece|conta_outra",
    in_progress=r"""
        em_(?:curso|andamento|progresso|processo|execução|preparação|desenvolvimento|análise|tratamento|revisão)|a_decorrer|a_andar|a_caminho|(?:estamos|estou|continuamos|continuo|seguimos)_(?:\w+_)?(?:a_(?:trabalhar|tratar|preparar|rever|finalizar|terminar|analisar|avançar|preencher)|trabalhando|tratando|preparando|revisando|revendo|finalizando|terminando|avançando|nisso|em_cima|fazendo|preenchendo|analisando|cuidando)|trabalhando_(?:nisso|nisto|em|no|na)|a_trabalhar_(?:nisso|nisto|em|no|na)|a_tratar_d\w+|já_(?:começ\w+|inici\w+)|começámos|começamos|comecei|iniciámos|iniciamos|iniciad[oa]|começad[oa]|avançando|está_a_avançar|está_avançando|no_bom_caminho|bem_encaminhad[oa]|estamos_nisso|estou_nisso|wip|quase_(?:pronto|feito|concluído|terminado)|está_sendo_\w+|a_ser_\w+d[oa]
    """,
    blocked=r"""
        bloquead[oa]s?|bloqueia|bloqueiam|bloqueio|travad[oa]s?|parad[oa]s?|paralisad[oa]s?|pres[oa]s?|em_pausa|pausad[oa]s?|em_espera|suspens[oa]s?|empacad[oa]s?|estagnad[oa]s?|impedid[oa]s?|impedimento|impede|impedem|emperrad[oa]s?|retid[oa]s?
        não_(?:podemos|posso|pode|podem|conseguimos|consigo|é_possível|dá_para|se_pode)_(?:\w+_)?(?:avançar|continuar|seguir|prosseguir|começar|iniciar|assinar|terminar|concluir|progredir|fazer|finalizar)|não_(?:avança|avançamos|anda)
    """,
    waiting=r"""
        (?:aguardando|a_aguardar|à_espera|esperando|aguardamos|aguardo|aguarda|pendentes?|no_aguardo|dependente|dependentes)_?(?:por|pel[oa]s?|de|do|da|dos|das|que|o|a|os|as|uma?)?|(?:estamos|estou|continuamos)_(?:\w+_)?(?:à_espera|a_aguardar|aguardando|esperando|no_aguardo)|depende_d[eoa]|dependemos_d[eoa]|(?:ainda_)?(?:falta|faltam)(?:-nos|-me|_nos|_me)?_(?:\w+_)?(?:o|a|os|as|uma?|que)|não_(?:recebemos|recebi|recebeu|obtivemos|tivemos|respondeu|responderam|responde|assinou|aprovou|enviou|enviaram|deu|chegou)|precis\w+_(?:\w+_){1,5}(?:antes|primeiro)
    """,
    unblocked=r"(?:não_está|não_estamos|já_não_está|já_não_estamos|não_estou)_(?:mais_)?(?:bloquead[oa]s?|à_espera|aguardando|parad[oa]s?|travad[oa]s?)|desbloquead[oa]s?|sem_bloqueios?|nada_(?:nos_)?bloqueia|estava_bloquead[oa]|(?:fico_)?(?:à_espera|no_aguardo|aguardo|a_aguardar|aguardando)_(?:da_|de_|a_)?(?:sua|tua|vossa)_resposta|aguardo_(?:retorno|resposta|o_seu_retorno)",
    because=r"(?:bloquead[oa]s?|travad[oa]s?|parad[oa]s?|em_pausa|suspens[oa]s?|paralisad[oa]s?|pres[oa]s?|impedid[oa]s?|retid[oa]s?)_(?:por|pel[oa]|porque|devido_[aà]o?|por_causa_d[eoa]|já_que|desde|n[oa]|em)|devido_(?:ao|à|aos|às|a)|porque|já_que|por_causa_d[eoa]s?|uma_vez_que|visto_que|pois|o_motivo_é|motivo|por_falta_d[eoa]",
    move=r"""
        mover|mova|movam|mover-se|movê-l[oa]|mude|mudem|mudar|muda|mudança|adi[ae]\w*|adiar|adiamento|posterg\w+|prorrog\w+|remarc\w+|reagend\w+|reprogram\w+|alterar_(?:a_)?data|alter\w+_para|nova_data|outra_data|data_posterior|passar_(?:\w+_){0,3}para|passa_para|passe_para|transferir|atras\w+_(?:para|até|\w+_semanas?)|empurrar|mais_tempo|mais_prazo|extensão|estender|prolong\w+|(?:mais_)(?:uma|duas|três|\d+)_(?:semanas?|dias?)|(?:uma|duas|\w+)_semanas?_(?:a_mais|adicionais|extra)|não_antes_d[eoa]|antecipar|proponho|propomos|sugiro|sugerimos|(?:colocar|pôr|fixar)_(?:\w+_){0,4}para
    """,
    move_if_date=r"que_seja|(?:seria|será|é|fica|ficaria|dava|daria|calha|estaria)_(?:\w+_){0,2}?(?:melhor|possível|bem|realista|mais_realista|ideal|perfeito|ótimo|jeito|preferível|bom)|melhor|prefir\w+|prefer\w+|em_vez|em_lugar|realista|(?:precis\w+)_(?:\w+_){0,4}?até|que_tal|pode_ser|digamos",
    no_move=r"não_(?:\w+_){0,2}(?:mov\w+|mud\w+|adi[ae]\w*|posterg\w+|remarc\w+|reagend\w+|prorrog\w+|alter\w+)|(?:foi|foram|já|por_que|porque)_(?:\w+_){0,3}(?:movid[oa]|adiad[oa]|postergad[oa]|remarcad[oa]|reagendad[oa]|mudad[oa]|alterad[oa])|sem_(?:adiar|adiamentos?|mudar)",
    until="até|até_ao|até_o|até_dia|até_ao_dia|não_antes_d[eoa]|antes_de|a_partir_d[eoa]|para_o_dia|para_dia|só_em",
    not_me=r"""
        não_sou_eu_(?:que|quem|a_tratar)|não_sou_(?:eu_)?(?:a_|o_|mais_)?(?:pessoa|responsável|indicad[oa]|encarregad[oa]|contato|contacto|cert[oa]|adequad[oa]|corret[oa]|quem)(?:_\w+)?|não_somos_(?:os_|as_)?(?:responsáveis|indicados|adequados)|(?:pessoa|contacto|contato|destinatário)_errad[oa]|não_(?:me|nos)_(?:cabe|compete|diz_respeito)|não_é_(?:comigo|da_minha|minha|meu|a_minha|o_meu|nossa|nosso|da_nossa)_?(?:responsabilidade|tarefa|área|trabalho|competência|função|departamento|assunto|alçada)?|já_não_(?:trabalho|sou|estou|trato|faço_parte)(?:_\w+){0,4}|não_(?:trabalho|trato|estou|cuido)_(?:mais|já)(?:_\w+){0,3}|não_trato_disso|não_cuido_disso
        (?:por_favor,?_|favor_|deve[m]?_|tem_de_|pode[m]?_|melhor_)?(?:pergunt[ae](?:r|m)?_(?:ao|à|a|para|pro|pra)|contact[ae](?:r|m)?_(?:com_|o_|a_)?|contat[ae](?:r|m)?_(?:com_|o_|a_)?|entr[ae](?:r|m)?_em_contac?to_com_(?:o_|a_)?|fal[ae](?:r|m)?_com_(?:o_|a_)?|dirij[ae](?:-se|m-se)?_(?:ao|à|a)|dirigir-se_(?:ao|à|a)|escrev[ae](?:r)?_(?:ao|à|a|para)|encaminh[ae](?:r|m)?_(?:\w+_)?para)_?(?!mim\b|nós\b|me\b|nos\b|você\b)\w+
        (?:quem|isso|isto|d[ie]sso)_(?:trata|cuida|gere|faz|é|resolve)_(?:d[ie]sso_|d[ie]sto_|é_)?(?:com_)?(?:o_|a_)?(?!você\b|que\b)\w+|\w+_(?:é_(?:a_|o_)?(?:responsável|pessoa_certa)|trata_disso|cuida_disso|trata_disto)(?:_por_\w+)?|(?:o|a)_responsável_é_(?:o_|a_)?\w+|é_com_(?:o_|a_)(?!senhor)\w+|outra_pessoa|(?:saiu|deixou)_(?:da|a)_empresa
    """,
    unsubscribe=r"cancelar_(?:a_|minha_|a_minha_)?(?:subscrição|inscrição|assinatura_d\w+)|anular_(?:a_)?subscrição|descadastr\w+|desinscrev\w+|desinscrição|unsubscribe|(?:pare|parem|para|parar|deixe|deixem|cesse|chega)_(?:já_)?(?:de|com)_(?:\w+_){0,2}?(?:me_)?(?:envi\w+|mand\w+|escrev\w+|incomod\w+|contac?t\w+|e-?mails|mensagens|lembretes|spam)(?:_\w+){0,4}|não_(?:me|nos)_(?:envie|enviem|envies|mande|mandem|mandes|escreva|escrevam|contac?te\w*|lembrem|incomodem)(?:_\w+){0,4}|não_(?:quero|desejo|queremos|pretendo|gostaria_de)_(?:mais_)?(?:receber|mais_(?:e-?mails|mensagens|lembretes))(?:_\w+){0,4}|(?:remova|removam|remover|retire|retirem|retirar|tire|tirem|tirar|exclua|excluam|elimine|eliminem|apague)(?:-me|m-me|_me|_(?:o_)?meu_(?:e-?mail|nome|endereço|contac?to))_d[aeo](?:_\w+){0,4}|me_(?:remova|removam|retire|retirem|tire|tirem|exclua|excluam|descadastre)(?:_\w+){0,5}|não_envi\w+_mais(?:_\w+){0,4}|(?:chega|sem_mais|não_mais|basta)_(?:de_)?(?:e-?mails|mensagens|lembretes|notificações)|demasiados_(?:e-?mails|lembretes)|muitos_(?:e-?mails|lembretes)|deixe[m]?-me_em_paz|me_deixe_em_paz|basta|stop|parem|pare",
    yes_no="sim|não|talvez|correto|correcto|exato|exacto|concordo",
    dates=DateWords(
        months=("janeiro|jan", "fevereiro|fev", "março|mar", "abril|abr", "maio|mai", "junho|jun", "julho|jul",
                "agosto|ago", "setembro|set", "outubro|out", "novembro|nov", "dezembro|dez"),
        weekdays=("segunda-feira|segunda|2ª-feira|2ª_feira", "terça-feira|terça|3ª-feira", "quarta-feira|quarta", "quinta-feira|quinta",
                  "sexta-feira|sexta|6ª-feira", "sábado", "domingo"),
        near={"hoje": 0, "hoje_à_noite": 0, "amanhã(?:_(?:de_manhã|à_tarde|à_noite|cedo))?": 1, "depois_de_amanhã": 2},
        numbers={"um": 1, "uma": 1, "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7,
                 "oito": 8, "nove": 9, "dez": 10, "quinze": 15},
        units={"dias?_úteis|dia_útil": "b", "dias?": "d", "semanas?": "w", "m(?:ês|eses)": "m", "anos?": "y"},
        ahead=r"""
            (?:em|dentro_de|daqui_a|de_hoje_a)_{n}_{unit}
        """,
        longer=r"""
            (?:mais)_{n}_{unit}
            {n}_{unit}_(?:a_mais|adicionais|depois|mais_tarde)
            (?:em_)?(?:outras?)_{n}_{unit}
        """,
        next_before="(?:n[ao]_|a_|o_|para_a_)?próxim[ao]", next_after="próxim[ao]|que_vem|que_v[ei]em",
        this_before="esta|este|n[ao]|para_[ao]|até|até_à|até_a|até_ao|a|o|à|ao|nesta|neste",
        of_next_week="d[ae]_(?:próxima_semana|semana_que_vem|semana_seguinte)|que_vem_da_semana",
        before_of_next_week="(?:na_)?(?:próxima_semana|semana_que_vem)(?:_na)?",
        week_later=r"""
            {w}_a_oito
        """,
        last_before="(?:n[ao]_)?(?:última|último|passad[ao])", last_after="passad[ao]",
        end_of="(?:no_|ao_|até_ao_|até_o_)?(?:fim_de|final_de|fins_de|finais_de|fim_d[eo])|no_final_de",
        month_end="(?:n?o_|ao_|até_ao_|até_o_|pelo_)?(?:fim_do_mês|final_do_mês|fim_deste_mês|final_deste_mês|fim_de_mês)",
        next_month_end="(?:n?o_)?(?:fim|final)_do_(?:próximo_mês|mês_que_vem)",
        week_end="(?:n?o_)?(?:fim|final)_d(?:a|esta)_semana", next_week_end="(?:n?o_)?(?:fim|final)_da_(?:próxima_semana|semana_que_vem)",
        year_end="(?:n?o_)?(?:fim_do_ano|final_do_ano|fim_deste_ano)",
        day_alone=r"(?:o_|no_|ao_|até_ao_|até_o_|para_o_|até_|para_)?dia_{d}(?!_?(?:/|\.|:|h\b|horas|%|\d))",
        ordinal="º|°", of_month="de", of_year="de",
        vague=r"(?:n?a_)?(?:próxima_semana|semana_que_vem|semana_seguinte)|(?:n?o_)?(?:próximo_mês|mês_que_vem|próximo_trimestre|próximo_ano|ano_que_vem)|(?:n?o_)?(?:início|princípio|começo|meados|inícios)_d[eo](?:_\w+)?|em_(?:alguns|algumas|poucos|poucas)_(?:dias|semanas)|alguns_dias|algumas_semanas|esta_semana|este_mês|fim_de_semana|mais_tarde|em_(?:janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)|primavera|verão|outono|inverno|natal|páscoa",
        instead_of="em_vez_d[eo]|em_vez_de|em_lugar_d[eo]|não|não_dia|não_n[ao]", since="de|do|desde|do_dia|de_dia",
    ),
)  # fmt: skip
