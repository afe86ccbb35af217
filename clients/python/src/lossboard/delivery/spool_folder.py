"""Where spools are."""

from __future__ import annotations

import os

from ..notices import Notices
from ..values.text import text_of


def spool_folder(chosen: str | None, notices: Notices) -> str | None:
    """The folder for spools, by default in the user's home, made if need be; None when there is none to be had."""
    folder = chosen or os.path.join(os.path.expanduser("~"), ".lossboard", "spool")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return folder
    except OSError as error:
        notices.once("spool", f"no spool in {folder} ({text_of(error)}); what waits is kept in memory only")
        return None
