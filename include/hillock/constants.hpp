// SPDX-License-Identifier: Apache-2.0
// Physical constants as quantities, in a namespace of their own: `using namespace hillock` brings none of these names along. They
// are handed to a model under the name that it gives them: .constants = {{"F", physical_constants::faraday}}.
//
// Values: exact where the SI of 2019 defines them (BIPM, The International System of Units, 9th edition), else CODATA 2018
// (E. Tiesinga et al., Reviews of Modern Physics 93, 025010 (2021)).
#pragma once

#include "hillock/units.hpp"

namespace hillock::physical_constants {

inline constexpr Quantity avogadro = 6.02214076e23 / mole;             ///< N_A, exact
inline constexpr Quantity boltzmann = 1.380649e-23 * joule / kelvin;    ///< k, exact
inline constexpr Quantity elementary_charge = 1.602176634e-19 * coulomb; ///< e, exact
/// F = N_A e, exact but for the rounding of the product.
inline constexpr Quantity faraday = avogadro * elementary_charge;
/// R = N_A k, exact but for the rounding of the product.
inline constexpr Quantity gas = avogadro * boltzmann;
inline constexpr Quantity electric = 8.8541878128e-12 * farad / metre;              ///< epsilon_0, relative uncertainty 1.5e-10
inline constexpr Quantity magnetic = 1.25663706212e-6 * newton / (ampere * ampere); ///< mu_0, relative uncertainty 1.5e-10
inline constexpr Quantity electron_mass = 9.1093837015e-31 * kilogram;              ///< m_e, relative uncertainty 3.0e-10
inline constexpr Quantity molar_mass = 0.99999999965e-3 * kilogram / mole;          ///< M_u, relative uncertainty 3.0e-10

/// 0 degrees Celsius. A temperature is `temperature * kelvin + zero_celsius` where `temperature` counts degrees Celsius: there is no
/// unit "celsius", since one would have to say each time whether a temperature or a difference of two is meant.
inline constexpr Quantity zero_celsius = 273.15 * kelvin;

} // namespace hillock::physical_constants
