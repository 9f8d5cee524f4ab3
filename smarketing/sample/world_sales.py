"""The planted sales side: lead types, fit, hazards, reps and their habits, deals."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LeadType:
    """One kind of lead: how often, how it is qualified, and its hazards per contact attempt."""

    name: str
    share: float
    mql_rate: float
    connect_first: float  # P(two-way contact) at attempt 1, low fit
    connect_decay: float  # factor per further attempt
    win_given_connect: float  # mean over low-fit leads
    amount_usd: float
    offers: tuple[str, ...]
    landing_page: str
    mql_delay_hours: float  # mean
    form_type: str


LEAD_TYPES = (
    LeadType(
        name="ebook",
        share=0.39,
        mql_rate=0.4,
        connect_first=0.15,
        connect_decay=0.82,
        win_given_connect=0.075,
        amount_usd=420,
        offers=("Ebook: Guía para medir la capacitación", "Ebook: Plan anual de formación"),
        landing_page="/ebooks/guia",
        mql_delay_hours=30,
        form_type="download",
    ),
    LeadType(
        name="webinar",
        share=0.22,
        mql_rate=0.55,
        connect_first=0.17,
        connect_decay=0.8,
        win_given_connect=0.105,
        amount_usd=520,
        offers=("Webinar: Liderazgo en tiempos de cambio", "Webinar: IA para Talento Humano"),
        landing_page="/webinars/inscripcion",
        mql_delay_hours=24,
        form_type="webinar_registration",
    ),
    LeadType(
        name="event",
        share=0.1,
        mql_rate=0.5,
        connect_first=0.19,
        connect_decay=0.76,
        win_given_connect=0.09,
        amount_usd=560,
        offers=("Evento: Feria RRHH Quito", "Evento: Expo Capital Humano Bogotá"),
        landing_page="/eventos/registro",
        mql_delay_hours=30,
        form_type="form",
    ),
    LeadType(
        name="inbound",
        share=0.16,
        mql_rate=0.8,
        connect_first=0.26,
        connect_decay=0.72,
        win_given_connect=0.17,
        amount_usd=800,
        offers=("Contacto: Cotizar un curso", "Contacto: Hablar con un asesor"),
        landing_page="/contacto",
        mql_delay_hours=3,
        form_type="form",
    ),
    LeadType(
        name="demo",
        share=0.12,
        mql_rate=0.92,
        connect_first=0.33,
        connect_decay=0.66,
        win_given_connect=0.22,
        amount_usd=1100,
        offers=("Demo: Plataforma Andes",),
        landing_page="/demo",
        mql_delay_hours=0.5,
        form_type="demo_request",
    ),
    LeadType(
        name="other",
        share=0.01,
        mql_rate=0.4,
        connect_first=0.15,
        connect_decay=0.8,
        win_given_connect=0.07,
        amount_usd=420,
        offers=("Formulario sin nombre",),
        landing_page="/blog",
        mql_delay_hours=30,
        form_type="form",
    ),
)

FIT_BANDS = ("low", "high")
CONNECT_FACTOR = {"low": 1.0, "high": 1.5}
WIN_FACTOR = {"low": 1.0, "high": 2.0}
MQL_FACTOR = {"low": 0.88, "high": 1.08}
FIT_THRESHOLD = 20
FIT_POINTS = {"gerente": 20, "director": 20, "jefe": 15, "talento humano": 10}
FIT_POINTS_MANY_EMPLOYEES = 15  # more than 199
FIT_POINTS_FREE_MAIL = -10

MAX_ATTEMPTS = 15
QUIT_AFTER_FAILURE = {"wrong_number": 0.015, "opted_out": 0.010}
FAST_MINUTES = 60  # first attempt inside: better odds of a connect at that attempt
FAST_CONNECT_ODDS_RATIO = 1.8
HOURLY_COST_USD = 12.0
ATTEMPTS_PER_HOUR = 10
TALK_MINUTES_PER_CONNECT = 15
TOOL_COST_PER_ATTEMPT_USD = 0.10
GROSS_MARGIN = 0.5


@dataclass(frozen=True)
class Rep:
    """A sales rep: speed (median working minutes to the first attempt) and when they stop."""

    name: str
    team: str
    country: str
    role: str
    median_response_minutes: float
    attempt_cap: int
    give_up_low_fit: float  # chance to stop after each failed attempt
    give_up_high_fit: float
    habit: str


REPS = (
    Rep(
        name="María Paredes",
        team="Ventas Andina",
        country="EC",
        role="sdr",
        median_response_minutes=12,
        attempt_cap=12,
        give_up_low_fit=0.0,
        give_up_high_fit=0.0,
        habit="fixed_cap_12",
    ),
    Rep(
        name="Luis Andrade",
        team="Ventas Andina",
        country="EC",
        role="sdr",
        median_response_minutes=40,
        attempt_cap=15,
        give_up_low_fit=0.2,
        give_up_high_fit=0.2,
        habit="random_20_percent",
    ),
    Rep(
        name="Camila Rojas",
        team="Ventas Andina",
        country="CO",
        role="sdr",
        median_response_minutes=90,
        attempt_cap=15,
        give_up_low_fit=0.3,
        give_up_high_fit=0.06,
        habit="persists_on_high_fit",
    ),
    Rep(
        name="Diego Salazar",
        team="Ventas Sur",
        country="CL",
        role="sdr",
        median_response_minutes=200,
        attempt_cap=15,
        give_up_low_fit=0.06,
        give_up_high_fit=0.3,
        habit="persists_on_low_fit",
    ),
    Rep(
        name="Sofía Menjívar",
        team="Ventas Centro",
        country="SV",
        role="sdr",
        median_response_minutes=420,
        attempt_cap=8,
        give_up_low_fit=0.1,
        give_up_high_fit=0.1,
        habit="cap_8_random_10_percent",
    ),
    Rep(
        name="Jorge Quintero",
        team="Ventas Andina",
        country="CO",
        role="closer",
        median_response_minutes=60,
        attempt_cap=10,
        give_up_low_fit=0.25,
        give_up_high_fit=0.05,
        habit="cap_10_persists_on_high_fit",
    ),
)
UNKNOWN_OWNER = "Usuario desactivado (8841)"
NEVER_CONTACTED_RATE = 0.05
PASS_THROUGH_RATE = 0.30  # leads below the MQL line that sales works all the same
SELF_SERVICE_WIN_RATE = 0.004  # of leads that nobody works

ATTEMPT_CHANNELS = ("call", "email", "whatsapp", "linkedin")
ATTEMPT_CHANNEL_SHARES = (0.62, 0.24, 0.08, 0.06)
BURST_RATE = 0.08  # a call followed by an e-mail within half an hour: one attempt

SQL_GIVEN_CONNECT_LOST = 0.50
OPPORTUNITY_GIVEN_SQL_LOST = 0.65
EXPANSION_RATE = 0.12
RENEWAL_RATE = 0.35
REENTRY_SILENT_RATE = 0.09
REENTRY_DISQUALIFIED_RATE = 0.10
