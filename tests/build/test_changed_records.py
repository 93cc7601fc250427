"""Records change in every way that a release may show: a build after that gives the bytes of a clean one."""

from __future__ import annotations

from collections.abc import Mapping

from tests.conftest import CONF, ArchiveOnDisk

RECORDS = {
    "officials/ann-archer.md": "name: Ann Archer",
    "officials/bob-baker.md": """name: Bob Baker
memberships:
  - {role: Director, organization: agency, start_date: 2010-01}""",
    "officials/cyd-carter.md": """name: Cyd Carter
memberships:
  - {role: Head, organization: board, start_date: 2010-01}""",
    "organizations/agency.md": "name: Energy Agency",
    "organizations/board.md": "name: Planning Board\nacronym: PB",
    "organizations/council.md": "name: Coast Council",
    "organizations/desk.md": "name: Information Desk",
    "organizations/exchange.md": "name: Corn Exchange\nboilerplate: It trades.",
    "organizations/guild.md": "name: Guild of Weavers",
    "organizations/inn.md": "name: Old Inn",
    "organizations/junta.md": "name: Canal Junta",
    "organizations/kiosk.md": "name: Ticket Kiosk",
    "topics/harbours.md": "name: Harbours",
}

RELEASES = {
    "renamed": "Ann Archer spoke.",
    "office-ended": "Bob Baker spoke.",
    "office-of": "Cyd Carter spoke.",
    "role": "See {org}`those who plan <board>`.",
    "has-a-parent": "The Coast Council met.",
    "issued": "Words of an issuer.",
    "described": "Words with what another body says of itself below.",
    "came": "The Fish Market opened.",
    "went": "The Guild of Weavers closed.",
    "moved": "See {org}`inn`.",
    "in-german": "Canal Junta.",
    "known-elsewhere": "The Ticket Kiosk opened.",
    "filed": "See {topic}`the quays <harbours>`.",
    "nobody": "Nobody is named.",
}
"""Each shows one record, in its own way."""

HEADS = {"issued": "issuer: desk\n", "described": "boilerplate: [exchange]\n", "in-german": "language: de\n"}

CHANGED: dict[str, str | None] = {
    "officials/ann-archer.md": "name: Ann Underhill\nother_names: [Ann Archer]",
    "officials/bob-baker.md": """name: Bob Baker
memberships:
  - {role: Director, organization: agency, start_date: 2010-01, end_date: 2011-01}""",
    "organizations/board.md": "name: Planning Board\nacronym: BP",
    "organizations/council.md": "name: Coast Council\nparent: agency",
    "organizations/desk.md": """name: Information Desk
contacts: [{name: Press, email: press@example.org}]
boilerplate: It informs.""",
    "organizations/exchange.md": "name: Corn Exchange\nboilerplate: It trades in corn.",
    "organizations/fish.md": "name: Fish Market",
    "organizations/guild.md": None,
    "organizations/inn.md": None,
    "organizations/tavern.md": "name: Old Inn\nformer_ids: [inn]",
    "organizations/junta.md": "name: Canal Junta\nother_names: [{name: Kanalrat, language: de}]",
    "organizations/kiosk.md": "name: Ticket Kiosk\nidentifiers: {wikidata: Q42}",
}


def put(archive: ArchiveOnDisk, records: Mapping[str, str | None]) -> None:
    for path, header in records.items():
        if header is None:
            (archive.root / path).unlink()
        else:
            archive.put({path: f"---\n{header}\n---\n"})


def test_whatever_a_release_shows_of_a_record(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": f'{CONF}html_baseurl = "https://example.org/"\n'})
    put(archive, RECORDS)
    for day, (name, text) in enumerate(RELEASES.items(), 1):
        header = f"title: Of {name}\ndate: 2011-05-{day:02}\n{HEADS.get(name, '')}"
        archive.put({f"releases/2011/{name}.md": f"---\n{header}---\n\n{text}\n"})
        # What is written anew beside it would hide that it is not.
        archive.put({f"releases/2011/z{day}.md": f"---\ntitle: Between\ndate: 2011-05-{day:02}\n---\n\nNothing.\n"})
    before = archive.build("out").tree()
    # All releases are looked at for a topic, and would be written that were left as they were for another record.
    for records in ({"topics/harbours.md": "name: Ports"}, CHANGED):
        put(archive, records)
        site = archive.build("out")
        assert site.status == 0, site.log
    after = site.tree()
    assert after == archive.build("clean").tree()
    pages = {name: f"releases/2011/{name}.html" for name in RELEASES}
    as_before = {name for name, page in pages.items() if before[page] == after[page]}
    assert as_before == {"has-a-parent", "known-elsewhere", "nobody"}, "what none of the changes is seen on"
