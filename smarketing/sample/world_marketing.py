"""The planted marketing side: channels and their effects, activities that matter, others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """A traffic channel: share of sessions, true effects in log odds, its utm words."""

    name: str
    share: float
    log_odds_lead: float  # on becoming a lead, for visitors who had a session of it
    log_odds_win: float  # on P(win | connect), for leads who had a session of it
    pairs: tuple[tuple[str, str], ...]  # utm source, medium
    campaigns: tuple[str, ...]
    is_paid: bool = False


CHANNELS = (
    Channel(
        name="Organic Search",
        share=0.26,
        log_odds_lead=0.12,
        log_odds_win=0.25,
        pairs=(("google", "organic"), ("bing", "organic")),
        campaigns=(),
    ),
    Channel(
        name="Paid Search",
        share=0.14,
        log_odds_lead=0.25,
        log_odds_win=0.5,
        pairs=(("google", "cpc"),),
        campaigns=("busqueda_marca", "busqueda_cursos"),
        is_paid=True,
    ),
    Channel(
        name="Paid Social",
        share=0.12,
        log_odds_lead=0.0,
        log_odds_win=0.0,
        pairs=(("facebook", "paid_social"), ("instagram", "paid_social")),
        campaigns=("meta_cursos", "meta_ebook"),
        is_paid=True,
    ),
    Channel(
        name="Organic Social",
        share=0.08,
        log_odds_lead=0.0,
        log_odds_win=0.0,
        pairs=(("linkedin", "social"), ("facebook", "social")),
        campaigns=(),
    ),
    Channel(
        name="Email",
        share=0.12,
        log_odds_lead=0.35,
        log_odds_win=0.7,
        pairs=(("newsletter", "email"),),
        campaigns=("boletin_mensual", "webinar_liderazgo"),
    ),
    Channel(
        name="Referral",
        share=0.1,
        log_odds_lead=0.45,
        log_odds_win=0.95,
        pairs=(("camara-comercio.example", "referral"), ("blog-rrhh.example", "referral")),
        campaigns=(),
    ),
    Channel(
        name="Direct",
        share=0.11,
        log_odds_lead=0.0,
        log_odds_win=0.0,
        pairs=(("(direct)", "(none)"),),
        campaigns=(),
    ),
    Channel(
        name="Display",
        share=0.04,
        log_odds_lead=0.0,
        log_odds_win=0.0,
        pairs=(("google", "display"),),
        campaigns=("display_remarketing",),
        is_paid=True,
    ),
    Channel(
        name="Organic Video",
        share=0.03,
        log_odds_lead=0.0,
        log_odds_win=0.0,
        pairs=(("youtube", "video"),),
        campaigns=(),
    ),
)
OFFLINE_SHARE = 0.03  # leads typed in or imported; no web session
CORRELATE_CHANNEL = "Display"  # shown to people who want to buy anyway; causes nothing
INTENT_LOG_ODDS_LEAD = 0.3
INTENT_LOG_ODDS_WIN = 0.6
RETARGETING_RATE = 0.25  # extra Display session for visitors of high intent


@dataclass(frozen=True)
class Activity:
    """A tracked activity between the first form and the first sales touch."""

    type: str
    asset: str
    share: float
    log_odds_win: float
    page: str


ACTIVITIES = (
    Activity("webinar_attendance", "webinar-tendencias", 0.12, 1.00, "/webinars/en-vivo"),
    Activity("pricing_view", "", 0.14, 0.90, "/precios"),
    Activity("download", "plantilla-diagnostico", 0.12, 0.80, "/recursos/plantilla"),
    Activity("page_view", "casos-de-exito", 0.18, 0.70, "/casos-de-exito"),
    Activity("email_click", "curso-liderazgo", 0.11, 0.80, "/cursos/liderazgo"),
    Activity("download", "infografia-tendencias", 0.10, 0.0, "/recursos/infografia"),
    Activity("download", "calendario-2026", 0.09, 0.0, "/recursos/calendario"),
    Activity("page_view", "blog-equipos-remotos", 0.14, 0.0, "/blog/equipos-remotos"),
    Activity("page_view", "blog-motivacion", 0.12, 0.0, "/blog/motivacion"),
    Activity("page_view", "quienes-somos", 0.16, 0.0, "/quienes-somos"),
    Activity("page_view", "preguntas-frecuentes", 0.10, 0.0, "/preguntas-frecuentes"),
    Activity("email_open", "boletin", 0.32, 0.0, ""),
    Activity("email_click", "boletin", 0.12, 0.0, "/blog"),
    Activity("social", "me-gusta", 0.08, 0.0, ""),
    Activity("event", "charla-abierta", 0.06, 0.0, ""),
    Activity("chat", "bot-bienvenida", 0.09, 0.0, "/"),
)
WEBINAR_NO_SHOW_SHARE = 0.15  # of the leads register for the open webinar, most to stay away
# Caused by sales after qualification: tempting and useless for a definition.
LEAKS = (
    Activity("page_view", "propuesta-comercial", 0.80, 0.0, "/propuesta"),
    Activity("form", "datos-facturacion", 0.45, 0.0, "/facturacion"),
    Activity("pricing_view", "", 0.50, 0.0, "/precios"),
)
PLAIN_PAGES = ("/", "/cursos", "/cursos/liderazgo", "/cursos/excel", "/blog", "/nosotros")

TOUCH_TYPES = (
    "visit",
    "page_view",
    "form",
    "download",
    "webinar_registration",
    "webinar_attendance",
    "demo_request",
    "pricing_view",
    "email_open",
    "email_click",
    "ad_click",
    "chat",
    "event",
    "social",
)
