from tools.catalogues import PACKAGE, faults


def test_everything_the_program_says_has_a_compiled_thai_translation_with_the_same_places() -> None:
    assert list(faults(PACKAGE)) == []
