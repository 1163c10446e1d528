"""Looking after a home: is it well, a copy of it, the copy back, and removing what a closed campaign need not keep."""

from acceptance.operations.answers import WRONG, Answer
from acceptance.operations.backup import backup, restore
from acceptance.operations.doctor import examine
from acceptance.operations.purge import Purged, plan, purge

__all__ = ["WRONG", "Answer", "Purged", "backup", "examine", "plan", "purge", "restore"]
