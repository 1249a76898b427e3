"""Days in answers, seen from Wednesday, 25 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from milepost.domain.answers.understanding import understand
from tests.replies.cases import TODAY

CLEAR = """
en | move to 2027-03-14 | 2027-03-14
en | move to 14 Mar | 2027-03-14
en | move to the 14th of March | 2027-03-14
en | move to Sunday, 14 March 2027 | 2027-03-14
en | move to 25/12 | 2026-12-25
en | move to 12/25/2026 | 2026-12-25
en | move to tomorrow | 2026-11-26
en | move to the day after tomorrow | 2026-11-27
en | move to Monday | 2026-11-30
en | move to next Monday | 2026-11-30
en | move to Wednesday | 2026-12-02
en | move to Friday next week | 2026-12-04
en | move to a week from Friday | 2026-12-04
en | move it, in two weeks please | 2026-12-09
en | move it, in 10 days please | 2026-12-05
en | move to end of month | 2026-11-30
en | move to the end of next month | 2026-12-31
en | move to end of March | 2027-03-31
en | move to the end of the year | 2026-12-31
en | move to the 14th | 2026-12-14
en | move it from 10 March to 17 March | 2027-03-17
en | move to 17 March instead of 10 March | 2027-03-17
de | verschieben auf 14.3. | 2027-03-14
de | verschieben auf den 14.3.27 | 2027-03-14
de | verschieben auf 3.4. | 2027-04-03
de | verschieben auf Freitag in einer Woche | 2026-12-04
de | verschieben auf übermorgen | 2026-11-27
de | verschieben auf Ende nächsten Monats | 2026-12-31
de | verschieben auf den 14. | 2026-12-14
de | verschieben auf Montag, den 30. November | 2026-11-30
de | verschieben auf 17. März statt 10. März | 2027-03-17
fr | reporter au 14/3 | 2027-03-14
fr | reporter au 3/4 | 2027-04-03
fr | reporter au 1er avril | 2027-04-01
fr | reporter à vendredi en huit | 2026-12-04
fr | reporter à la fin du mois | 2026-11-30
fr | reporter à après-demain | 2026-11-27
es | mover al 14/3 | 2027-03-14
es | mover al 3 de abril de 2027 | 2027-04-03
es | mover al viernes de la próxima semana | 2026-12-04
es | mover a finales de mes | 2026-11-30
pt | mover para 14/3 | 2027-03-14
pt | mover para dia 14 | 2026-12-14
pt | mover para depois de amanhã | 2026-11-27
it | spostare al 14/3 | 2027-03-14
it | spostare a venerdì della prossima settimana | 2026-12-04
it | spostare a fine mese | 2026-11-30
nl | verplaatsen naar 14-3-2027 | 2027-03-14
nl | verplaatsen naar vrijdag over een week | 2026-12-04
nl | verplaatsen naar overmorgen | 2026-11-27
ja | 3月14日に変更してください | 2027-03-14
ja | 2027/03/14に変更してください | 2027-03-14
ja | 3/4に変更してください | 2027-03-04
ja | 14日に変更してください | 2026-12-14
ja | 明後日に変更してください | 2026-11-27
ja | 来週の金曜日に変更してください | 2026-12-04
ja | 再来週の金曜日に変更してください | 2026-12-11
ja | 3月末に変更してください | 2027-03-31
"""
ASKED_BACK = """
en | move to 03/04 | 2027-03-04 2027-04-03
en | move to 03/04/2027 | 2027-03-04 2027-04-03
en | move to next Friday | 2026-11-27 2026-12-04
en | move to 14 March or 21 March | 2027-03-14 2027-03-21
en | move to 20 November | 2026-11-20 2027-11-20
en | move to 31 February |
en | move to 30/02/2027 |
en | move to 14 March 2025 |
en | move to 14 March 2204 |
en | move to next week |
en | move to early March |
en | push it by two weeks |
en | two more weeks please, can we postpone? |
en | move to Friday, 14 March 2027 | 2026-11-27 2027-03-14
de | verschieben auf nächsten Freitag | 2026-11-27 2026-12-04
de | verschieben auf nächste Woche |
de | um eine Woche verschieben |
de | verschieben auf den 31.2. |
fr | reporter à vendredi prochain | 2026-11-27 2026-12-04
fr | reporter à début mars |
es | mover a la próxima semana |
pt | mover para a próxima semana |
it | spostare alla prossima settimana |
nl | verplaatsen naar volgende vrijdag | 2026-11-27 2026-12-04
ja | 来週に変更してください |
ja | 13月40日に変更してください |
"""


def _rows(table: str) -> list[tuple[str, str, list[date]]]:
    rows = []
    for line in table.strip().split("\n"):
        language, text, days = (one.strip() for one in line.split("|"))
        rows.append((language, text, [date.fromisoformat(one) for one in days.split()]))
    return rows


@pytest.mark.parametrize(("language", "text", "days"), _rows(CLEAR))
def test_a_clear_day_is_taken(language: str, text: str, days: list[date]) -> None:
    answer = understand(text, today=TODAY, language=language)
    assert (answer.intent, answer.date) == ("move", days[0])
    assert not answer.candidates


@pytest.mark.parametrize(("language", "text", "days"), _rows(ASKED_BACK))
def test_what_is_no_clear_day_is_asked_back(language: str, text: str, days: list[date]) -> None:
    answer = understand(text, today=TODAY, language=language)
    assert answer.intent == "move"
    assert answer.date is None
    assert answer.confirm
    assert sorted(answer.candidates) == days


def test_the_last_days_of_a_year_and_of_february() -> None:
    silvester = date(2027, 12, 31)
    assert understand("move to 1 January", today=silvester).date == date(2028, 1, 1)
    assert understand("move to 29 February", today=silvester).date == date(2028, 2, 29)
    assert understand("move to 29 February", today=TODAY).date is None
    assert understand("move to end of February", today=TODAY).date == date(2027, 2, 28)
