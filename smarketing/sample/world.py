"""The planted world of "Andes Capacita" as plain data: what is true, and how often.

Everything that a mart may later be asked to recover is decided here, in world_sales.py and in
world_marketing.py, and repeated in truth.json; the other modules read it all as `world.NAME`.
Probabilities are per lead, times in the unit that the name says, money in US dollars.
"""

from smarketing.sample.world_marketing import (
    ACTIVITIES,
    CHANNELS,
    CORRELATE_CHANNEL,
    INTENT_LOG_ODDS_LEAD,
    INTENT_LOG_ODDS_WIN,
    LEAKS,
    OFFLINE_SHARE,
    PLAIN_PAGES,
    RETARGETING_RATE,
    TOUCH_TYPES,
    WEBINAR_NO_SHOW_SHARE,
    Activity,
    Channel,
)
from smarketing.sample.world_sales import (
    ATTEMPT_CHANNEL_SHARES,
    ATTEMPT_CHANNELS,
    ATTEMPTS_PER_HOUR,
    BURST_RATE,
    CONNECT_FACTOR,
    EXPANSION_RATE,
    FAST_CONNECT_ODDS_RATIO,
    FAST_MINUTES,
    FIT_BANDS,
    FIT_POINTS,
    FIT_POINTS_FREE_MAIL,
    FIT_POINTS_MANY_EMPLOYEES,
    FIT_THRESHOLD,
    GROSS_MARGIN,
    HOURLY_COST_USD,
    LEAD_TYPES,
    MAX_ATTEMPTS,
    MQL_FACTOR,
    NEVER_CONTACTED_RATE,
    OPPORTUNITY_GIVEN_SQL_LOST,
    PASS_THROUGH_RATE,
    QUIT_AFTER_FAILURE,
    REENTRY_DISQUALIFIED_RATE,
    REENTRY_SILENT_RATE,
    RENEWAL_RATE,
    REPS,
    SELF_SERVICE_WIN_RATE,
    SQL_GIVEN_CONNECT_LOST,
    TALK_MINUTES_PER_CONNECT,
    TOOL_COST_PER_ATTEMPT_USD,
    UNKNOWN_OWNER,
    WIN_FACTOR,
    LeadType,
    Rep,
)

FIRST_MONTH = "2025-05"
LAST_MONTH = "2026-10"
HISTORY_STARTS = "2025-05-01T00:00"
HISTORY_ENDS = "2026-10-31T18:59"  # local; still the same day in UTC
FULL_EXPORT_DATE = "2026-10-25"  # the big exports; everything later comes in the late files
LATE_EXPORT_DATE = "2026-10-31"
LATE_OVERLAP_FROM = "2026-10-20"

LEADS_AT_SCALE_ONE = 12_000
VISITORS_PER_LEAD = 4  # one of them leaves an e-mail address

# Chance that a lead of the country goes to each rep, in the order of REPS.
COUNTRIES = ("Ecuador", "Colombia", "Chile", "El Salvador")
COUNTRY_CODES = ("EC", "CO", "CL", "SV")
COUNTRY_SHARES = (0.45, 0.25, 0.18, 0.12)
OWNER_SHARES = (
    (0.30, 0.25, 0.25, 0.05, 0.05, 0.10),
    (0.10, 0.10, 0.45, 0.05, 0.00, 0.30),
    (0.10, 0.05, 0.05, 0.70, 0.00, 0.10),
    (0.05, 0.10, 0.05, 0.00, 0.70, 0.10),
)
CURRENCIES = ("USD", "COP", "CLP")
LOCAL_CURRENCY = {"Colombia": "COP", "Chile": "CLP"}
LOCAL_CURRENCY_RATE = 0.6  # share of Colombian and Chilean deals in the local currency
RATE_TO_USD = {"USD": 1.0, "COP": 0.00024, "CLP": 0.00105}

