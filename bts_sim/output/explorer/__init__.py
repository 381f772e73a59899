"""Charts that answer in the page itself: sliders over a table computed beforehand, selections across charts."""

from bts_sim.output.explorer.liees import repartition
from bts_sim.output.explorer.seuils import seuils

__all__ = ["repartition", "seuils"]
