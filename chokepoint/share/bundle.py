"""A whole snapshot as one file: the data package, zipped; the same bytes for the same snapshot."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from chokepoint.workspace import Snapshot, Workspace

# Files of a zip carry a day; this one is that of the format, so that equal contents are equal bytes.
DAY = (1980, 1, 1, 0, 0, 0)


def bundle(workspace: Workspace, snapshot: Snapshot) -> bytes:
    """The data package of a snapshot as a zip: a canonical CSV a table, and the contract."""
    out = io.BytesIO()
    with TemporaryDirectory(prefix="chokepoint-") as name:
        folder = Path(name) / "package"
        workspace.export(snapshot, folder)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                info = zipfile.ZipInfo(path.name, DAY)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, path.read_bytes())
    return out.getvalue()
