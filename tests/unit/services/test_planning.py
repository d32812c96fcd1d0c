"""The support card: proposals with evidence, and the card as one whole."""

from __future__ import annotations

from app.domain.organisations import OrganisationKind
from app.services.context import Context
from app.services.importing import import_files
from app.services.planning import card, card_records, level_of, signals_for
from tests.unit.services.bases import (
    DISTRICT,
    RIGHT,
    SCHOOL,
    Bases,
    fill_card,
    measure,
    organisation,
    results_table,
    save,
)


def test_a_school_without_data_gets_no_proposals(school: Context) -> None:
    assert signals_for(school, SCHOOL.uid) == ()
    assert card(school, SCHOOL.uid).problems == ()
    assert signals_for(school, DISTRICT.uid) == ()


def test_data_propose_rows_with_their_evidence(bases: Bases) -> None:
    context = bases.make("school", SCHOOL)
    save(context, SCHOOL, "social_passport", {**RIGHT, "unmotivated": 20})
    save(context, SCHOOL, "staff", {"vacancies_total": "1,5"})
    save(context, SCHOOL, "resources", {"internet_mbps": 2})
    import_files(context, [results_table(bases.folder / "r.csv", points=[3, 4, 5, 20])])
    save(
        context,
        SCHOOL,
        "procedures",
        tables={
            "procedures": [
                {
                    "kind": "ВПР",
                    "subject": "Русский язык",
                    "grade": 5,
                    "max_points": 30,
                    "min_3": 12,
                    "min_4": 18,
                    "min_5": 25,
                }
            ]
        },
    )
    found = {one.problem: one.evidence for one in signals_for(context, SCHOOL.uid)}
    assert set(found) == {"r1", "r2", "r4", "r7", "r8"}
    assert "ВПР, русский язык, 5 класс" in found["r2"]
    assert "75,0" in found["r2"]
    assert "20 из 200" in found["r4"]


def test_proposals_are_of_this_school_alone(bases: Bases) -> None:
    other = organisation("021309")
    context = bases.make("district", DISTRICT, (SCHOOL, other))
    save(context, other, "staff", {"vacancies_total": 2})
    assert signals_for(context, SCHOOL.uid) == ()
    assert [one.problem for one in signals_for(context, other.uid)] == ["r1"]


def test_requests_and_confirmations_meet_in_one_cell(bases: Bases) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    fill_card(context, SCHOOL, "district", text="Просим педагога")
    cell = card(context, SCHOOL.uid).cell("r1", "district")
    assert [(one.text, one.state) for one in cell] == [("Просим педагога", "requested")]
    answer = measure("district", text="Направим", state="confirmed", answers_to=1)
    save(context, SCHOOL, "support_card", tables={"measures": [answer]}, author=DISTRICT.uid)
    cell = card(context, SCHOOL.uid).cell("r1", "district")
    assert [(one.text, one.state) for one in cell] == [("Направим", "confirmed")]


def test_two_owners_of_one_level_keep_their_own_words(bases: Bases) -> None:
    centres = [organisation(f"90{n}", "resource_centre") for n in (1, 2)]
    context = bases.make("region", organisation("83", "region"), (SCHOOL, *centres))
    for centre in centres:
        row = measure("resource_centre", text=centre.name, state="own")
        save(context, SCHOOL, "support_card", tables={"measures": [row]}, author=centre.uid)
    assert len(card_records(context, SCHOOL.uid)) == 3
    cell = card(context, SCHOOL.uid).cell("r1", "resource_centre")
    assert sorted(one.text for one in cell) == [one.name for one in centres]


def test_every_kind_of_organisation_has_a_column(school: Context) -> None:
    columns = {kind.value: level_of(school, kind) for kind in OrganisationKind}
    assert columns == {
        "school": "school",
        "district": "district",
        "region": "institute",
        "institute": "institute",
        "ministry": "ministry",
        "resource_centre": "resource_centre",
        "other": "other",
    }
