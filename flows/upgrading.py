"""`campaign upgrade`: shows what this release's rules would change, and pins the home to them when confirmed."""

from typing import TYPE_CHECKING

from acceptance import campaign as campaigns
from acceptance import season as seasons
from acceptance import store, upgrade
from flows import screen

if TYPE_CHECKING:
    from flows.verbs.base import Common


def run(common: "Common", *, yes: bool) -> int:
    """0: the home is at this release's rules; 2: it is not, because nobody confirmed."""
    season = seasons.open_season(common.home)
    version = campaigns.RULES_VERSION
    if not upgrade.pending(season):
        screen.say(f"规则版本已是 {version}，无须升级。")
        return 0
    from tasks import intake, upgrading  # Great Expectations alone takes seconds to load

    intake.receive(season, seasons.moment(season, common.today)[1])  # an approval may wait in the inbox
    screen.say(f"规则版本 {season.campaign.rules_version} → {version}。正在按新规则试算，已发布的结果不变……")
    with upgrading.trial(season) as tried:
        found = upgrading.changes(season, tried)
        approved = season.home.kind == "演练" or upgrade.approved(tried)
    screen.upgrade(season, found)
    if not yes:
        return screen.usage("尚未升级。确认以上变化后加 --yes。")
    if not approved:
        return screen.usage(
            f"尚未升级：正式工作目录须先收到市级决定“{upgrade.APPROVAL}”（决定内容为 {version}，两人签批）。"
        )
    kept = upgrading.notes_file(season)
    store.make_dirs(kept.parent)
    store.write_json(
        kept, {"before": season.campaign.rules_version, "after": version, "counties": [vars(one) for one in found]}
    )
    upgrade.apply(season)
    screen.say(f"已升级到规则版本 {version}，对照保存在 {kept}。")
    screen.say(f"下一步：运行 campaign advance --home {common.home}，按新规则重新评定；在此之前已发布的结果仍可查阅。")
    return 0
