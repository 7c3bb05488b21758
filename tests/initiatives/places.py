"""Communes that several tests ask from."""

AUGAN = "56006"  # Morbihan, Bretagne, in the EPCI of Malestroit
MALESTROIT = "56124"
VANNES = "56260"
RENNES = "35238"  # Bretagne, another department
CAEN = "14118"  # another region
