"""What stands in the example workspace. All people, companies and deals are invented.

Days are counted from the day on which the example is made: negative ones lie behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Course = Literal[
    "none", "lived", "draft", "on_track", "at_risk", "blocked", "stalled", "signed", "won", "lost"
]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the selling company; `manager` is another one's e-mail name."""

    name: str
    email: str
    role: str
    manager: str = ""
    has_joined: bool = True


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody of the buying company."""

    name: str
    role: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One deal, and how far its plan has come."""

    reference: str
    account: str
    country: str
    zone: str
    name: str
    stage: str
    owner: str
    value: str = ""
    currency: str = "EUR"
    created: int | None = None
    close: int | None = None
    go_live: int | None = None
    product: str = ""
    course: Course = "none"
    life: str = "agreed"
    title: str = ""
    goal: str = ""
    measure: str = ""
    why_now: str = ""
    notes: str = ""
    risk: str = ""
    buyers: tuple[Buyer, ...] = ()
    goal_step: str = ""
    deal_type: str = ""


SAM, IDA, BEN = "sam", "ida", "ben"

COLLEAGUES = (
    Colleague("Rita Osei", "rita", "manager"),
    Colleague("Sam Whitfield", SAM, "ae", "rita"),
    Colleague("Ida Brandt", IDA, "ae", "rita"),
    Colleague("Ben Adeyemi", BEN, "ae", "rita"),
    Colleague("Noor Haddad", "noor", "solutions_engineer", "rita"),
    Colleague("Dana Kim", "dana", "legal"),
    Colleague("Lena Fors", "lena", "security", has_joined=False),
    Colleague("Marcus Bell", "marcus", "csm"),
    Colleague("Priya Nair", "priya", "leadership"),
)

