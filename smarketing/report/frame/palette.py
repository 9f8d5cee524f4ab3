"""The colours of the reports, by role. Nothing else in the project names a colour.

A role is a CSS variable: `var(--actual, #0b5a8f)` in a chart and `var(--actual)` in the style sheet
are the same thing, so one drawing serves light, dark and print.
"""

from __future__ import annotations

from urllib.parse import quote

LIGHT = {
    "paper": "#ffffff",
    "wash": "#f4f6f8",
    "ink": "#15202b",
    "ink2": "#46535f",
    "ink3": "#62707d",
    "rule": "#d5dbe1",
    "grid": "#e7ebef",
    "actual": "#0b5a8f",
    "actualSoft": "#a9cbe3",
    "good": "#0a7266",
    "goodWash": "#ddf1ec",
    "bad": "#b43c0b",
    "badWash": "#fbe6dc",
    "warn": "#8f5f00",
    "warnWash": "#fbefd0",
    "pend": "#66727e",
    "pendWash": "#eceff2",
    "second": "#d0701a",
    "third": "#6e1f3f",
    "fourth": "#3f9bd6",
    "neutral": "#848d96",
    "s1": "#e4eff6",
    "s2": "#b9d6e8",
    "s3": "#7fb2d2",
    "s4": "#2f78aa",
    "s5": "#0b5a8f",
    "sOn": "#ffffff",
    "sOff": "#15202b",
}

DARK = {
    "paper": "#10161d",
    "wash": "#18212a",
    "ink": "#eaeff4",
    "ink2": "#b6c1cc",
    "ink3": "#93a0ad",
    "rule": "#2f3b47",
    "grid": "#232d37",
    "actual": "#62b2ea",
    "actualSoft": "#2b587a",
    "good": "#45c7b0",
    "goodWash": "#12332f",
    "bad": "#ff8f63",
    "badWash": "#3a2018",
    "warn": "#e9bb55",
    "warnWash": "#352b12",
    "pend": "#93a0ad",
    "pendWash": "#222c36",
    "second": "#ef8f3a",
    "third": "#b84a5e",
    "fourth": "#f2e88a",
    "neutral": "#c3ccd5",
    "s1": "#16303f",
    "s2": "#1d4a66",
    "s3": "#2a6c96",
    "s4": "#4f9fd3",
    "s5": "#8accf5",
    "sOn": "#0b131a",
    "sOff": "#eaeff4",
}


def colour(role: str, *, themed: bool = True) -> str:
    """Return the colour of `role`: a CSS variable with the light hex behind it, or the plain hex.

    Pages are themed; JupyterLab draws on a canvas, which knows no variables, and gets the hex.
    Raises KeyError for a role that the palette does not have.
    """
    light_hex = LIGHT[role]
    return f"var(--{role},{light_hex})" if themed else light_hex


def _variables(palette: dict[str, str]) -> str:
    tile = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'>"
        f"<rect width='8' height='8' fill='{palette['pendWash']}'/>"
        f"<path d='M-2 2 2-2M0 8 8 0M6 10 10 6' stroke='{palette['pend']}' stroke-width='1.2'/>"
        "</svg>"
    )
    roles = "".join(f"--{role}:{value};" for role, value in palette.items())
    return f"--hatch:url('data:image/svg+xml,{quote(tile)}');{roles}"


def css_variables() -> str:
    """Return the style rules that set every role for light, dark and print.

    Dark lives inside `@media screen`, so that a dark desktop still prints dark ink on white. Print
    gets a flat grey instead of the hatch, which Chromium would write as thousands of paths.
    """
    return (
        f":root{{color-scheme:light dark;{_variables(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}"
        "@media print{:root{color-scheme:light;--hatch:var(--pendWash)}}"
    )
