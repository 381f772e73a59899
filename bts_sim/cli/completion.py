"""`bts-sim completion`: the script with which a shell completes commands, options, regimes, sessions and notebooks."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from bts_sim.cli.base import Choix, say

#: Shell → how to install the script.
OU = {
    "bash": (
        "bts-sim completion bash > ~/.bts-sim.bash",
        "puis cette ligne dans ~/.bashrc : source ~/.bts-sim.bash",
    ),
    "zsh": (
        "bts-sim completion zsh > ~/.bts-sim.zsh",
        "puis cette ligne dans ~/.zshrc, après compinit : source ~/.bts-sim.zsh",
    ),
    "fish": (
        "bts-sim completion fish > ~/.config/fish/completions/bts-sim.fish",
        "rien d'autre à faire",
    ),
}


@click.command()
@click.argument("shell", type=Choix(list(OU)))
def completion(shell: str) -> None:
    """Imprimer le script qui complète, sur Tab, commandes, options, régimes, sessions, notebooks et paramètres.

    \b
    bts-sim completion bash
    bts-sim completion zsh
    bts-sim completion fish
    """
    kind = get_completion_class(shell)
    assert kind is not None
    root = click.get_current_context().find_root().command
    # `kind.source` would run bash to find its version.
    click.echo(ShellComplete.source(kind(root, {}, "bts-sim", "_BTS_SIM_COMPLETE")))
    command, then = OU[shell]
    say(f"À garder : {command}\n{then}. Un nouveau terminal le prendra.")
