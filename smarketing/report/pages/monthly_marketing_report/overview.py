"""The first screen: the month in three or four generated sentences, and what to decide."""

from __future__ import annotations

from markupsafe import Markup

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import join
from smarketing.report.pages.monthly_marketing_report.decisions import decisions
from smarketing.report.pages.monthly_marketing_report.findings import pending_note, summary
from smarketing.report.pages.monthly_marketing_report.indicators import month_indicators


def overview(report: Report) -> Block:
    """Return the summary beside up to three proposals."""
    indicators, msg = month_indicators(report), report.msg
    proposals = decisions(report)
    items = [
        Markup('<li>{}<span class="own">{} · <a href="#{}">{}</a></span></li>').format(
            proposal.text, proposal.owner, proposal.link, msg.text("decide.see")
        )
        for proposal in proposals
    ]
    listed = (
        Markup("<ol>{}</ol>").format(join(items))
        if items
        else Markup("<p>{}</p>").format(msg.text("decide.nothing"))
    )
    html = Markup(
        '<section id="resumen"><div><h2>{}</h2><p class="lead">{}</p><p class="auto">{}</p></div>'
        '<aside class="next"><h2>{}</h2>{}</aside></section>'
    ).format(
        msg.text("section.resumen"),
        Markup(" ").join(summary(report, indicators)),
        pending_note(report, indicators),
        msg.text("section.decidir"),
        listed,
    )
    return Block(html, is_page=report.is_page)
