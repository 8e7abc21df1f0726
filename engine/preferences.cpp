// SPDX-License-Identifier: Apache-2.0
// Preference files to settings: all of them are read and checked, then what can fail is done, then the rest, which cannot.
#include "hillock/preferences.hpp"

#include "engine/log.hpp"
#include "engine/preference_file.hpp"
#include "engine/thread_count.hpp"
#include "hillock/default_dtype.hpp"
#include "hillock/error.hpp"
#include "hillock/kernel_cache.hpp"
#include "hillock/log.hpp"
#include "hillock/network.hpp"
#include "parser/model/algebra.hpp"
#include "parser/model/check.hpp"
#include "parser/parse.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

namespace hillock::internal::engine {

namespace {

namespace fs = std::filesystem;

/// A path and where it was written.
struct WrittenPath {
    std::string path; ///< "": the usual one
    Place place;
};

/// What is to be set; what nobody named stays as it is.
struct Preferences {
    std::optional<double> dt; ///< seconds
    std::optional<NumberType> default_dtype;
    std::optional<int> threads;
    std::optional<std::uint64_t> seed;
    std::optional<LogLevel> log_level;
    std::optional<WrittenPath> log_to_file;
    std::optional<std::vector<std::string>> suppressed;
    std::optional<WrittenPath> cache_kernels;
    bool stop_caching = false;
};

/// A line on its way to a setting.
class Reading {
  public:
    Reading(SourcePtr source, const fs::path& folder, bool names_paths, Diagnostics& problems)
        : source_(std::move(source)), folder_(folder), names_paths_(names_paths), problems_(problems) {}

    void take(const PreferenceLine& line, Preferences& preferences);

    [[nodiscard]] const std::string& text() const { return line_->value; }
    [[nodiscard]] Place place() const { return {source_, line_->value_span}; }
    [[nodiscard]] std::string quoted_name() const { return "'" + line_->name + "'"; }

    void refuse(Problem problem, std::string message) { refuse(problem, std::move(message), line_->value_span); }
    void refuse(Problem problem, std::string message, Span span) { problems_.push_back({problem, std::move(message), {source_, span}}); }
    /// \param possible  "yes, no or a folder"
    void refuse_value(const std::string& possible) {
        refuse(Problem::value, quoted_name() + " can be " + possible + ", but it is '" + text() + "'");
    }

    /// A number with a unit; refuses anything else.
    [[nodiscard]] std::optional<double> quantity(const Dimension& dimension);
    /// Of a file or folder; refuses it where the preferences may be somebody else's.
    [[nodiscard]] std::optional<WrittenPath> path(const std::string& what);
    /// What stands between commas, with its place; refuses an empty entry.
    [[nodiscard]] std::vector<std::pair<std::string, Span>> list();

    template <class Number> [[nodiscard]] std::optional<Number> whole_number() const {
        Number number{};
        const char* const last = text().data() + text().size();
        const auto [end, error] = std::from_chars(text().data(), last, number);
        return error == std::errc() && end == last ? std::optional(number) : std::nullopt;
    }
    /// One of some words.
    template <class Value, std::size_t n>
    [[nodiscard]] std::optional<Value> word(const std::array<std::pair<const char*, Value>, n>& words) const {
        for (const auto& [name, value] : words)
            if (text() == name) return value;
        return std::nullopt;
    }

