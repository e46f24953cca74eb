"""What a ``briefing.toml`` may say that nobody named: it may have come with a stranger's script."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from briefing.cli import main
from briefing.config import Settings
from briefing.config_file import load, load_found
from briefing.errors import ConfigError
from briefing.pipeline import make


def toml(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "briefing.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "line",
    [
        'cluster = "tcp://203.0.113.1:8786"',
        'cluster = "local"',
        'shared_cache = "s3://stranger/clips"',
        'c2pa_certificate = "me.pem"\nc2pa_key = "me.key"',
        'output = "../out"',
        'output = "/etc"',
        'output = "link/out"',
        'lexicon = "../../.netrc"',
        'cover = "/etc/passwd"',
        'speaker_wav = "../voice.wav"',
        '[show]\nartwork = "../me.png"',
        '[show.subscribe]\nSpotify = "javascript:alert(1)"',
        'slug = "../up"',
        'slug = "a/b"',
        'slug = ".ssh"',
        'slug = "..\\\\up"',
    ],
)
def test_a_found_file_reaches_nothing_else(line: str, tmp_path: Path) -> None:
    file = toml(tmp_path / "stranger", line)
    (file.parent / "link").symlink_to(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load_found(file)
    assert caught.value.where == str(file)
    assert caught.value.remedy


@pytest.mark.parametrize("line", ['cluster = "local"', 'output = "/srv/out"', 'cover = "../a.png"'])
def test_a_named_file_may(line: str, tmp_path: Path) -> None:
    file = toml(tmp_path, line)
    key, value = line.replace('"', "").split(" = ")
    assert getattr(load(file), key) == value


def test_a_found_file_names_files_of_its_folder(tmp_path: Path) -> None:
    file = toml(tmp_path, 'output = "episodes"\nlexicon = "words/ours.tsv"\nslug = "शाम"')
    settings = load_found(file)
    assert Path(settings.output) == tmp_path / "episodes"
    assert settings.path(settings.lexicon or "") == tmp_path / "words" / "ours.tsv"


def test_make_asks_the_file_beside_the_script(tmp_path: Path) -> None:
    toml(tmp_path, 'cluster = "tcp://127.0.0.1:9"')
    (tmp_path / "a.txt").write_text("नमस्ते।", encoding="utf-8")
    with pytest.raises(ConfigError, match="nobody named"):
        make(tmp_path / "a.txt")
    done = CliRunner().invoke(main, ["make", str(tmp_path / "a.txt")])
    assert (done.exit_code, "--config" in done.stderr) == (1, True)


@pytest.mark.parametrize("slug", ["../up", "/abs", "a/b", "..", ".hidden", "", "a\nb", "क" * 80])
def test_a_slug_is_one_plain_name(slug: str) -> None:
    with pytest.raises(ConfigError, match="slug"):
        Settings().with_options(slug=slug)
