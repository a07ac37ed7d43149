"""Files are written whole or not at all, and what goes wrong is said in one sentence."""

import errno
from pathlib import Path

import pytest

from tidegauge.errors import OutputError
from tidegauge.render import output


def test_a_file_replaces_the_old_one(tmp_path: Path) -> None:
    """
    The new content, readable by all, and no draft left.
    """
    path = tmp_path / "issue.html"
    path.write_bytes(b"old")
    assert output.write(path, b"new").read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["issue.html"]
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("code", "said"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "may not be written")]
)
def test_what_went_wrong_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str) -> None:
    """
    Full disk, read-only disk, no permission: the sentence names the file and the way out; the old file stays.
    """
    path = tmp_path / "issue.pdf"
    path.write_bytes(b"old")

    def refuse(self: Path, target: Path) -> None:
        raise OSError(code, "refused")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match=rf"issue\.pdf.*{said}.*--out"):
        output.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["issue.pdf"]


def test_a_file_where_a_folder_must_be(tmp_path: Path) -> None:
    """
    `--out` on a file is said, not shown as a traceback.
    """
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="a file, not a folder"):
        output.folder(tmp_path / "file" / "2025-W46")


def test_a_path_that_is_too_long(tmp_path: Path) -> None:
    """
    The sentence asks for a shorter one.
    """
    with pytest.raises(OutputError, match="too long"):
        output.folder(tmp_path / ("x" * 300))
