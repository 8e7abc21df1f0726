// SPDX-License-Identifier: Apache-2.0
// The names of all units, once, as macros that call X for each: units.hpp makes constants of them, and the
// equation language makes its table of the same rows. Nothing but macros.
#pragma once

/// X(name, value in SI units, exponents of metre, kilogram, second, ampere, kelvin, mole, candela): units that
/// take prefixes and powers (`mvolt`, `umetre2`).
#define HILLOCK_UNITS(X)                                                                                     \
    X(metre, 1, 1, 0, 0, 0, 0, 0, 0)                                                                         \
    X(meter, 1, 1, 0, 0, 0, 0, 0, 0)                                                                         \
    X(gram, 1e-3, 0, 1, 0, 0, 0, 0, 0)                                                                       \
    X(gramme, 1e-3, 0, 1, 0, 0, 0, 0, 0)                                                                     \
    X(second, 1, 0, 0, 1, 0, 0, 0, 0)                                                                        \
    X(amp, 1, 0, 0, 0, 1, 0, 0, 0)                                                                           \
    X(ampere, 1, 0, 0, 0, 1, 0, 0, 0)                                                                        \
    X(kelvin, 1, 0, 0, 0, 0, 1, 0, 0)                                                                        \
    X(mole, 1, 0, 0, 0, 0, 0, 1, 0)                                                                          \
    X(mol, 1, 0, 0, 0, 0, 0, 1, 0)                                                                           \
    X(candle, 1, 0, 0, 0, 0, 0, 0, 1)                                                                        \
    X(candela, 1, 0, 0, 0, 0, 0, 0, 1)                                                                       \
    X(molar, 1e3, -3, 0, 0, 0, 0, 1, 0)                                                                      \
    X(radian, 1, 0, 0, 0, 0, 0, 0, 0)                                                                        \
    X(steradian, 1, 0, 0, 0, 0, 0, 0, 0)                                                                     \
    X(hertz, 1, 0, 0, -1, 0, 0, 0, 0)                                                                        \
    X(newton, 1, 1, 1, -2, 0, 0, 0, 0)                                                                       \
    X(pascal, 1, -1, 1, -2, 0, 0, 0, 0)                                                                      \
    X(joule, 1, 2, 1, -2, 0, 0, 0, 0)                                                                        \
    X(watt, 1, 2, 1, -3, 0, 0, 0, 0)                                                                         \
    X(coulomb, 1, 0, 0, 1, 1, 0, 0, 0)                                                                       \
    X(volt, 1, 2, 1, -3, -1, 0, 0, 0)                                                                        \
    X(farad, 1, -2, -1, 4, 2, 0, 0, 0)                                                                       \
    X(ohm, 1, 2, 1, -3, -2, 0, 0, 0)                                                                         \
    X(siemens, 1, -2, -1, 3, 2, 0, 0, 0)                                                                     \
    X(weber, 1, 2, 1, -2, -1, 0, 0, 0)                                                                       \
    X(tesla, 1, 0, 1, -2, -1, 0, 0, 0)                                                                       \
    X(henry, 1, 2, 1, -2, -2, 0, 0, 0)                                                                       \
    X(lumen, 1, 0, 0, 0, 0, 0, 0, 1)                                                                         \
    X(lux, 1, -2, 0, 0, 0, 0, 0, 1)                                                                          \
    X(becquerel, 1, 0, 0, -1, 0, 0, 0, 0)                                                                    \
    X(gray, 1, 2, 0, -2, 0, 0, 0, 0)                                                                         \
    X(sievert, 1, 2, 0, -2, 0, 0, 0, 0)                                                                      \
    X(katal, 1, 0, 0, -1, 0, 0, 1, 0)

/// The same for units that take prefixes and no powers.
#define HILLOCK_VOLUME_UNITS(X)                                                                              \
    X(liter, 1e-3, 3, 0, 0, 0, 0, 0, 0)                                                                      \
    X(litre, 1e-3, 3, 0, 0, 0, 0, 0, 0)

/// The same for units that take powers and no prefixes: the kilogram has its prefix already.
#define HILLOCK_UNPREFIXED_UNITS(X)                                                                          \
    X(kilogram, 1, 0, 1, 0, 0, 0, 0, 0)                                                                      \
    X(kilogramme, 1, 0, 1, 0, 0, 0, 0, 0)

/// X(prefix, factor, factor squared, factor cubed, arguments...): the prefixes in namespace hillock ...
#define HILLOCK_COMMON_PREFIXES(X, ...)                                                                      \
    X(p, 1e-12, 1e-24, 1e-36, __VA_ARGS__)                                                                   \
    X(n, 1e-9, 1e-18, 1e-27, __VA_ARGS__)                                                                    \
    X(u, 1e-6, 1e-12, 1e-18, __VA_ARGS__)                                                                    \
    X(m, 1e-3, 1e-6, 1e-9, __VA_ARGS__)                                                                      \
    X(k, 1e3, 1e6, 1e9, __VA_ARGS__)                                                                         \
    X(M, 1e6, 1e12, 1e18, __VA_ARGS__)                                                                       \
    X(G, 1e9, 1e18, 1e27, __VA_ARGS__)                                                                       \
    X(T, 1e12, 1e24, 1e36, __VA_ARGS__)

/// ... and those that only hillock::allunits has.
#define HILLOCK_RARE_PREFIXES(X, ...)                                                                        \
    X(y, 1e-24, 1e-48, 1e-72, __VA_ARGS__)                                                                   \
    X(z, 1e-21, 1e-42, 1e-63, __VA_ARGS__)                                                                   \
    X(a, 1e-18, 1e-36, 1e-54, __VA_ARGS__)                                                                   \
    X(f, 1e-15, 1e-30, 1e-45, __VA_ARGS__)                                                                   \
    X(c, 1e-2, 1e-4, 1e-6, __VA_ARGS__)                                                                      \
    X(d, 1e-1, 1e-2, 1e-3, __VA_ARGS__)                                                                      \
    X(da, 1e1, 1e2, 1e3, __VA_ARGS__)                                                                        \
    X(h, 1e2, 1e4, 1e6, __VA_ARGS__)                                                                         \
    X(P, 1e15, 1e30, 1e45, __VA_ARGS__)                                                                      \
    X(E, 1e18, 1e36, 1e54, __VA_ARGS__)                                                                      \
    X(Z, 1e21, 1e42, 1e63, __VA_ARGS__)                                                                      \
    X(Y, 1e24, 1e48, 1e72, __VA_ARGS__)

/// X(short name, constant of hillock::allunits).
#define HILLOCK_SHORT_UNITS(X)                                                                               \
    X(mV, mvolt) X(mA, mamp) X(uA, uamp) X(nA, namp) X(pA, pamp)                                             \
    X(pF, pfarad) X(uF, ufarad) X(nF, nfarad) X(nS, nsiemens) X(uS, usiemens) X(mS, msiemens)                \
    X(ms, msecond) X(us, usecond) X(Hz, hertz) X(kHz, khertz) X(MHz, Mhertz)                                 \
    X(cm, cmetre) X(cm2, cmetre2) X(cm3, cmetre3) X(mm, mmetre) X(mm2, mmetre2) X(mm3, mmetre3)              \
    X(um, umetre) X(um2, umetre2) X(um3, umetre3) X(mM, mmolar) X(uM, umolar) X(nM, nmolar)
