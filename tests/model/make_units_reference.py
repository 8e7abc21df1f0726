#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the table of Brian 2's units that units_tests.cpp compares with: name, SI value, seven exponents.

Usage: make_units_reference.py > units_reference.txt   (needs Brian 2.5.1)
"""
import warnings

warnings.simplefilter("ignore")

import brian2
from brian2.units import allunits, stdunits
from brian2.units.fundamentalunits import get_dimensions

# celsius is no unit in Brian 2 either: its use raises an error.
names = sorted((set(allunits.__all__) | set(stdunits.__all__)) - {"celsius"})
print(f"# Brian {brian2.__version__}: name value metre kilogram second ampere kelvin mole candela")
for name in names:
    unit = getattr(allunits, name, None)
    if unit is None:
        unit = getattr(stdunits, name)
    exponents = " ".join(f"{exponent:g}" for exponent in get_dimensions(unit)._dims)
    print(name, repr(float(unit)), exponents)
