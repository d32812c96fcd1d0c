"""What this room says about files, tables and cells: where, what, what to do. Russian, no blame."""

from __future__ import annotations

import errno
from collections.abc import Iterable

from app.domain.errors import AppError, Refused, WorldFailed
from app.domain.messages import count
from app.domain.results import MOST_POINTS


def missing_file(name: str) -> WorldFailed:
    return WorldFailed(f"Файл «{name}» не найден.", "Проверьте имя и папку.")


def is_folder(name: str) -> WorldFailed:
    return WorldFailed(f"«{name}» — это папка, а нужен файл.", "Укажите книгу Excel в этой папке.")


def no_right_to_read(name: str) -> WorldFailed:
    return WorldFailed(
        f"Файл «{name}» не удаётся открыть: нет прав или он занят другой программой.",
        "Закройте его в Excel и попробуйте ещё раз или скопируйте в свою папку.",
    )


def cannot_read(name: str, reason: str) -> WorldFailed:
    return WorldFailed(
        f"Файл «{name}» не читается с диска ({reason}).",
        "Скопируйте его на этот компьютер ещё раз.",
    )


def failed_to_read(name: str, fault: OSError) -> AppError:
    """A place before the beginning of a file is named by a damaged book, not by a disk."""
    if fault.errno == errno.EINVAL:
        return damaged(name)
    return cannot_read(name, fault.strerror or "ошибка диска")


def empty_file(name: str) -> Refused:
    return Refused(f"Файл «{name}» пуст.", "Сохраните таблицу ещё раз и повторите загрузку.")


def damaged(name: str) -> Refused:
    return Refused(
        f"Файл «{name}» повреждён или скопирован не до конца.",
        "Попросите прислать его ещё раз или откройте в Excel и сохраните заново как .xlsx.",
    )


def line_too_long(name: str, line: int) -> Refused:
    return Refused(
        f"Файл «{name}», строка {line}: в ней больше миллиона знаков, таких строк в таблицах нет.",
        "Проверьте, тот ли это файл, или откройте его в Excel и сохраните как .xlsx.",
    )


def stray_quote(name: str, line: int) -> Refused:
    return Refused(
        f"Файл «{name}», строка {line}: кавычка открыта и не закрыта, соседние клетки или строки "
        "слились бы в одну.",
        "Уберите лишнюю кавычку в этой строке или откройте файл в Excel, сверьте строки и "
        "сохраните как .xlsx.",
    )


def cell_too_long(name: str, line: int) -> Refused:
    return Refused(
        f"Файл «{name}», строка {line}: в одной клетке больше 131 072 знаков, таблиц такими не "
        "бывает.",
        "Проверьте, тот ли это файл; сохраните таблицу в Excel как .xlsx.",
    )


def protected_by_password(name: str) -> Refused:
    return Refused(
        f"Файл «{name}» защищён паролем: снимите пароль в Excel и сохраните.",
        "Файл → Сведения → Защитить книгу → Зашифровать с использованием пароля, очистите поле.",
    )


def not_a_workbook(name: str, instead: str) -> Refused:
    return Refused(
        f"Файл «{name}» — не таблица, а {instead}.",
        "Нужна книга Excel (.xlsx, .xls), таблица .ods или .csv.",
    )


def binary_workbook(name: str) -> Refused:
    return Refused(
        f"Файл «{name}» — двоичная книга Excel (.xlsb), такие программа не читает.",
        "Откройте её в Excel и сохраните: Файл → Сохранить как → Книга Excel (.xlsx).",
    )


def too_big(name: str) -> Refused:
    return Refused(
        f"Файл «{name}» повреждён или слишком велик: в нём больше, чем бывает в таблицах.",
        "Откройте его в Excel, оставьте только нужные листы, сохраните как .xlsx и загрузите; "
        "очень большую таблицу разделите на несколько файлов.",
    )


def reading_cannot_start(name: str) -> WorldFailed:
    return WorldFailed(
        f"Файл «{name}» не прочитан: компьютер не дал программе запустить чтение книг.",
        "Закройте лишние программы и попробуйте снова; если не поможет, проверьте, не мешает ли "
        "антивирус.",
    )


def reading_died(name: str) -> Refused:
    return Refused(
        f"Книга «{name}» повреждена или слишком велика: на её чтение не хватило памяти.",
        "Откройте её в Excel, оставьте только нужные листы, сохраните как .xlsx и загрузите снова.",
    )


