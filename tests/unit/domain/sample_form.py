"""A small form with one of everything, for the tests of the engine."""

from __future__ import annotations

from app.domain.form_files import load_form
from app.domain.forms import Form

TEXT = """
code = "sample"
version = 2
title = "Образец"
removed = ["old_question", "staff.old_column"]
renamed = { children = "pupils", "staff.name" = "position", people = "staff" }

[[sections]]
code = "main"
title = "Главное"

[[sections.fields]]
code = "pupils"
label = "Всего детей"
type = "integer"
required = true
min = 1
max = 5000

[[sections.fields]]
code = "single"
label = "Из неполных семей"
type = "integer"
min = 0
part_of = "pupils"

[[sections.fields]]
code = "higher"
label = "Оба родителя с высшим"
type = "integer"
min = 0
part_of = "pupils"

[[sections.fields]]
code = "remote"
label = "Труднодоступная"
type = "boolean"

[[sections.fields]]
code = "remote_reason"
label = "Основание"
type = "text"
required = true
max = 100
visible_if = "remote"

[[sections.fields]]
code = "speed"
label = "Скорость"
type = "decimal"
unit = "Мбит/с"
min = 0

[[sections.fields]]
code = "school"
label = "Код школы"
type = "digits"
lengths = [6]

[[sections.fields]]
code = "place"
label = "Местность"
type = "choice"
choices = [
    { code = "rural", label = "Село", aliases = ["с.", "сельская"] },
    { code = "urban", label = "Город", aliases = ["г."] },
    { code = "camp", label = "Стан", retired = true },
]

[[sections.fields]]
code = "on"
label = "На дату"
type = "date"

[[sections.fields]]
code = "until"
label = "Срок"
type = "deadline"

[[sections.fields]]
code = "director"
label = "Директор"
type = "text"
personal = true

[[sections]]
code = "by_grade"
title = "По классам"

[[tables]]
code = "grades"
title = "Классы"
section = "by_grade"
rows = [{ code = "g1", label = "1 класс" }, { code = "g2", label = "2 класс" }]

[[tables.columns]]
code = "children"
label = "Детей"
type = "integer"
min = 0

[[tables.columns]]
code = "boys"
label = "Мальчиков"
type = "integer"
min = 0
part_of = "children"

[[tables]]
code = "staff"
title = "Вакансии"
section = "main"

[[tables.columns]]
code = "position"
label = "Должность"
type = "text"
required = true

[[tables.columns]]
code = "rate"
label = "Ставок"
type = "decimal"
min = 0
max = 10

[[rules]]
code = "families"
check = "higher + single <= pupils"
message = "Вместе {higher + single}, а детей {pupils}."
at = "single"

[[rules]]
code = "grades_sum"
check = "total(grades.children) == pupils"
message = "По классам {total(grades.children)}, всего {pupils}."
severity = "query"
at = "grades.g1.children"

[[rules]]
code = "whole_rate"
check = "rate <= 2"
message = "Должность {position}: ставок {rate}, это много. Всего детей {pupils}."
severity = "query"
table = "staff"
at = "rate"
"""

FORM: Form = load_form(TEXT, "sample/v2.toml")