EXAMPLES = (
    Example(
        reference="BL-2041",
        account="Halden Logistics",
        country="SE",
        zone="Europe/Stockholm",
        name="Order tracking",
        product="Brightloom Track",
        stage="evaluating",
        owner=SAM,
        value="86000",
        created=-28,
        close=59,
        go_live=98,
        course="on_track",
        title="Order tracking for six warehouses",
        goal="Live order tracking in all six warehouses",
        measure="Late-delivery calls down by a third by the end of June",
        why_now="The spring peak starts in March",
        notes="Maja wants this before the March audit. Procurement is new since August.",
        risk="Nobody at Halden is named for the legal review",
        goal_step="Go-live in six warehouses",
        deal_type="standard",
        buyers=(
            Buyer("Maja Lindqvist", "champion", "Head of Operations"),
            Buyer("Tomasz Zieliński", "it", "IT Director"),
            Buyer("Anders Holm", "economic_buyer", "CFO"),
        ),
    ),
    Example(
        reference="BL-1987",
        account="Ostra Kraft",
        country="SE",
        zone="Europe/Stockholm",
        name="Grid maintenance planning",
        stage="evaluating",
        owner=IDA,
        value="240000",
        created=-51,
        close=66,
        course="stalled",
        title="Maintenance planned a season ahead",
        goal="Every substation inspected on time, planned a season ahead",
        measure="No inspection overdue by the end of next autumn",
        risk="The security team has not been named since the reorganisation",
        notes="Silent since the reorganisation. Erik still answers the phone.",
        buyers=(
            Buyer("Erik Sundin", "champion", "Maintenance Lead"),
            Buyer("Karin Ek", "economic_buyer", "Finance Director"),
            Buyer("Oskar Wahl", "it", "Head of Platforms"),
        ),
    ),
    Example(
        reference="BL-1850",
        account="Marlow Foods",
        country="GB",
        zone="Europe/London",
        name="Cold chain",
        stage="negotiation",
        owner=BEN,
        value="610000",
        created=-142,
        close=74,
        course="blocked",
        title="One view of the cold chain",
        goal="Temperature and place of every pallet, from plant to shelf",
        measure="Spoilage below one per cent within a year",
        why_now="The supermarkets ask for proof from July",
        risk="Legal is stretched over two acquisitions",
        buyers=(
            Buyer("Joanna Oakes", "champion", "Supply Chain Director"),
            Buyer("Peter Lyle", "economic_buyer", "Group CFO"),
            Buyer("Hamza Iqbal", "it", "Enterprise Architect"),
            Buyer("Ruth Penn", "sponsor", "Chief Operating Officer"),
            Buyer("Clare Doyle", "legal", "General Counsel"),
            Buyer("Graham Ross", "procurement", "Category Manager"),
        ),
    ),
    Example(
        reference="BL-1999",
        account="Tern Insurance",
        country="NL",
        zone="Europe/Amsterdam",
        name="Claims desk",
        stage="proposal",
        owner=SAM,
        value="175000",
        created=-52,
        close=45,
        course="at_risk",
        title="Claims settled within a week",
        goal="Nine of ten claims settled within a week",
        measure="Median time to settle at five days by September",
        buyers=(
            Buyer("Lotte Kuiper", "champion", "Head of Claims"),
            Buyer("Bas de Vries", "economic_buyer", "Managing Director"),
            Buyer("Femke Smit", "procurement", "Procurement Manager"),
            Buyer("Ravi Menon", "it", "IT Manager"),
            Buyer("Joris Bakker", "security", "CISO"),
        ),
    ),
    Example(
        reference="BL-2066",
        account="Cobalt Clinics",
        country="DE",
        zone="Europe/Berlin",
        name="Ward rounds",
        stage="negotiation",
        owner=IDA,
        value="18500",
        created=-13,
        close=3,
        course="on_track",
        title="Ward rounds without paper",
        goal="No paper on the morning round",
        buyers=(
            Buyer("Dr. Hanna Vogt", "champion", "Ward Lead"),
            Buyer("Jens Albrecht", "economic_buyer", "Head of Administration"),
        ),
    ),
    Example(
        reference="BL-2079",
        account="Vale & Finch",
        country="GB",
        zone="Europe/London",
        name="Store openings",
        stage="engaged",
        owner=SAM,
        value="42000",
        created=-4,
        close=41,
        course="draft",
        life="draft",
        title="Twelve store openings on one page",
        buyers=(Buyer("Imogen Hart", "champion", "Retail Projects Manager"),),
    ),
    Example(
        reference="BL-2071",
        account="Norrland Timber",
        country="SE",
        zone="Europe/Stockholm",
        name="Yard planning",
        stage="evaluating",
        owner=BEN,
        value="9800",
        created=-8,
        close=16,
        course="on_track",
        life="shared",
        title="A yard without queues",
        goal="No lorry waits longer than twenty minutes",
        buyers=(Buyer("Nils Åberg", "champion", "Yard Manager"),),
    ),
    Example(
        reference="BL-2012",
        account="Pereira Têxtil",
        country="PT",
        zone="Europe/Lisbon",
        name="Dye-house scheduling",
        stage="evaluating",
        owner=SAM,
        value="130000",
        created=-24,
        close=58,
        course="at_risk",
        life="shared",
        title="Dye-house scheduling in two plants",
        goal="Two plants on one schedule before the summer orders",
        measure="Change-over time down by a quarter",
        buyers=(
            Buyer("Inês Pereira", "champion", "Plant Manager"),
            Buyer("Rui Tavares", "it", "IT Lead"),
            Buyer("Marta Nunes", "finance", "Controller"),
        ),
    ),
    Example(
        reference="BL-1961",
        account="Quillfeather Publishing",
        country="IE",
        zone="Europe/Dublin",
        name="Rights desk",
        stage="won",
        owner=IDA,
        value="28000",
        created=-47,
        close=-6,
        go_live=24,
        course="signed",
        title="Every right in one register",
        goal="All rights of the backlist in one register",
        goal_step="Backlist live",
        buyers=(
            Buyer("Aoife Brennan", "champion", "Rights Director"),
            Buyer("Declan Moore", "economic_buyer", "Publisher"),
            Buyer("Saoirse Kelly", "it", "Systems Manager"),
        ),
    ),
    # Its plan is lived day by day (`demo_life`), with all that it left in the history.
    Example(
        reference="BL-1622",
        account="Fjordline Shipping",
        country="NO",
        zone="Europe/Oslo",
        name="Fleet planning",
        stage="won",
        owner=SAM,
        value="720000",
        created=-190,
        close=-22,
        course="lived",
    ),
    Example(
        reference="BL-1702",
        account="Harbour City Council",
        country="GB",
        zone="Europe/London",
        name="Permits",
        stage="won",
        owner=BEN,
        value="520000",
        created=-210,
        close=-30,
        course="won",
        life="won",
        title="Permits in ten days",
        goal="A building permit in ten working days",
        buyers=(
            Buyer("Fiona Grant", "champion", "Head of Planning"),
            Buyer("Alan Teague", "sponsor", "Deputy Chief Executive"),
            Buyer("Mei Tan", "it", "Digital Lead"),
            Buyer("Colin Firth-Reid", "procurement", "Procurement Partner"),
            Buyer("Oluchi Obi", "economic_buyer", "Director of Finance"),
        ),
    ),
    Example(
        reference="BL-1940",
        account="Lumen Optik",
        country="DE",
        zone="Europe/Berlin",
        name="Lens tracking",
        stage="lost",
        owner=SAM,
        value="33000",
        created=-70,
        close=-9,
        course="lost",
        life="lost",
        title="Every lens in sight",
        goal="Know where each lens order stands",
        notes="Lost to building it themselves. Ask again after their move in May.",
        buyers=(Buyer("Katja Rehm", "champion", "Operations Manager"),),
    ),
    Example(
        reference="BL-2084",
        account="Ashgrove Hotels",
        country="FR",
        zone="Europe/Paris",
        name="Housekeeping rounds",
        stage="engaged",
        owner=SAM,
        value="64000",
        created=-6,
        close=72,
    ),
    Example(
        reference="BL-2088",
        account="Sølvberg Marine",
        country="NO",
        zone="Europe/Oslo",
        name="Crew planning",
        stage="prospecting",
        owner=IDA,
        created=-3,
    ),
    Example(
        reference="BL-2090",
        account="",
        country="",
        zone="",
        name="Fleet telematics, asked at the trade fair",
        stage="prospecting",
        owner="",
        created=-1,
    ),
    Example(
        reference="BL-2033",
        account="Cedar Point Freight",
        country="US",
        zone="America/Chicago",
        name="Dock appointments",
        stage="proposal",
        owner="Tobias Krantz",
        value="51000",
        currency="USD",
        created=-21,
        close=30,
    ),
)

# What is done inside a step of this kind: for the steps that are in progress.
TASKS: dict[str, tuple[str, ...]] = {
    "technical_validation": (
        "Connect the staging system",
        "Single sign-on on staging",
        "Order feed on staging",
        "Load test with a week of data",
        "Write down what is left",
    ),
    "business_case": ("Collect the cost of today", "Agree the payback with finance", "Slides"),
    "security_review": (
        "Send the questionnaire",
        "Answer open questions",
        "Penetration test report",
    ),
    "legal": ("Send the redlines", "Call on liability", "Final wording"),
    "procurement": ("Supplier registration", "Insurance certificates"),
    "demo": ("Choose the scenes to show", "Invite the site managers"),
    "executive_signoff": ("Send the summary", "Answer questions"),
    "contract": ("List of parties", "Draft to all parties"),
    "go_live": ("Train the first site", "Switch over", "Support on the floor in the first week"),
}
