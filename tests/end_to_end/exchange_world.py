"""A region, a district and a school with bases of their own, and how they enrol."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.opora import Ran, opora

SCHOOL, DISTRICT, REGION = "041108", "0411", "041"
SCHOOLS = [f"{41101 + 7 * n:06d}" for n in range(12)]
"""Codes of the customer's district."""


@dataclass(frozen=True)
class World:
    """Three bases of one region, and the files that travel between them."""

    folder: Path
    password: Path

    def at(self, who: str, *arguments: object) -> Ran:
        """A command on somebody's base, with the password at hand."""
        needs = arguments[0] in {"export", "receive"}
        needs = needs or arguments[:2] in {("keys", deed) for deed in ("root", "request", "issue")}
        more = ("--password-file", self.password) if needs else ()
        return opora(*arguments, *more, "--base", self.folder / who / "base.sqlite")

    def file(self, name: str) -> Path:
        return self.folder / name


def new_world(tmp_path: Path) -> World:
    """A region with a root, a district and a school that have just been created."""
    password = tmp_path / "пароль.txt"
    password.write_text("длинный пароль для проверки\n", encoding="utf-8")
    schools = [f'code = "{code}"\nname = "Школа {code}"\n' for code in SCHOOLS]
    district = f'code = "{DISTRICT}"\nname = "Примерный район"\n'
    region = f'code = "{REGION}"\nname = "Регион"\n[[districts]]\n{district}'
    texts = {
        "school": schools[SCHOOLS.index(SCHOOL)],
        "district": district + "".join(f"[[schools]]\n{one}" for one in schools),
        "region": region + "".join(f"[[districts.schools]]\n{one}" for one in schools),
    }
    for role, text in texts.items():
        (tmp_path / role).mkdir()
        file = tmp_path / role / "организация.toml"
        file.write_text(text, encoding="utf-8")
        start = ("--methodology", "kbr-2020", "--period", "2025/2026", "--org", file)
        base = tmp_path / role / "base.sqlite"
        assert opora("init", "--role", role, *start, "--base", base).code == 0
    return World(tmp_path, password)


def code_on_paper(ran: Ran) -> str:
    """The last line a command printed: what is carried on paper."""
    assert ran.code == 0, ran
    return ran.out.splitlines()[-1]


def enrol(world: World, who: str) -> None:
    """Root, request, answer: as two people with a stick and a sheet of paper do it."""
    request, answer = world.file(f"{who}.csr"), world.file(f"{who}.json")
    root_print = world.at("region", "keys", "list", "--json").json["own"]["root_print"]
    if not root_print:
        root_print = code_on_paper(world.at("region", "keys", "root", "-o", world.file("root.pem")))
    code = code_on_paper(world.at(who, "keys", "request", "-o", request))
    issued = world.at("region", "keys", "issue", request, "--code", code, "-o", answer)
    assert issued.code == 0, issued
    installed = world.at(who, "keys", "install", answer, "--root-code", root_print)
    assert installed.code == 0, installed
