"""Names of files, addresses of links, and names behind an @."""

from __future__ import annotations

import pytest

from milepost.conversation.mentions import Reachable, mentioned, names_in
from milepost.conversation.texts import LONGEST_FILE_NAME, file_name, link_address, link_title
from milepost.domain.errors import InvalidInput
from milepost.pages.attachments import disposition
from milepost.pages.talk import send_words


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\Windows\\win.txt", "win.txt"),
        ("/etc/shadow", "shadow"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("a\x00b\r\nSet-Cookie: x.txt", "abSet-Cookie_ x.txt"),
        ('<img src="x">.png', "_img src=_x__.png"),
        ("  .. .hidden.txt. ", "hidden.txt"),
        ("con.txt", "_con.txt"),
        ("", "file"),
        ("...", "file"),
        ("Größenplan 2027 (final).xlsx", "Größenplan 2027 (final).xlsx"),
        ("Scho\u0308n.pdf", "Schön.pdf"),
        ("קובץ.pdf", "קובץ.pdf"),
    ],
)
def test_a_files_name_is_cleaned_and_stays_readable(given: str, shown: str) -> None:
    assert file_name(given) == shown


def test_a_long_name_keeps_its_ending() -> None:
    name = file_name("å" * 300 + ".xlsx")
    assert len(name) == LONGEST_FILE_NAME
    assert name.endswith("å.xlsx")
    assert len(file_name("x" * 300)) == LONGEST_FILE_NAME
    assert len(file_name("." + "x" * 300)) <= LONGEST_FILE_NAME


def test_a_name_is_said_for_old_programs_and_for_new_ones() -> None:
    assert disposition('Pl"an\\ å.pdf') == (
        "attachment; filename=\"Pl_an_ _.pdf\"; filename*=UTF-8''Pl%22an%5C%20%C3%A5.pdf"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "https://",
        "https://u:p@bank.example",
        "https://bank.example@evil.example/",
        "https://a.example/with space",
        "file:///etc/passwd",
        "//a.example",
        "https://a.example/" + "x" * 2000,
        "http://[::1",
    ],
)
def test_only_web_addresses_are_links(address: str) -> None:
    with pytest.raises(InvalidInput):
        link_address(address)


def test_a_link_without_its_beginning_is_completed() -> None:
    assert link_address(" docs.example.com/a?b#c ") == "https://docs.example.com/a?b#c"
    assert link_address("localhost.example:8443/x") == "https://localhost.example:8443/x"
    assert link_title("  ", "https://docs.example.com/a") == "docs.example.com"


def someone(key: str, name: str) -> Reachable:
    return Reachable(key, name, "buyer", key, None, "", "", "", True)


def test_people_are_meant_by_their_whole_name_or_a_first_name_of_their_own() -> None:
    people = [
        someone("a", "Maja Lindqvist"),
        someone("b", "Maja Berg"),
        someone("c", "Tomasz Zieliński"),
        someone("d", "Ann"),
        someone("e", "Ann-Marie Holm"),
    ]

    def keys(text: str) -> list[str]:
        return [one.key for one in mentioned(text, people)]

    assert keys("@Maja Lindqvist and @tomasz, please") == ["a", "c"]
    assert keys("@Maja alone is two people") == []
    assert keys("mail me@tomasz.example or x@Tomasz") == []
    assert keys("@Ann-Marie @Annika") == ["e"]
    assert keys("(@Tomasz Zieliński)") == ["c"]
    assert keys("@Tomasz @Tomasz Zieliński") == ["c"]
    assert names_in("@Tomasz Zieliński and @tomasz", people) == ["Tomasz Zieliński", "tomasz"]
    assert [one.key for one in mentioned("hi", people, ["d", "unknown"])] == ["d"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "Share"),
        (["Maja Lindqvist"], "Send to Maja"),
        (["Maja L", "Tomasz Z"], "Send to Maja and Tomasz"),
        (["Maja L", "Tomasz Z", "Anders H", "Eva B"], "Send to Maja and 3 others"),
    ],
)
def test_the_button_names_who_will_read_it(names: list[str], words: str) -> None:
    assert send_words(names, "Share") == words
