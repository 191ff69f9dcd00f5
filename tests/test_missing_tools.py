"""A test that needs a missing tool is named, never silently passed over, and fails where all tools are promised."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TWO_TESTS = """
    import pytest

    @pytest.mark.needs("tmux")
    def test_in_a_terminal():
        pass

    @pytest.mark.needs("ip", "tc")
    def test_on_a_bad_line():
        pass

    def test_without_tools():
        pass
"""


@pytest.fixture
def tests_and_tools(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three tests beside the real conftest; the folder is the only one where commands are looked for."""
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text())
    pytester.makeini("[pytest]\naddopts = -p no:asyncio\nmarkers = needs(*tools): tools of the machine\n")
    pytester.makepyfile(TWO_TESTS)
    tools = pytester.mkdir("tools")
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.delenv("NETTERM_ALL_TOOLS", raising=False)
    return tools


def install(tools: Path, *names: str) -> None:
    for name in names:
        (tools / name).write_text("")
        (tools / name).chmod(0o755)


def test_a_missing_tool_skips_its_tests_and_names_them_at_the_end(
    pytester: pytest.Pytester, tests_and_tools: Path
) -> None:
    install(tests_and_tools, "ip")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(
        [
            "*could not run for lack of a tool: tc (from iproute2)*",
            "*::test_on_a_bad_line",
            "*could not run for lack of a tool: tmux (from tmux)*",
            "*::test_in_a_terminal",
        ]
    )
    result.stdout.no_fnmatch_line("*lack of a tool: ip *")


def test_a_missing_tool_is_a_failure_where_all_tools_are_promised(
    pytester: pytest.Pytester, tests_and_tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tests_and_tools, "tmux")
    monkeypatch.setenv("NETTERM_ALL_TOOLS", "1")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*needs ip (from iproute2), tc (from iproute2)*"])


def test_with_all_tools_everything_runs_and_nothing_is_named(pytester: pytest.Pytester, tests_and_tools: Path) -> None:
    install(tests_and_tools, "tmux", "ip", "tc")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=3)
    result.stdout.no_fnmatch_line("*could not run*")


def test_an_unknown_tool_is_an_error_even_where_nothing_is_promised(
    pytester: pytest.Pytester, tests_and_tools: Path
) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.needs('tmxu')\ndef test_it(): pass")
    pytester.runpytest_inprocess().assert_outcomes(errors=1)