def reading_took_too_long(name: str, seconds: int) -> Refused:
    return Refused(
        f"Книга «{name}» читалась дольше {count(seconds, 'секунды', 'секунд', 'секунд')}, чтение "
        "остановлено: она повреждена, слишком велика, или её описание слишком сложно.",
        "Откройте её в Excel, оставьте только нужные листы, сохраните как .xlsx и загрузите снова; "
        "если таблица описана своими правилами, упростите их.",
    )


def no_rows(name: str) -> Refused:
    return Refused(
        f"В файле «{name}» нет ни одной заполненной клетки.",
        "Проверьте, тот ли это файл, и сохраните таблицу ещё раз.",
    )


class UnknownLayout(Refused):
    """No described table was recognised; somebody may say which one it is."""


def unknown_layout(name: str, titles: Iterable[str]) -> UnknownLayout:
    known = "; ".join(titles) or "нет ни одной"
    return UnknownLayout(
        f"В файле «{name}» не узнали таблицу: нет подходящей шапки.",
        "Перенесите данные в пустую книгу программы или укажите, какая это таблица, — из "
        f"знакомых или по своему описанию. Знакомые таблицы: {known}.",
    )


def unknown_title(name: str, title: str, words: tuple[str, ...]) -> UnknownLayout:
    sought = ", ".join(f"«{word}»" for word in words)
    return UnknownLayout(
        f"В файле «{name}» шапка подходит к таблице «{title}», а нужных слов нет ни над таблицей, "
        "ни в имени листа.",
        f"Если это она, впишите в имя листа одно из слов: {sought}. Если другая — укажите, какая.",
    )


def columns_set_aside(name: str, title: str, columns: Iterable[str]) -> Refused:
    listed = ", ".join(f"«{column}»" for column in columns)
    return Refused(
        f"Таблица в файле «{name}» похожа на «{title}», но нужные столбцы в ней — проценты или "
        f"другой учебный год: {listed}.",
        "Добавьте столбец с количеством за этот год или исправьте год в шапке либо в заголовке.",
    )


def mapping_does_not_fit(name: str, title: str, missing: Iterable[str]) -> Refused:
    sought = ", ".join(f"«{text}»" for text in missing)
    return Refused(
        f"Таблица в файле «{name}» не подходит к описанию «{title}».",
        f"Не нашли столбцы: {sought}. Проверьте шапку таблицы или выберите другое описание.",
    )


def header_not_found(sheet: str) -> str:
    return (
        f"Лист «{sheet}»: не нашли шапку таблицы, лист не прочитан. "
        "Сверьте названия столбцов с соседними листами."
    )


def unknown_columns(names: Iterable[str]) -> str:
    listed = ", ".join(f"«{name}»" for name in names)
    return f"Столбцы не используются: {listed}. Делать ничего не нужно."


def like_columns(columns: Iterable[str]) -> str:
    """Two columns answer one question and nothing tells which is meant."""
    listed = " и ".join(columns)
    return (
        f"Непонятно, какой столбец читать: {listed}. Ни один не прочитан. Уберите лишний или "
        "допишите в шапке год, «чел.» или «%»."
    )


def several_years(years: Iterable[str]) -> str:
    listed = " и ".join(years)
    return (
        f"Над таблицей названы несколько учебных лет: {listed}; лист не прочитан. "
        "Оставьте в заголовке тот год, за который загружаются данные."
    )


def sheet_of_another_year(sheet: str, year: str, latest: str) -> str:
    return f"Лист «{sheet}» не прочитан: он за {year} учебный год, а в файле есть {latest}."


def rows_of_other_years(amount: int, year: str) -> str:
    rows = count(amount, "строка", "строки", "строк")
    return f"Не взято: {rows} за другие годы. Взят {year} учебный год."


def latin_letters(written: Iterable[str]) -> str:
    listed = ", ".join(written)
    return (
        f"Среди русских букв стоят похожие латинские: {listed}. Прочитано как русские; "
        "при случае перепечатайте эти слова."
    )


def hidden_read(parts: Iterable[str]) -> str:
    return (
        f"Прочитано и то, что в книге скрыто: {'; '.join(parts)}. Если это лишнее, удалите "
        "скрытое в Excel и загрузите файл снова."
    )


