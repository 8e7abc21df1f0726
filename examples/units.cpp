// SPDX-License-Identifier: Apache-2.0
// Quantities have units: they multiply, print with the prefix that fits, and cannot be added to what they are not.
#include <hillock/hillock.hpp>

#include <cstdlib>
#include <iostream>

using namespace hillock;

int main() {
    std::cout << 20 * volt << "\n" << 1000 * amp << "\n" << 1e6 * volt << "\n" << 1000 * namp << "\n" << 10 * nA * 5 * Mohm << "\n";
    const bool printed = to_string(1000 * amp) == "1 kA" && to_string(10 * nA * 5 * Mohm) == "50 mV";

    // A quantity without a dimension is a number.
    const double ratio = 20 * mV / mV;
    std::cout << "20*mV/mV = " << ratio << "\n";
    try {
        std::cout << 5 * amp + 10 * volt << "\n";
        return EXIT_FAILURE;
    } catch (const DimensionMismatchError& error) {
        std::cout << error.what() << "\n";
    }
    return printed && ratio > 19.999999 && ratio < 20.000001 ? EXIT_SUCCESS : EXIT_FAILURE;
}
