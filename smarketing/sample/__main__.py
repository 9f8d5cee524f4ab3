"""Command line: python -m smarketing.sample FOLDER --scale 1 --seed 7 --system zoho."""

import argparse
from pathlib import Path

from smarketing.sample import write_sample


def main() -> None:
    """Read the arguments and write the sample."""
    parser = argparse.ArgumentParser(prog="python -m smarketing.sample")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--null-world", action="store_true")
    parser.add_argument("--system", default="hubspot", help="the CRM whose exports it writes")
    chosen = parser.parse_args()
    write_sample(
        chosen.folder,
        scale=chosen.scale,
        seed=chosen.seed,
        null_world=chosen.null_world,
        system=chosen.system,
    )


if __name__ == "__main__":
    main()
