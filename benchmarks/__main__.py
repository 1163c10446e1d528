"""`make bench`: what the README quotes. Read ratios, not seconds: these machines are shared and noisy.

python -m benchmarks [NAME ...] [--scale F]. Each entry runs in a process of its own: its peak memory is its own.
"""

import argparse
import importlib
import subprocess
import sys

from benchmarks.measure import machine

ENTRIES = {
    "county": "one county of 15,000 households from its packages to the printed report; then the demo",
    "check": "campaign check of that county's package, as csv in a zip and as one workbook",
    "gx": "the self-check rules of 1.7 million persons: the product beside one SQL pass of the same rules",
    "matching": "1.7 million persons in registries of 50 million rows: the product beside a scan and other tools",
    "reports": "38 county reports on two cores, small and large counties, and one beside Chromium and Typst",
    "coverage": "how often the printed intervals and one-sided bounds hold the truth of a county known in full",
    "campaign": "the municipal campaign: 38 counties, 480,000 households, 50 million rows; without and with Prefect",
    "console": "200 readers of the console while a county advances, beside a static file; 10 uploads of 50 MB; memory",
    "large": "files of 200,000 rows x 40 columns (xlsx) and 1,000,000 rows (csv): seconds and memory of reading",
}
"""Name -> what it measures. `benchmarks/<name>.py` has run(scale)."""


def main() -> int:
    listed = "\n".join(f"  {name:<10}{what}" for name, what in ENTRIES.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measures what the README quotes; all entries when none is named:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ENTRIES))
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size (default 1)")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.names if name not in ENTRIES]:
        parser.error(f"no such entry: {', '.join(unknown)}")
    names = chosen.names or list(ENTRIES)
    if len(names) == 1:
        print(f"{names[0]} on {machine()}", flush=True)
        importlib.import_module(f"benchmarks.{names[0]}").run(chosen.scale)
        return 0
    alone = [sys.executable, "-m", "benchmarks", "--scale", str(chosen.scale)]
    return max(subprocess.run([*alone, name], check=False).returncode for name in names)


if __name__ == "__main__":
    sys.exit(main())