  private:
    SourcePtr source_;
    const fs::path& folder_; ///< that the file is in
    bool names_paths_;
    Diagnostics& problems_;
    const PreferenceLine* line_ = nullptr;
};

std::optional<double> Reading::quantity(const Dimension& dimension) {
    // The value behind blanks for all that is before it: so its places are those in the file.
    const SourcePtr alone = make_source(source_->name, std::string(line_->value_span.begin, ' ') + text());
    const auto keep = [&](Diagnostics found) {
        for (Diagnostic& problem : found) {
            if (problem.place.source == alone) problem.place.source = source_;
            problems_.push_back(std::move(problem));
        }
        return std::nullopt;
    };
    const Result<ast::Expr> tree = parser::parse_expression(alone);
    if (!tree) return keep(tree.problems());
    const auto value = model::check_expression(alone, *tree, {}, {"the value of " + quoted_name(), model::Type::real, dimension});
    if (!value) return keep(value.problems());
    const std::optional<double> number = model::constant_value(*value);
    if (!number) refuse(Problem::value, "the value of " + quoted_name() + " must be a number with its unit");
    return number;
}

std::optional<WrittenPath> Reading::path(const std::string& what) {
    if (!names_paths_) {
        refuse(Problem::value, quoted_name() + " cannot name " + what + " here: the file may have come with those of somebody else; "
                                               "the user's own preferences can");
        return std::nullopt;
    }
    fs::path given = text();
    const char* const home = std::getenv("HOME");
    if (text().starts_with("~/") && home) given = fs::path(home) / text().substr(2);
    return WrittenPath{(folder_ / given).string(), place()};
}

std::vector<std::pair<std::string, Span>> Reading::list() {
    std::vector<std::pair<std::string, Span>> entries;
    for (std::size_t begin = 0; begin <= text().size();) {
        const std::size_t comma = std::min(text().find(',', begin), text().size());
        std::size_t first = begin, last = comma;
        while (first < last && text()[first] == ' ') ++first;
        while (last > first && text()[last - 1] == ' ') --last;
        const auto in_file = [&](std::size_t at) { return line_->value_span.begin + static_cast<std::uint32_t>(at); };
        if (first == last) refuse(Problem::syntax, "a name is missing in this list", {in_file(begin), in_file(std::max(comma, begin + 1))});
        else entries.emplace_back(text().substr(first, last - first), Span{in_file(first), in_file(last)});
        begin = comma + 1;
    }
    return entries;
}

void read_dt(Reading& reading, Preferences& preferences) {
    const auto seconds = reading.quantity(kTimeDimension);
    if (seconds && !(*seconds > 0 && *seconds < 1e300)) reading.refuse(Problem::value, "'dt' must be positive");
    preferences.dt = seconds;
}

void read_dtype(Reading& reading, Preferences& preferences) {
    constexpr std::array<std::pair<const char*, NumberType>, 2> words{{{"float32", float32}, {"float64", float64}}};
    preferences.default_dtype = reading.word(words);
    if (!preferences.default_dtype) reading.refuse_value("float32 or float64");
}

void read_threads(Reading& reading, Preferences& preferences) {
    preferences.threads = reading.whole_number<int>();
    if (!preferences.threads || *preferences.threads < 0 || *preferences.threads > kMostThreads)
        reading.refuse_value("a number from 0 to " + std::to_string(kMostThreads));
}

void read_seed(Reading& reading, Preferences& preferences) {
    preferences.seed = reading.whole_number<std::uint64_t>();
    if (!preferences.seed) reading.refuse_value("a whole number from 0 to 2**64 - 1");
}

void read_log_level(Reading& reading, Preferences& preferences) {
    constexpr std::array<std::pair<const char*, LogLevel>, 3> words{
        {{"info", LogLevel::info}, {"warning", LogLevel::warning}, {"off", LogLevel::off}}};
    preferences.log_level = reading.word(words);
    if (!preferences.log_level) reading.refuse_value("info, warning or off");
}

void read_log_file(Reading& reading, Preferences& preferences) { preferences.log_to_file = reading.path("a file"); }

void read_suppressed(Reading& reading, Preferences& preferences) {
    std::vector<std::string> known;
    for (const WarningName& warning : warning_names()) known.push_back(warning.name);
    preferences.suppressed.emplace();
    for (const auto& [name, span] : reading.list()) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            reading.refuse(Problem::name, "there is no warning '" + name + "'" + did_you_mean(name, known), span);
        preferences.suppressed->push_back(name);
    }
}

void read_cache(Reading& reading, Preferences& preferences) {
    preferences.stop_caching = reading.text() == "no";
    preferences.cache_kernels.reset();
    if (reading.text() == "yes") preferences.cache_kernels = WrittenPath{"", reading.place()};
    else if (reading.text() != "no") preferences.cache_kernels = reading.path("a folder");
}

struct Row {
    const char* name;
    const char* meaning;
    void (*read)(Reading&, Preferences&);
};

/// In the order of the names.
constexpr std::array kRows{
    Row{"cache_kernels", "yes, no or a folder: whether compiled kernels are kept in files", read_cache},
    Row{"default_dtype", "float32 or float64: the type of real variables of groups that do not say one", read_dtype},
    Row{"dt", "the time step of defaultclock()", read_dt},
    Row{"log_level", "info, warning or off: the least important messages that are told", read_log_level},
    Row{"log_to_file", "a file to which messages go", read_log_file},
    Row{"seed", "a number from which random numbers follow", read_seed},
    Row{"suppress_warning", "names of warnings that are not told, with commas between them", read_suppressed},
    Row{"threads", "threads for each network, 0: as many as help", read_threads},
};

void Reading::take(const PreferenceLine& line, Preferences& preferences) {
    line_ = &line;
    const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) { return one.name == line.name; });
    if (row != kRows.end()) return row->read(*this, preferences);
    std::vector<std::string> names;
    for (const Row& one : kRows) names.emplace_back(one.name);
    refuse(Problem::name, "there is no preference " + quoted_name() + did_you_mean(line.name, names), line.name_span);
}

