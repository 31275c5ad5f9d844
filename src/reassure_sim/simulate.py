from .engines import *  # temporary
from .engines import Lives, live, run_ids, scenario_lives, simulate
