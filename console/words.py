"""Colours of words: every state is shown as a colour and a word, never by colour alone."""

from acceptance.reporting import blocks, words

_TONES = {
    "完成": "good",
    "等待": "wait",
    "未检查": "wait",
    "保持": "good",
    "销号": "good",
    "保留": "good",
    "撤销": "",
    "属实": "bad",
    "剔除": "bad",
    "返贫": "bad",
    "需整改": "wait",
    "整改": "wait",
    "新增": "wait",
    "豁免": "",
    "未答复": "wait",
    "是": "good",
    "否": "bad",
    "未就绪": "wait",
    "block": "bad",
    "row": "wait",
    "judge": "bad",
    "warn": "",
}


def tone(word: object) -> str:
    """good, bad, wait or '' for a state in the rulebook's words."""
    text = str(word or "")
    for start, found in _TONES.items():
        if text.startswith(start):
            return found
    return blocks.tone_of(text)


def mark(word: object) -> str:
    return words.TONE_MARKS.get(tone(word), "")
