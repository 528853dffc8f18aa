"""The browser in the cache: its own libraries and one font, and done without where it must be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.engines import browser, machine, releases
from tests.lab.engines.refusals import CannotSetUp


def test_it_keeps_to_its_own_libraries_fonts_and_folder(tmp_path: Path) -> None:
    libraries = tmp_path / "usr" / "lib" / "x86_64-linux-gnu"
    libraries.mkdir(parents=True)
    there = browser.of_tree(tmp_path)
    folder = tmp_path / "profile"
    folder.mkdir()
    environment = there.environment(folder)
    assert environment["LD_LIBRARY_PATH"].split(":") == [
        str(libraries),
        str(libraries / "pulseaudio"),
    ]
    settings = Path(environment["FONTCONFIG_FILE"])
    assert settings.parent == folder == Path(environment["HOME"])
    assert f"<dir>{tmp_path}/usr/share/fonts</dir>" in settings.read_text()


def test_the_tree_has_no_c_library_and_nothing_for_a_desktop() -> None:
    recipe = releases.browser()
    assert all(recipe.keeps(name) for name in (*recipe.packages, "libglib2.0-0", "libgbm1"))
    unwanted = ("libc6", "libllvm15", "libgl1-mesa-dri", "libicu72", "x11-utils")
    assert not [name for name in unwanted if recipe.keeps(name)]


def test_where_it_cannot_be_had_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused(_: object) -> Path:
        raise CannotSetUp("apt-get of bookworm failed")

    monkeypatch.setattr(browser, "tree", refused)
    browser.fetched()
    assert capfd.readouterr().err == (
        "containerloop set-up: pages cannot be opened in a browser: apt-get of bookworm failed\n"
    )


@pytest.mark.parametrize(
    ("family", "told"), [("debian", {"BROWSER_REQUIRED": "1"}), ("ubuntu", {})]
)
def test_only_where_a_mirror_has_it_a_test_fails_without_it(
    monkeypatch: pytest.MonkeyPatch, family: str, told: dict[str, str]
) -> None:
    here = machine.Machine(family, "any", ())
    monkeypatch.setattr(machine, "this_machine", lambda: here)
    assert browser.required() == told
    if not told:
        with pytest.raises(CannotSetUp, match="Ubuntu has no package of a headless Chromium"):
            releases.browser()
