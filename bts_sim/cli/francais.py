"""What click says, in French.

click looks its sentences up with gettext, whose catalogues follow the locale of the machine: under LANG=C there would
be no French. The two functions by which its modules look up are therefore replaced, while a command runs, by a look-up
in this table; outside, click is as it was. A test compares the table with the sentences of the click installed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

MODULES = tuple(f"click.{name}" for name in ("core", "decorators", "exceptions", "formatting", "parser", "types"))

PHRASES = {
    # Help
    "Usage:": "Usage :",
    # A colon follows these.
    "Options": "Options ",
    "Positional arguments": "Arguments ",
    "Commands": "Commandes ",
    "required": "obligatoire",
    "default: {default}": "par défaut : {default}",
    "env var: {var}": "variable : {var}",
    "(dynamic)": "(calculé)",
    "deprecated": "abandonné",
    "Show this message and exit.": "Montrer cette aide et sortir.",
    "Show the version and exit.": "Montrer la version et sortir.",
    "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
        "La commande « {name} » est abandonnée.{extra_message}"
    ),
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
        "« {name} » est abandonné.{extra_message}"
    ),
    # Misuse
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Aide : {command} {option}",
    "Aborted!": "Interrompu.",
    "Missing command.": "Il manque la commande.",
    "Missing argument": "Il manque l'argument",
    "Missing option": "Il manque l'option",
    "Missing parameter": "Il manque le paramètre",
    "Missing {param_type}": "Il manque : {param_type}",
    "Missing parameter: {param_name}": "Il manque le paramètre {param_name}",
    "No such option {name!r}.": "Option inconnue : « {name} ».",
    "No such command {name!r}.": "Commande inconnue : « {name} ».",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "Vouliez-vous dire l'un de : {possibilities} ?",
    "Got unexpected extra argument ({args})": "Mot en trop : {args}",
    "Got unexpected extra arguments ({args})": "Mots en trop : {args}",
    "Option {name!r} does not take a value.": "L'option « {name} » ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "L'option « {name} » demande une valeur.",
    "Option {name!r} requires {nargs} arguments.": "L'option « {name} » demande {nargs} valeurs.",
    "Argument {name!r} takes {nargs} values.": "L'argument « {name} » demande {nargs} valeurs.",
    "Takes {nargs} values but 1 was given.": "{nargs} valeurs attendues, une donnée.",
    "Takes {nargs} values but {len} were given.": "{nargs} valeurs attendues, {len} données.",
    "{len_type} values are required, but {len_value} was given.": "{len_type} valeurs attendues, {len_value} donnée.",
    "{len_type} values are required, but {len_value} were given.": "{len_type} valeurs attendues, {len_value} données.",
    "Value must be an iterable.": "Plusieurs valeurs attendues.",
    "Invalid start character for option ({option})": "Une option ne commence pas ainsi : {option}",
    # Values
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "Choose from:\n\t{choices}": "Au choix :\n\t{choices}",
    "Choice({choices})": "Choix({choices})",
    "{value!r} is not {choice}.": "« {value} » n'est pas {choice}.",
    "{value!r} is not one of {choices}.": "« {value} » n'est pas l'un de {choices}.",
    "{value!r} does not match the format {format}.": "« {value} » n'est pas une date de la forme AAAA-MM-JJ.",
    "{value!r} does not match the formats {formats}.": "« {value} » n'est pas une date de la forme AAAA-MM-JJ.",
    "{value!r} is not a valid {number_type}.": "« {value} » n'est pas un nombre entier.",
    "{value} is not in the range {range}.": "{value} est hors des bornes {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "« {value} » n'est ni oui ni non ({states}).",
    "{value!r} is not a valid UUID.": "« {value} » n'est pas un UUID.",
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
    "{name} {filename!r} does not exist.": "« {filename} » n'existe pas.",
    "{name} {filename!r} is a file.": "« {filename} » est un fichier.",
    "{name} {filename!r} is a directory.": "« {filename} » est un dossier.",
    "{name} {filename!r} is not readable.": "« {filename} » ne peut pas être lu.",
    "{name} {filename!r} is not writable.": "« {filename} » ne peut pas être écrit.",
    "{name} {filename!r} is not executable.": "« {filename} » ne peut pas être exécuté.",
    "Could not open file {filename!r}: {message}": "« {filename} » ne s'ouvre pas : {message}",
    "unknown error": "erreur inconnue",
}


def en_francais(phrase: str) -> str:
    """Give a sentence of click in French; as it is where the table has none."""
    return PHRASES.get(phrase, phrase)


def au_nombre(singulier: str, pluriel: str, nombre: int) -> str:
    """Give the sentence for a number of things; one, as click counts."""
    return en_francais(singulier if nombre == 1 else pluriel)


@contextmanager
def francais() -> Iterator[None]:
    """Let click speak French within."""
    modules = [sys.modules[name] for name in MODULES if name in sys.modules]
    names = ("_", "ngettext")
    before = [(module, name, vars(module)[name]) for module in modules for name in names if name in vars(module)]
    for module, name, _ in before:
        setattr(module, name, en_francais if name == "_" else au_nombre)
    try:
        yield
    finally:
        for module, name, former in before:
            setattr(module, name, former)
