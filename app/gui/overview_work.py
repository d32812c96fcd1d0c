"""How far a school's year is, step by step; runs in the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.card import FORM as CARD
from app.domain.messages import count
from app.gui import work
from app.gui.progress import FormProgress, progress_of

if TYPE_CHECKING:
    from app.services.context import Context


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the overview."""

    title: str
    state: str
    kind: str
    """Look of the words: good, muted, query, error."""
    done: bool
    advice: str
    """What to do next, in words."""
    page: str
    what: object = None


def steps_of(context: Context, school: UUID) -> list[Step]:
    """The steps of the main job for one school."""
    forms = [_form_step(one) for one in work.progress_of_forms(context, school)]
    return [
        *forms,
        _results_step(context, school),
        _card_step(context, school),
        _sent_step(context),
    ]


def _form_step(one: FormProgress) -> Step:
    kind, words = one.state()
    verb = "проверьте" if one.is_begun else "заполните"
    return Step(
        one.title, words, kind, one.is_done, f"{verb} форму «{one.title}».", "data", one.code
    )


def _results_step(context: Context, school: UUID) -> Step:
    known = work.procedures(context)
    filled = work.procedures_with_results(context, school)
    if not known:
        state, kind = "○ Процедур этого года пока нет", "muted"
    elif filled:
        of = count(len(known), "процедура", "процедуры", "процедур")
        full = filled == len(known)
        mark, kind = ("✔", "good") if full else ("◐", "muted")
        state = f"{mark} Есть результаты: {filled} (всего в списке: {of})"
    else:
        state, kind = "○ Результатов этой школы пока нет", "muted"
    advice = "внесите результаты процедур или возьмите их из файлов."
    return Step("Результаты процедур", state, kind, bool(filled), advice, "results")


def _card_step(context: Context, school: UUID) -> Step:
    record = work.open_record(context, school, CARD)
    done = progress_of(record.form, record.answers, record.issues)
    chosen = sum("priority" in row.cells for row in record.answers.rows("problems"))
    kind, state = done.state()
    if chosen:
        state = f"{state}. Выбрано: {count(chosen, 'проблема', 'проблемы', 'проблем')}"
    advice = "выберите в карте от одной до четырёх проблем и впишите мероприятия."
    return Step("Карта адресной помощи", state, kind, done.is_done and bool(chosen), advice, "card")


def _sent_step(context: Context) -> Step:
    from app.gui import exchange_work

    desk = exchange_work.desk(context)
    title, page = "Отправка в регион", "exchange"
    if desk.role == "region":
        return Step("Приём пакетов", "Пакеты школ и районов", "muted", True, "", page)
    if not desk.keys.is_enrolled:
        state = "○ Заявка сделана, ждём ответ региона" if desk.keys.has_key else "○ Ключа пока нет"
        return Step(title, state, "muted", False, "получите ключ подписи у региона.", page)
    year = context.period
    sent = [one for one in desk.sent if one[2] == year.key]
    if not sent:
        state = f"○ Пакет за {year.title} ещё не записан"
        return Step(title, state, "muted", False, "запишите пакет для региона.", page)
    when, _, _, state = sent[0]
    accepted = state == "принят"
    mark, kind = ("✔", "good") if accepted else ("○", "muted")
    advice = "дождитесь квитанции региона и откройте её."
    return Step(title, f"{mark} Последний пакет {when}: {state}", kind, accepted, advice, page)
