"""Les règles du BTS, une fonction par règle : ni fichier, ni hasard, ni horloge, ni seuil écrit en clair.

Each function takes arrays for the candidates of one specialty and quotes the text that it applies.
"""
