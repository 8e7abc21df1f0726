// SPDX-License-Identifier: Apache-2.0
// Marks what the shared library shows to its users: everything else stays hidden, LLVM above all.
#pragma once

#define HILLOCK_API __attribute__((visibility("default")))
