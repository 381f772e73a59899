"""Recognise the files that systems, drives and office programs leave in an opened folder: they are not results."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

#: Whole names of files or folders, in lower case.
NAMES = {
    # macOS
    *(".ds_store", ".localized", "icon\r", ".spotlight-v100", ".fseventsd", ".trashes", ".temporaryitems"),
    *(".documentrevisions-v100", ".appledouble", ".apdisk", "__macosx"),
    # Windows
    *("thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "$recycle.bin", "system volume information"),
    # Linux desktops, Synology drives
    *(".directory", ".hidden", "lost+found", "@eadir"),
}
#: Extended attributes of macOS; owner files of Microsoft Office and LibreOffice; deleted but open files of a network
#: drive or of FUSE; the wastebasket of a Linux drive.
PATTERN = re.compile(
    r"\._.+|~\$.+|\.~lock\..+#|\.nfs[0-9a-f]{8,}|\.fuse_hidden[0-9a-f]+|\.smbdelete.+|\.trash-\d+", re.DOTALL
)


def by_system(name: str) -> bool:
    """Return whether a file or one of its folders belongs to the system; `name` is relative to the results."""
    return any(part in NAMES or PATTERN.fullmatch(part) for part in PurePosixPath(name.lower()).parts)
