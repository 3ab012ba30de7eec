"""What is loaded of places, never typed: the country, contours, neighbourhoods. Again and again gives the same."""

from catalyse.places.loading.contours import LoadedContours, load_contours
from catalyse.places.loading.country import DATA, Loaded, communes_listed, load
from catalyse.places.loading.neighbourhoods import LoadedNeighbourhoods, NotNeighbourhoods, load_neighbourhoods

__all__ = [
    "DATA",
    "Loaded",
    "LoadedContours",
    "LoadedNeighbourhoods",
    "NotNeighbourhoods",
    "communes_listed",
    "load",
    "load_contours",
    "load_neighbourhoods",
]
