"""Files written whole or not at all."""

import errno
import os
import tempfile
from pathlib import Path

from tidegauge.errors import OutputError

REASONS = {
    errno.EACCES: "it may not be written to. Choose another folder with --out",
    errno.EPERM: "it may not be written to. Choose another folder with --out",
    errno.EROFS: "its disk is read-only. Choose another folder with --out",
    errno.ENOSPC: "the disk is full. Make room, or choose another disk with --out",
    errno.EDQUOT: "your share of the disk is used up. Make room, or choose another disk with --out",
    errno.ENAMETOOLONG: "the path is too long. Choose a shorter one with --out",
    errno.ENOTDIR: "a part of the path is a file, not a folder. Choose another folder with --out",
    errno.EEXIST: "a part of the path is a file, not a folder. Choose another folder with --out",
}


def folder(path: Path) -> Path:
    """
    The folder, made if need be.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(path, error) from error
    return path


def write(path: Path, data: bytes) -> Path:
    """
    The file, written beside its place and then moved into it: a reader sees the old one or the new one.

    Raises:
        OutputError: the folder cannot be written to, the disk is full, the path is too long.
    """
    draft: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        draft = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        draft.chmod(0o644)
        draft.replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
    return path


def _refused(path: Path, error: OSError) -> OutputError:
    reason = REASONS.get(error.errno or 0, f"{error.strerror or error}. Choose another folder with --out")
    return OutputError(f"{path} cannot be written: {reason}.")
