"""`make chaos`: kills, pauses, a full disk, a folder that may not be written; prints what was done and ends with 1 when
anything was lost, doubled or different.
"""

import argparse
import logging
import random
import sys
import tempfile
import time
from pathlib import Path

from expectations import suites  # noqa: F401  (here once, not in every child: Great Expectations takes seconds to load)
from tests.chaos import bench as benches
from tests.chaos import kills, troubles


def main() -> int:
    """Runs what was asked for and prints a summary."""
    asked = argparse.ArgumentParser(prog="python -m tests.chaos")
    asked.add_argument("--kills", type=int, default=300)
    asked.add_argument("--commands", type=int, default=5, help="kills of `campaign advance` itself, with Prefect")
    asked.add_argument("--pauses", type=int, default=1000, help="points at which a run sleeps; default all")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--quick", action="store_true", help="no full disk, no read-only folders")
    asked.add_argument("--real-printing", action="store_true", help="the real PDF, about 5 seconds each")
    given = asked.parse_args()
    if not given.real_printing:
        benches.print_inline()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        return _run(given, Path(folder))


def _run(given: argparse.Namespace, folder: Path) -> int:
    began = time.monotonic()
    bench = benches.Bench(folder)
    _say(f"未受干扰的一次推进：{bench.seconds:.0f} 秒，{len(bench.names)} 种写入点", began)
    well = [_killed(bench, given, began)]
    for held, said in troubles.all_of(bench, given.pauses, quick=given.quick):
        well.append(held)
        _say(said, began)
    _say(f"{'全部一致' if all(well) else '有不一致'}。处理器时间 {benches.cpu_seconds():.0f} 秒", began)
    return 0 if all(well) else 1


def _killed(bench: benches.Bench, given: argparse.Namespace, began: float) -> bool:
    tally = kills.Tally()

    def tell() -> None:
        _say(f"已杀死 {tally.total} 次，比对 {tally.completed} 次", began)

    try:
        kills.at_every_point(bench, tally, given.kills)
        _say(f"逐点杀死：{tally.total} 次，{len(tally.deaths)} 种写入点", began)
        dice = random.Random(given.seed)
        kills.at_random(bench, tally, given.kills, dice, tell)
        if given.commands:
            kills.commands(bench, tally, given.commands, dice)
    except benches.Broken as problem:
        _say(f"不一致：{problem}", began)
        return False
    finally:
        _say(f"杀死：{tally.total} 次，完成并逐字节比对 {tally.completed} 次", began)
        for name, count in tally.deaths.most_common():
            _say(f"  {name}：{count}")
    return True


def _say(text: str, began: float | None = None) -> None:
    at = f"[{time.monotonic() - began:6.0f} s] " if began is not None else ""
    sys.stdout.write(f"{at}{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
