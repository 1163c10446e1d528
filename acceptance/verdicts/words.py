"""Percentages in Chinese sentences, with as many decimals as it takes to show on which side of a threshold they lie."""

from decimal import Decimal


def percent(top: int, base: int, threshold: Decimal) -> str:
    """A rate of whole numbers as a person writes it: 3.00%, 3.0012% (RULEBOOK D.3 "Traffic": unrounded, side shown)."""
    return _shown(Decimal(top) / Decimal(base), _side(Decimal(top), threshold * base), threshold)


def share(value: Decimal, threshold: Decimal) -> str:
    """A share of 0 to 1 in the same way."""
    return _shown(value, _side(value, threshold), threshold)


def limit(threshold: Decimal) -> str:
    """3%, 2.5%."""
    return f"{(threshold * 100).normalize():f}%"


def _shown(rate: Decimal, side: int, threshold: Decimal) -> str:
    for places in range(2, 12):
        shown = round(rate * 100, places)
        if _side(shown, threshold * 100) == side:
            break
    return f"{shown}%"


def _side(value: Decimal, edge: Decimal) -> int:
    return (value > edge) - (value < edge)
