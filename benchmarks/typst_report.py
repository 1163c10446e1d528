"""A county report's blocks as Typst markup, for the comparison in `python -m benchmarks reports`: same words, same
tables, same drawings, the same page; no tuning of either side.
"""

import json
from typing import Any

HEAD = """#set document(title: {title})
#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "— 1 —")
#set text(font: ("Liberation Serif", "FandolFang", "Noto Serif SC", "DejaVu Sans"), size: 14pt, lang: "zh")
#set par(justify: true, first-line-indent: (amount: 2em, all: true))
#set table(stroke: .5pt + rgb("#8a8f98"), inset: 3pt)
#show heading: set text(font: ("Liberation Serif", "FandolHei", "Noto Sans SC"), weight: "regular")
#show table: set text(size: 10pt)
#show figure: set block(breakable: true)
"""


def source(context: dict[str, Any]) -> str:
    """The whole report as one Typst file."""
    letter = context["letter"]
    lines = [HEAD.format(title=_text(context["meta"]["title"]))]
    lines += [f"#align(center, text(30pt, fill: red)[#{_text(letter['letterhead'])}])"]
    lines += [f"#align(center, text(22pt)[#{_text(line)}])" for line in letter["title"]]
    lines += [f"#par[#{_text(text)}]" for text in letter["paragraphs"]]
    lines += ["#pagebreak()", "#outline(title: [目录], depth: 1)", "#pagebreak()"]
    for part in context["parts"]:
        lines.append(f"= #{_text(part['number'] + part['title'])}")
        lines += [_KINDS[block["kind"]](block) for block in part["blocks"]]
    return "\n".join(lines)


def _text(words: str) -> str:
    return json.dumps(str(words), ensure_ascii=False)


def _heading(block: dict[str, Any]) -> str:
    return f"== #{_text(block['number'] + block['text'])}"


def _paragraph(block: dict[str, Any]) -> str:
    return f"#par[#{_text(block['text'])}]"


def _note(block: dict[str, Any]) -> str:
    return f"#text(10pt)[#{_text(block['text'])}]\n"


def _list(block: dict[str, Any]) -> str:
    return "\n".join(f"+ #{_text(row)}" for row in block["rows"])


def _svg(drawn: str, wide: str = "100%") -> str:
    return f'image(bytes({_text(drawn)}), format: "svg", width: {wide}, alt: "图")'


def _figure(block: dict[str, Any]) -> str:
    return f"#figure({_svg(block['svg'])}, caption: [#{_text(block['caption'])}], kind: image)"


def _table(block: dict[str, Any]) -> str:
    columns = ", ".join(f"{column['width']}fr" for column in block["columns"])
    heads = ", ".join(f"[#{_text(column['title'])}]" for column in block["columns"])
    cells = ", ".join(f"[#{_text(' '.join(filter(None, (c['mark'], c['text']))))}]" for r in block["rows"] for c in r)
    made = f"table(columns: ({columns}), table.header({heads}), {cells})"
    return (
        f"#show figure: set block(breakable: true)\n#figure({made}, caption: [#{_text(block['caption'])}], kind: table)"
    )


def _verdict(block: dict[str, Any]) -> str:
    said = "".join(f"\\ #{_text(line)}" for line in (*block["reasons"], *block["remarks"]))
    return f"#block(stroke: 1pt, inset: 8pt)[#text(22pt)[#{_text(block['text'])}] {said}]"


def _indicators(block: dict[str, Any]) -> str:
    cells = []
    for row in block["rows"]:
        drawn = f"[#{_svg(row['svg'])}]" if row["svg"] else "[未估计]"
        said = (row["point"] + " " + row["interval"], row["official"]["text"], row["flag"]["text"])
        cells += [f"[#{_text(row['title'])}]", drawn, *(f"[#{_text(one)}]" for one in said)]
        cells.append(f"table.cell(colspan: 5)[#{_text(row['notes'])}]")
    made = f"table(columns: (25fr, 32fr, 17fr, 13fr, 13fr), {', '.join(cells)})"
    return f"#figure({made}, caption: [#{_text(block['caption'])}], kind: table)"


def _proof(block: dict[str, Any]) -> str:
    return f"#block(stroke: 1pt, inset: 8pt)[#{_text(block['core'])}]"


_KINDS = {
    "heading": _heading,
    "paragraph": _paragraph,
    "note": _note,
    "absent": _note,
    "list": _list,
    "figure": _figure,
    "table": _table,
    "verdict": _verdict,
    "indicators": _indicators,
    "proof": _proof,
}
