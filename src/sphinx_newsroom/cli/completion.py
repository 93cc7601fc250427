"""``newsroom completion``: what a shell completes the command's words by."""

from __future__ import annotations

import argparse
import sys

SHELLS = ("bash", "zsh")

EPILOG = """examples:
  newsroom completion bash > ~/.local/share/bash-completion/completions/newsroom
  newsroom completion zsh > ~/.zfunc/_newsroom       with fpath+=~/.zfunc in .zshrc, before compinit

Then open a new shell. It needs shtab: pip install "sphinx-newsroom[completion]"."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("shell", choices=SHELLS, help="the shell")


def run(args: argparse.Namespace) -> int:
    """Print the script; 1 where what makes it is not installed."""
    try:
        import shtab
    except ImportError:
        print('newsroom completion: it needs shtab: pip install "sphinx-newsroom[completion]"', file=sys.stderr)
        return 1
    from sphinx_newsroom.cli import whole_parser

    print(shtab.complete(whole_parser(), shell=args.shell))
    return 0