def second_table(sheet: str, row: int) -> str:
    return (
        f"Лист «{sheet}»: со строки {row} начинается вторая таблица со своим заголовком, она не "
        "прочитана. Перенесите её на отдельный лист."
    )


def sheets_without_cells(names: Iterable[str]) -> str:
    listed = ", ".join(f"«{name}»" for name in names)
    return f"Не прочитано, потому что таблиц там нет (диаграммы, макросы): {listed}."


def formula_error(label: str, text: str) -> str:
    return (
        f"«{label}»: в клетке ошибка формулы {text}. "
        "Впишите число; если данных нет, оставьте клетку пустой."
    )


def formula_not_computed(label: str) -> str:
    return (
        f"«{label}»: формула в клетке не вычислена. Откройте книгу в Excel и сохраните её "
        "или впишите число."
    )


def no_organisation_code() -> str:
    return "В строке нет кода организации, она не прочитана. Впишите код."


def no_organisation_on_sheet(sheet: str) -> str:
    return f"Лист «{sheet}»: не нашли код организации. Впишите его рядом с подписью «Код ОО:»."


def bad_organisation_code(text: str, width: int) -> str:
    asked = f": нужно цифр: {width}" if width else ""
    return f"Код организации «{text}» непонятен{asked}. Сверьте код со справочником."


def repeated_organisation(code: str, row: int, earlier: int) -> str:
    return (
        f"Организация {code} уже стоит в строке {earlier}; строка {row} не прочитана. "
        "Оставьте одну из двух строк."
    )


def repeated_results(code: str, what: str, earlier: str) -> str:
    return (
        f"Результаты организации {code} ({what}) уже стоят: {earlier}. "
        "Повтор не прочитан; оставьте одну из двух строк."
    )


def unknown_subject(text: str) -> str:
    return f"Предмет «{text}» не найден в справочнике. Впишите полное название предмета."


def unknown_procedure(parts: Iterable[str]) -> str:
    return (
        f"Не удалось узнать, к какой процедуре относятся результаты: нет {', '.join(parts)}. "
        "Впишите это в заголовок, например: «ВПР 2025/26. Математика. 5 класс»."
    )


def bad_grade(text: str) -> str:
    return f"Класс «{text}» непонятен. Впишите число от 1 до 12."


def bad_scale(text: str) -> str:
    return (
        f"Шкала «{text}» непонятна, отметки не сверены с баллами. Впишите её так: «Максимальный "
        "балл: 34. Отметка «3» — от 15, «4» — от 22, «5» — от 28»."
    )


def bad_max_points(text: str) -> str:
    """The greatest total of a work is nothing any work is worth."""
    return f"Максимальный балл «{text}» — число от 1 до {MOST_POINTS}; результаты не взяты."


def scale_differs(stated: int, counted: int) -> str:
    return (
        f"Максимальный балл в шкале {stated}, а сумма баллов за задания {counted}. "
        "Проверьте шкалу и шапку таблицы."
    )


def bad_points(label: str, text: str, most: int) -> str:
    return (
        f"«{label}»: стоит «{text}», а нужно целое число от 0 до {most} или «Х», "
        "если к заданию не приступали."
    )


def empty_task(label: str) -> str:
    return f"«{label}»: клетка пуста. Впишите баллы или «Х», если к заданию не приступали."


def bad_total(text: str) -> str:
    return f"Сумма баллов «{text}» непонятна. Впишите целое число или «не писал(а)»."


def sum_differs(stated: int, counted: int) -> str:
    return f"Сумма баллов {stated}, а по заданиям выходит {counted}. Проверьте баллы и сумму."


def total_above_max(total: int, most: int) -> str:
    return f"Сумма баллов {total} больше максимальной ({most}). Проверьте баллы."


def bad_mark(label: str, text: str) -> str:
    return f"«{label}»: стоит «{text}», а отметка бывает от 2 до 5. Исправьте отметку."


def mark_differs(mark: int, expected: int, total: int) -> str:
    points = count(total, "балл", "балла", "баллов")
    return (
        f"Отметка {mark}, а по шкале за {points} выходит {expected}. "
        "Записана отметка из таблицы; проверьте или поясните."
    )


def absent_with_points() -> str:
    return (
        "Отмечено, что участник не писал работу, а баллы или отметка стоят. "
        "Уберите лишнее: строка принята как «не писал(а)»."
    )


