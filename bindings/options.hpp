// SPDX-License-Identifier: Apache-2.0
// Options of the C interface: values by key, and the one who reads them and refuses what nobody asked for.
#pragma once

#include "hillock/error.hpp"
#include "hillock/functions.hpp"
#include "hillock/hillock.h"
#include "hillock/options.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

struct hillock_options {
    using Value = std::variant<std::string, double, std::vector<std::int64_t>>;
    std::map<std::string, Value, std::less<>> values;
    hillock::Constants constants;
    hillock::Functions functions;
    hillock_progress progress = nullptr;
    void* progress_context = nullptr;
};

namespace hillock::bindings {

/// Reads the options of one call. Each function below makes a key known; what is not given leaves the target as it is. TypeError for a
/// value of another kind, ValueError for a number that is not whole where one is needed.
class OptionReader {
  public:
    /// \param function  whose options they are, for messages: "hillock_connect()"
    OptionReader(const hillock_options* options, std::string function);

    void text(const std::string& key, std::string& target);
    void text(const std::string& key, std::optional<std::string>& target);
    void number(const std::string& key, double& target);
    void flag(const std::string& key, bool& target);
    template <class Integer> void whole(const std::string& key, Integer& target) {
        if (const auto value = whole_number(key)) target = static_cast<Integer>(*value);
    }
    void whole(const std::string& key, std::optional<std::int64_t>& target) {
        if (const auto value = whole_number(key)) target = *value;
    }
    void seconds(const std::string& key, Quantity& target);
    /// nullptr if it is not given; `kinds` says in messages what there may be: "a text or a number".
    [[nodiscard]] const hillock_options::Value* any(const std::string& key);
    [[nodiscard]] TypeError wrong_kind(const std::string& key, const char* wanted) const;

    /// All keys "prefix.NAME", by name.
    [[nodiscard]] std::map<std::string, const hillock_options::Value*> named(const std::string& prefix);
    [[nodiscard]] std::map<std::string, std::string> named_texts(const std::string& prefix);
    void dtype(Dtype& target);

    [[nodiscard]] Constants constants();
    [[nodiscard]] Constants late_constants();
    [[nodiscard]] Functions functions();
    [[nodiscard]] const hillock_options* progress();

    /// Throws NameError for a key that was not asked for, and ValueError for constants or functions that were not.
    void finish() const;
    /// What groups and synapses have in common, and then finish().
    template <class Options> void common_and_finish(Options& options) {
        dtype(options.dtype);
        seconds("dt", options.dt);
        text("name", options.name);
        options.constants = constants();
        options.late_constants = late_constants();
        options.functions = functions();
        finish();
    }

  private:
    [[nodiscard]] std::optional<std::int64_t> whole_number(const std::string& key);

    const hillock_options* options_; ///< not null
    std::string function_;
    std::vector<std::string> known_;
    std::set<std::string, std::less<>> known_prefixes_;
    bool takes_constants_ = false;
    bool takes_functions_ = false;
    bool takes_progress_ = false;
};

} // namespace hillock::bindings
