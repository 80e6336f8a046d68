"""What was made from the same inputs is not made again."""

from pathlib import Path

from site_build.build_cache import fingerprint, make_once


def test_the_same_inputs_are_made_once_and_changed_ones_again(tmp_path) -> None:
    made: list[str] = []

    def build_from(inputs: str) -> bool:
        return make_once(tmp_path / "stamp", inputs, lambda: True, lambda: made.append(inputs))

    assert [build_from("a"), build_from("a"), build_from("b")] == [True, False, True]
    assert made == ["a", "b"]


def test_what_is_gone_is_made_again(tmp_path) -> None:
    output = tmp_path / "output"
    make_once(tmp_path / "stamp", "a", output.is_file, output.touch)
    output.unlink()

    assert make_once(tmp_path / "stamp", "a", output.is_file, output.touch)


def test_a_step_that_failed_is_done_again(tmp_path) -> None:
    def fail() -> None:
        raise RuntimeError

    for _ in range(2):
        try:
            make_once(tmp_path / "stamp", "a", lambda: True, fail)
        except RuntimeError:
            continue
        raise AssertionError("the failed step was taken as done")


def test_a_fingerprint_tells_names_contents_and_words_but_not_the_place(tmp_path) -> None:
    def folder(place: str, name: str, content: str) -> Path:
        path = tmp_path / place / "folder"
        path.mkdir(parents=True)
        (path / name).write_text(content)
        return path

    original = fingerprint([folder("a", "x.py", "1")], "word")

    assert fingerprint([folder("b", "x.py", "1")], "word") == original
    assert fingerprint([folder("c", "y.py", "1")], "word") != original
    assert fingerprint([folder("d", "x.py", "2")], "word") != original
    assert fingerprint([tmp_path / "a" / "folder"], "another word") != original
