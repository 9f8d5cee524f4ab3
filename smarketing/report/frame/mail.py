"""The mail beside a page: its block of place `mail`, with the charts as pictures inside it."""

from __future__ import annotations

import base64
import json
import re

from smarketing.report.frame.formatting import Formatter
from smarketing.report.frame.palette import LIGHT

# Two charts of this size stay, with the tables, under what mail programs cut off (102 KB); as PNG
# they would not.
WIDTH_PX, HEIGHT_PX, SCALE = 560, 210, 1.15
QUALITY = 80
VARIABLE = re.compile(r"var\(--\w+,\s*(#[0-9a-fA-F]{6})\)")
PICTURE = re.compile(r'src="chart:([\w-]+)"')


def plain_colours(spec: dict) -> dict:
    """Return a chart with the light colours themselves: a picture knows no CSS variables."""
    return json.loads(VARIABLE.sub(r"\1", json.dumps(spec)))


def chart_picture(spec: dict, formatter: Formatter) -> bytes:
    """Return a chart as a JPEG picture of the width of a mail, in the locale's numbers."""
    import vl_convert

    still = {key: value for key, value in plain_colours(spec).items() if key != "autosize"}
    size = {"width": WIDTH_PX, "height": HEIGHT_PX}
    return vl_convert.vegalite_to_jpeg(
        json.dumps(still | size | {"background": LIGHT["paper"]}),
        scale=SCALE,
        quality=QUALITY,
        format_locale=formatter.vega_number_locale(),
        time_format_locale=formatter.vega_time_locale(),
    )


def mail_page(html: str, charts: dict[str, dict], formatter: Formatter) -> str:
    """Return a mail with each chart it names as a picture inside it."""

    def drawn(match: re.Match) -> str:
        encoded = base64.b64encode(chart_picture(charts[match[1]], formatter)).decode()
        return f'src="data:image/jpeg;base64,{encoded}"'

    return PICTURE.sub(drawn, html)
