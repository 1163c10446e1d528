"""Which counties a synthetic campaign has, in which order, and what becomes of each."""

import dataclasses
import datetime as dt

from acceptance.campaign import Campaign

NATIONAL, MUNICIPAL_KEY, OTHER = "国家重点", "市级重点", "其他"

# code, name, type (FACTS A.8), applies for 摘帽, longitude, latitude of the seat. The first three are national key
# counties that apply, because the demo tells its three stories with them; then key counties that apply, key counties
# that do not, and others take turns.
_COUNTIES = """
500229 城口县 N 1 108.66 31.95|500238 巫溪县 N 1 109.57 31.40|500242 酉阳土家族苗族自治县 N 1 108.77 28.84
500102 涪陵区 M 0 107.39 29.70|500110 綦江区 O 0 106.65 29.03|500243 彭水苗族土家族自治县 N 1 108.17 29.29
500233 忠县 M 1 108.04 30.30|500155 梁平区 O 0 107.77 30.65|500235 云阳县 N 1 108.70 30.93
500119 南川区 M 0 107.10 29.16|500117 合川区 O 0 106.28 29.97|500154 开州区 N 1 108.39 31.16
500152 潼南区 M 1 105.84 30.19|500231 垫江县 O 0 107.33 30.33|500236 奉节县 N 1 109.46 31.02
500237 巫山县 N 0 109.88 31.07|500115 长寿区 O 0 107.08 29.86|500101 万州区 N 1 108.41 30.81
500240 石柱土家族自治县 N 0 108.11 30.00|500111 大足区 O 0 105.72 29.71|500114 黔江区 N 1 108.77 29.53
500230 丰都县 N 0 107.73 29.86|500116 江津区 O 0 106.26 29.29|500241 秀山土家族苗族自治县 N 1 109.00 28.45
500156 武隆区 N 0 107.76 29.33|500118 永川区 O 0 105.93 29.36|500151 铜梁区 O 0 106.06 29.84
500153 荣昌区 O 0 105.59 29.41|500120 璧山区 O 0 106.23 29.59|500109 北碚区 O 0 106.40 29.81
500112 渝北区 O 0 106.63 29.72|500113 巴南区 O 0 106.54 29.40|500104 大渡口区 O 0 106.48 29.48
500105 江北区 O 0 106.57 29.61|500106 沙坪坝区 O 0 106.46 29.54|500107 九龙坡区 O 0 106.51 29.50
500108 南岸区 O 0 106.56 29.52|500103 渝中区 O 0 106.57 29.55
"""
_TYPES = {"N": NATIONAL, "M": MUNICIPAL_KEY, "O": OTHER}

COMPLETE, REFUSED, HELD_BACK = "complete", "refused", "held_back"
PLANTED, PLANTED_BLOCKS = "planted", "planted_blocks"
FIRST = "500229"
FOR_PLANTING = {"500243": PLANTED, "500233": PLANTED_BLOCKS}
MOST_VILLAGES = 130
FEWEST_VILLAGES = 4


class SampleError(ValueError):
    """The synthetic campaign cannot be made as asked; the message is Chinese."""


@dataclasses.dataclass(frozen=True)
class County:
    """One county of the synthetic campaign.

    number: place among the 38 by code, fixed whatever is asked for, so that no ID number depends on the other counties.
    role: complete | refused (its self-check) | held_back (its exit evaluation) | planted | planted_blocks (with
    defects='all').
    """

    number: int
    code: str
    name: str
    type: str
    apply_exit: str
    lon: float
    lat: float
    role: str
    households: int
    villages: int

    @property
    def exits(self) -> bool:
        """A key county that applies for 摘帽: the only ones with an exit evaluation (RULEBOOK D.4)."""
        return self.apply_exit == "是" and self.type != OTHER

    @property
    def heard(self) -> int:
        """0 without a hearing; else a number whose parity says how the case is ruled. The demo's three have none."""
        return self.number + 1 if self.role == COMPLETE and self.code != FIRST else 0

    @property
    def matched(self) -> bool:
        """Whether its self-check is accepted, so that its persons are matched, samples drawn and households visited."""
        return self.role not in (REFUSED, PLANTED_BLOCKS)

    @property
    def surveyed(self) -> bool:
        """The survey centre needs no draw; only the refused county of the demo is left out."""
        return self.role != REFUSED


def villages_of(households: int) -> int:
    """24 villages for 400 households; never fewer than 4 nor more than 130 (the largest county of FACTS A.8)."""
    return min(MOST_VILLAGES, max(FEWEST_VILLAGES, households * 24 // 400))


def _listed() -> list[list[str]]:
    return [entry.split() for entry in _COUNTIES.replace("\n", "|").strip("|").split("|")]


def every_county() -> list[dict[str, object]]:
    """Code, name and place of all 38."""
    return [
        {"code": code, "name": name, "lon": float(lon), "lat": float(lat)} for code, name, _, _, lon, lat in _listed()
    ]


def _roles(counties: int) -> list[str]:
    roles = [COMPLETE] * counties
    if counties >= 3:
        roles[1], roles[2] = REFUSED, HELD_BACK
    return roles


def chosen(counties: int, households: int, defects: str) -> tuple[County, ...]:
    """The counties of a campaign in order; `defects='all'` keeps 彭水 and 忠县, which apply, for the planted kinds and
    adds them last.

    Raises:
        SampleError: fewer than 1 or more counties than there are, fewer than 50 or more than 20,000 households.
    """
    if defects not in ("demo", "all"):
        raise SampleError(f"植入方式只能是 demo 或 all，不能是 {defects}")
    listed = _listed()
    order = sorted(code for code, *_ in listed)
    planted = {code: role for code, role in FOR_PLANTING.items() if defects == "all"}
    plain = [entry for entry in listed if entry[0] not in planted]
    if not 1 <= counties <= len(plain):
        raise SampleError(f"区县数应为 1 至 {len(plain)}，不能是 {counties}")
    if not 50 <= households <= 20_000:
        raise SampleError(f"每个区县的户数应为 50 至 20000，不能是 {households}")
    wanted = [
        *zip(plain, _roles(counties), strict=False),
        *((next(e for e in listed if e[0] == code), role) for code, role in planted.items()),
    ]
    return tuple(
        County(
            order.index(code),
            code,
            name,
            _TYPES[kind],
            "是" if apply == "1" else "否",
            float(lon),
            float(lat),
            role,
            households,
            villages_of(households),
        )
        for (code, name, kind, apply, lon, lat), role in wanted
    )


@dataclasses.dataclass(frozen=True)
class Calendar:
    """When everything happens, in days from the opening of the year's window."""

    opens: dt.date

    def on(self, days: int) -> dt.date:
        return self.opens + dt.timedelta(days=days)

    @property
    def data_date(self) -> dt.date:
        return self.on(-11)

    @property
    def submitted(self) -> dt.date:
        return self.on(-6)

    @property
    def registry_date(self) -> dt.date:
        return self.on(-10)

    @property
    def drawn(self) -> dt.date:
        return self.on(1)

    @property
    def as_of(self) -> dt.date:
        """A day inside the window on which every package has arrived and nothing is overdue."""
        return self.on(20)


def calendar(campaign: Campaign) -> Calendar:
    return Calendar(campaign.window.opens)
