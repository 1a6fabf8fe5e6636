"""Sharing a profile: cells of at least k, noise, differences between releases, a record of each, a log of all."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.profile.sharing.release import Merged, Noise, Release
    from liandong.profile.sharing.releasing import Approval, share
    from liandong.profile.sharing.sharelog import ShareLog
    from liandong.profile.sharing.verifying import Finding, verify

_HOMES = {
    "Approval": "releasing",
    "Finding": "verifying",
    "Merged": "release",
    "Noise": "release",
    "Release": "release",
    "ShareLog": "sharelog",
    "share": "releasing",
    "verify": "verifying",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = ["Approval", "Finding", "Merged", "Noise", "Release", "ShareLog", "share", "verify"]