std::string text_of(const std::string& path) {
    constexpr std::uintmax_t kMost = 1 << 20;
    const auto refuse = [&](const std::string& why) { throw SystemError("the preferences '" + path + "' cannot be read: " + why); };
    std::error_code failure;
    if (fs::is_directory(path, failure)) refuse("it is a folder");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) refuse(std::generic_category().message(errno));
    std::string text;
    for (char part[4096]; file.read(part, sizeof part) || file.gcount() > 0;) {
        text.append(part, static_cast<std::size_t>(file.gcount()));
        if (text.size() > kMost) refuse("it is longer than 1 MiB");
    }
    return text;
}

/// Adds what a file says, which wins. \param names_paths  whether it may name files and folders
void read_file(const std::string& path, bool names_paths, Preferences& preferences) {
    const SourcePtr source = make_source(path, text_of(path));
    const std::vector<PreferenceLine> lines = parse_preferences(source).or_throw();
    const fs::path folder = fs::absolute(path).parent_path();
    Diagnostics problems;
    Reading reading(source, folder, names_paths, problems);
    for (const PreferenceLine& line : lines) reading.take(line, preferences);
    if (!problems.empty()) throw_error(problems);
}

bool is_in_environment(const char* variable) {
    const char* const value = std::getenv(variable);
    return value && *value != '\0';
}

/// Does what the system may refuse. Its message says which line asked for it.
template <class Action> auto naming_line(const WrittenPath& written, Action action) {
    try {
        return action();
    } catch (const Error& error) {
        throw SystemError(render(Diagnostic{Problem::value, error.what(), written.place}));
    }
}

void set(const Preferences& preferences) {
    const LogLevel level = preferences.log_level.value_or(LogLevel::warning);
    std::function<void()> log_to_file;
    if (!is_in_environment("HILLOCK_LOG")) {
        log_to_file = [&] {
            if (preferences.log_level) set_log_level(level);
        };
        if (const auto& written = preferences.log_to_file)
            log_to_file = naming_line(*written, [&] { return open_log_file(written->path, level); });
    }
    if (!is_in_environment("HILLOCK_CACHE")) {
        if (const auto& written = preferences.cache_kernels) naming_line(*written, [&] { cache_kernels(written->path); });
        else if (preferences.stop_caching) stop_caching_kernels();
    }
    // From here on nothing fails.
    if (log_to_file) log_to_file();
    if (preferences.suppressed)
        for (const std::string& name : *preferences.suppressed) suppress_warning(name);
    if (preferences.dt) defaultclock().dt = Quantity(*preferences.dt, kTimeDimension);
    if (preferences.default_dtype) default_dtype() = *preferences.default_dtype;
    if (preferences.seed) hillock::seed(*preferences.seed);
    if (preferences.threads) threads_preferred() = *preferences.threads;
}

/// "" without a home.
std::string own_file() {
    if (const char* const folder = std::getenv("XDG_CONFIG_HOME"); folder && fs::path(folder).is_absolute())
        return (fs::path(folder) / "hillock" / "preferences").string();
    const char* const home = std::getenv("HOME");
    return home && *home != '\0' ? (fs::path(home) / ".config" / "hillock" / "preferences").string() : "";
}

} // namespace

} // namespace hillock::internal::engine

namespace hillock {
using namespace internal;

std::vector<std::string> load_preferences() {
    engine::Preferences preferences;
    std::vector<std::string> read;
    const std::string own = engine::own_file();
    for (const std::string& path : {own, std::string("hillock_preferences")}) {
        std::error_code failure;
        if (path.empty() || !std::filesystem::exists(path, failure)) continue;
        engine::read_file(path, path == own, preferences);
        read.push_back(path);
    }
    engine::set(preferences);
    return read;
}

std::vector<std::string> load_preferences(const std::string& path) {
    engine::Preferences preferences;
    engine::read_file(path, true, preferences);
    engine::set(preferences);
    return {path};
}

std::vector<PreferenceName> preference_names() {
    std::vector<PreferenceName> names;
    for (const engine::Row& row : engine::kRows) names.push_back({row.name, row.meaning});
    return names;
}

} // namespace hillock
