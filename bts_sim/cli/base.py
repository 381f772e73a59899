"""What every command shares: files as options, and mistakes of the user as messages."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bts_sim.errors import BtsSimError, RunError

FILE = click.Path(path_type=Path)


def without_traceback(command: Callable[..., None]) -> Callable[..., None]:
    """Show what the user can mend as a message, not as a traceback."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except RunError as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        except BtsSimError as error:
            click.echo(str(error), err=True)
            sys.exit(2)
        except OSError as error:
            click.echo(f"{error.filename or ''} : {error.strerror}. Rien d'incomplet n'a été laissé.", err=True)
            sys.exit(1)

    return wrapped