def nothing_entered(code: str) -> str:
    return (
        f"У участника {code} нет ни баллов, ни отметки, строка не прочитана. "
        "Впишите баллы или «не писал(а)»."
    )


def name_for_pupil_code() -> str:
    """The name itself is not repeated: it goes nowhere."""
    return (
        "Вместо кода участника стоит имя, строка не прочитана. Имена в программу не вносятся: "
        "впишите код."
    )


def not_a_class(text: str) -> str:
    return f"«{text}» не похоже на класс, клетка не прочитана. Впишите класс так: 5А."


def another_grade(text: str, grade: int) -> str:
    return (
        f"Класс «{text}», а результаты — за {grade} класс. Взято как есть; проверьте класс или "
        "заголовок."
    )


def no_pupil_code() -> str:
    return "В строке нет кода участника, она не прочитана. Впишите код."


def repeated_pupil(code: str, row: int, earlier: int) -> str:
    return (
        f"Код участника {code} уже стоит в строке {earlier}; строка {row} не прочитана. "
        "Проверьте коды."
    )


def bad_number(label: str, text: str) -> str:
    return (
        f"«{label}»: здесь нужно целое число, а стоит «{text}». "
        "Впишите число; если данных нет, оставьте клетку пустой."
    )


def marks_do_not_sum(total: int, participants: int) -> str:
    return f"Отметок всего {total}, а участников {participants}. Проверьте эти числа."


def mean_above_max(mean: str, most: int) -> str:
    return f"Средний балл {mean} больше максимального ({most}). Проверьте его."


def more_than_grade(participants: int, size: int) -> str:
    return (
        f"Участников {participants}, а в параллели {size}. Проверьте числа или поясните "
        "(например, писали прибывшие)."
    )


def unknown_template(name: str, form: str) -> Refused:
    return Refused(
        f"Файл «{name}» — шаблон формы «{form}», которой эта программа не знает.",
        "Обновите программу или получите новый шаблон.",
    )


def template_from_future(name: str, title: str, version: int) -> Refused:
    return Refused(
        f"Файл «{name}» — шаблон более новой версии формы «{title}» ({version}).",
        "Обновите программу или заполните шаблон из этой программы.",
    )


def older_template(version: int, newest: int) -> str:
    return (
        f"Шаблон сделан для версии {version} формы, сейчас версия {newest}. "
        "Ответы перенесены; проверьте новые вопросы."
    )


def dropped_answer(code: str) -> str:
    return f"Ответ на вопрос «{code}» не перенесён: этого вопроса больше нет."


def template_without_procedure() -> str:
    return (
        "Не сказано, о какой процедуре речь. Впишите над таблицей процедуру (например, ВПР), "
        "предмет, класс и учебный год (2025/2026)."
    )


def template_without_sheet(name: str, title: str) -> Refused:
    return Refused(
        f"В файле «{name}» нет листа шаблона «{title}»: подписей вопросов не нашли ни на одном.",
        "Получите шаблон заново и перенесите ответы или верните лист из исходного файла.",
    )


def sheet_not_of_template(sheet: str) -> str:
    return f"Лист «{sheet}» не прочитан: это не лист шаблона."


def blank_template_sheet(sheet: str) -> str:
    return f"Лист «{sheet}» не прочитан: на нём нет ни одного ответа."


def repeated_template_sheet(code: str, earlier: str) -> str:
    whose = f"организации {code}" if code else "той же организации"
    return (
        f"Лист о {whose} уже есть: «{earlier}»; этот лист не прочитан. Оставьте один из двух "
        "или исправьте код организации."
    )


def template_row_lost(label: str, row: int) -> str:
    return (
        f"Строки «{label}» (в шаблоне строка {row}) на листе нет; ответ не прочитан. "
        "Верните подпись или перенесите ответы в новый шаблон."
    )


def template_row_inserted(row: int) -> str:
    return (
        f"Строки {row} нет в шаблоне, а в ней стоит ответ; он не прочитан. "
        "Перенесите его в строку шаблона или сотрите."
    )


def template_column_moved(row: int) -> str:
    return (
        f"Строка {row}: столбцы шаблона сдвинуты, ответ не прочитан. "
        "Уберите вставленный столбец или перенесите ответы в новый шаблон."
    )