DUPLICATE_PERSON_RATE = 0.02
MERGED_RATE = 0.003
SHARED_MAILBOX_RATE = 0.008
FREE_MAIL_RATE = 0.30
CUSTOMER_BEFORE_LEAD_RATE = 0.001
ATTEMPT_BEFORE_CREATION_RATE = 0.002
OPTED_OUT_RATE = 0.015
HOSTILE_RATE = 0.002
DUPLICATE_ROW_RATE = 0.01
UNKNOWN_SOURCE_RATE = 0.001
UNKNOWN_SOURCE = "Radio Pichincha"
PRODUCTS = (
    "Liderazgo",
    "Ventas consultivas",
    "Excel y datos",
    "Inglés corporativo",
    "Diplomado en RRHH",
)
LOST_REASONS = (
    "Precio",
    "Sin presupuesto",
    "Eligió a la competencia",
    "Sin respuesta",
    "Fecha no conviene",
)
DISQUALIFIED_REASONS = (
    "Sin presupuesto",
    "No es el decisor",
    "Datos falsos",
    "Estudiante",
    "Competencia",
    "Fuera de cobertura",
    "Pidió no ser contactado",
)
OPT_OUT_REASON = DISQUALIFIED_REASONS[-1]
HOSTILE_NOTES = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x.example";"clic")',
    "+1 más para el curso",
    "-- llamar luego --",
    "@todos revisar",
    'Primera línea\nSegunda línea; con punto y coma, coma y "comillas"',
)
HOSTILE_CAMPAIGN = '=HYPERLINK("http://x.example","clic")'

__all__ = [
    "ACTIVITIES",
    "ATTEMPTS_PER_HOUR",
    "ATTEMPT_BEFORE_CREATION_RATE",
    "ATTEMPT_CHANNELS",
    "ATTEMPT_CHANNEL_SHARES",
    "BURST_RATE",
    "CHANNELS",
    "CONNECT_FACTOR",
    "CORRELATE_CHANNEL",
    "COUNTRIES",
    "COUNTRY_CODES",
    "COUNTRY_SHARES",
    "CURRENCIES",
    "CUSTOMER_BEFORE_LEAD_RATE",
    "DISQUALIFIED_REASONS",
    "DUPLICATE_PERSON_RATE",
    "DUPLICATE_ROW_RATE",
    "EXPANSION_RATE",
    "FAST_CONNECT_ODDS_RATIO",
    "FAST_MINUTES",
    "FIRST_MONTH",
    "FIT_BANDS",
    "FIT_POINTS",
    "FIT_POINTS_FREE_MAIL",
    "FIT_POINTS_MANY_EMPLOYEES",
    "FIT_THRESHOLD",
    "FREE_MAIL_RATE",
    "FULL_EXPORT_DATE",
    "GROSS_MARGIN",
    "HISTORY_ENDS",
    "HISTORY_STARTS",
    "HOSTILE_CAMPAIGN",
    "HOSTILE_NOTES",
    "HOSTILE_RATE",
    "HOURLY_COST_USD",
    "INTENT_LOG_ODDS_LEAD",
    "INTENT_LOG_ODDS_WIN",
    "LAST_MONTH",
    "LATE_EXPORT_DATE",
    "LATE_OVERLAP_FROM",
    "LEADS_AT_SCALE_ONE",
    "LEAD_TYPES",
    "LEAKS",
    "LOCAL_CURRENCY",
    "LOCAL_CURRENCY_RATE",
    "LOST_REASONS",
    "MAX_ATTEMPTS",
    "MERGED_RATE",
    "MQL_FACTOR",
    "NEVER_CONTACTED_RATE",
    "OFFLINE_SHARE",
    "OPPORTUNITY_GIVEN_SQL_LOST",
    "OPTED_OUT_RATE",
    "OPT_OUT_REASON",
    "OWNER_SHARES",
    "PASS_THROUGH_RATE",
    "PLAIN_PAGES",
    "PRODUCTS",
    "QUIT_AFTER_FAILURE",
    "RATE_TO_USD",
    "REENTRY_DISQUALIFIED_RATE",
    "REENTRY_SILENT_RATE",
    "RENEWAL_RATE",
    "REPS",
    "RETARGETING_RATE",
    "SELF_SERVICE_WIN_RATE",
    "SHARED_MAILBOX_RATE",
    "SQL_GIVEN_CONNECT_LOST",
    "TALK_MINUTES_PER_CONNECT",
    "TOOL_COST_PER_ATTEMPT_USD",
    "TOUCH_TYPES",
    "UNKNOWN_OWNER",
    "UNKNOWN_SOURCE",
    "UNKNOWN_SOURCE_RATE",
    "VISITORS_PER_LEAD",
    "WEBINAR_NO_SHOW_SHARE",
    "WIN_FACTOR",
    "Activity",
    "Channel",
    "LeadType",
    "Rep",
]
