// SPDX-License-Identifier: Apache-2.0
#include "files/sonata.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <optional>
#include <utility>

#include <hdf5.h>

namespace hillock::internal::files {

namespace {

std::mutex& library() {
    static std::mutex mutex;
    return mutex;
}

/// A host that has an HDF5 of its own may have lent it to this code, and with another one than that of its headers HDF5 aborts the
/// program.
void require_version() {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    if (major == H5_VERS_MAJOR && minor == H5_VERS_MINOR && release == H5_VERS_RELEASE) return;
    const auto dotted = [](unsigned a, unsigned b, unsigned c) {
        return std::to_string(a) + "." + std::to_string(b) + "." + std::to_string(c);
    };
    throw SystemError("this program has loaded HDF5 " + dotted(major, minor, release) + ", but Hillock was built with HDF5 " +
                      dotted(H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE) + ": build both with one version");
}

/// Alone with the library, which keeps its errors to itself meanwhile; a host that uses it too finds its settings as they were.
class Session {
  public:
    Session() : lock_(library()) {
        require_version();
        H5Eget_auto2(H5E_DEFAULT, &report_, &data_);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { H5Eset_auto2(H5E_DEFAULT, report_, data_); }

  private:
    std::lock_guard<std::mutex> lock_;
    H5E_auto2_t report_ = nullptr;
    void* data_ = nullptr;
};

/// What the library says of its last failure: the innermost reason.
std::string reason() {
    std::string text = "the HDF5 library gives no reason";
    const auto keep_first = [](unsigned level, const H5E_error2_t* error, void* kept) -> herr_t {
        if (level == 0 && error->desc) *static_cast<std::string*>(kept) = error->desc;
        return 0;
    };
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
    return text;
}

/// Something of the library that must be closed.
class Handle {
  public:
    Handle(hid_t id, herr_t (*closing)(hid_t)) : id_(id), close_(closing) {
        if (id < 0) throw SystemError(reason());
    }
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Handle& operator=(Handle&&) = delete;
    ~Handle() {
        if (id_ >= 0) close_(id_);
    }
    operator hid_t() const { return id_; }
    /// Closing a file writes it, which may fail.
    void close() {
        if (close_(std::exchange(id_, -1)) < 0) throw SystemError(reason());
    }

  private:
    hid_t id_;
    herr_t (*close_)(hid_t);
};

void require(herr_t status) {
    if (status < 0) throw SystemError(reason());
}

/// Does what may fail in the library. \param action  "written"
template <class Action> auto with_path(const std::string& path, const char* action, Action work) {
    try {
        return work();
    } catch (const SystemError& error) {
        if (std::string(error.what()).starts_with("'")) throw;
        throw SystemError("'" + path + "' cannot be " + action + ": " + error.what());
    }
}

// ---- writing ------------------------------------------------------------------------------------------------

Handle group(hid_t parent, const std::string& name) {
    return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose};
}

Handle space_of(std::span<const hsize_t> shape) {
    return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose};
}

/// Compressed, in chunks of about 1 MiB, unless it is short.
Handle data(hid_t parent, const char* name, hid_t stored, hid_t given, std::span<const hsize_t> shape, const void* values) {
    const Handle space = space_of(shape), creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const hsize_t row = (shape.size() > 1 ? shape[1] : 1) * H5Tget_size(stored);
    constexpr hsize_t kChunkBytes = 1 << 20, kShort = 4096;
    if (shape[0] * row > kShort) {
        std::vector<hsize_t> chunk(shape.begin(), shape.end());
        chunk[0] = std::clamp<hsize_t>(kChunkBytes / row, 1, shape[0]);
        require(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()));
        require(H5Pset_shuffle(creation));
        require(H5Pset_deflate(creation, 1));
    }
    Handle set(H5Dcreate2(parent, name, stored, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose);
    if (shape[0] > 0) require(H5Dwrite(set, given, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
    return set;
}

template <class Number> Handle list(hid_t parent, const char* name, hid_t stored, hid_t given, const std::vector<Number>& values) {
    const std::array<hsize_t, 1> shape{values.size()};
    return data(parent, name, stored, given, shape, values.data());
}

/// A text of any length, as most programs write and read it.
void text_attribute(hid_t object, const char* name, const std::string& text) {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose), space(H5Screate(H5S_SCALAR), H5Sclose);
    require(H5Tset_size(type, H5T_VARIABLE));
    require(H5Tset_cset(type, H5T_CSET_UTF8));
    const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    const char* const given = text.c_str();
    require(H5Awrite(attribute, type, &given));
}

void mark_as_sonata(hid_t file) {
    constexpr std::uint32_t kMagic = 0x0A7A;
    constexpr std::array<std::uint32_t, 2> kVersion{0, 1};
    const Handle one(H5Screate(H5S_SCALAR), H5Sclose), two = space_of(std::array<hsize_t, 1>{2});
    const Handle magic(H5Acreate2(file, "magic", H5T_STD_U32LE, one, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    require(H5Awrite(magic, H5T_NATIVE_UINT32, &kMagic));
    const Handle version(H5Acreate2(file, "version", H5T_STD_U32LE, two, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    require(H5Awrite(version, H5T_NATIVE_UINT32, kVersion.data()));
}

void mark_as_sorted_by_time(hid_t population) {
    const Handle type(H5Tenum_create(H5T_STD_U8LE), H5Tclose), space(H5Screate(H5S_SCALAR), H5Sclose);
    std::uint8_t value = 0;
    for (const char* name : {"none", "by_id", "by_time"}) {
        require(H5Tenum_insert(type, name, &value));
        ++value;
    }
    const Handle attribute(H5Acreate2(population, "sorting", type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    constexpr std::uint8_t kByTime = 2;
    require(H5Awrite(attribute, type, &kByTime));
}

/// A new file that `fill` fills.
template <class Fill> void write_file(const Replacement& place, Fill fill) {
    with_path(place.final_path(), "written", [&] {
        const Session session;
        Handle file(H5Fcreate(place.path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
        mark_as_sonata(file);
        fill(file);
        require(H5Fflush(file, H5F_SCOPE_LOCAL)); // says what closing may keep to itself
        file.close();
    });
}

std::pair<hid_t, hid_t> stored_and_given(Type type) {
    switch (type) {
    case Type::boolean: return {H5T_STD_U8LE, H5T_NATIVE_UINT8};
    case Type::int32: return {H5T_STD_I32LE, H5T_NATIVE_INT32};
    case Type::int64: return {H5T_STD_I64LE, H5T_NATIVE_INT64};
    case Type::float32: return {H5T_IEEE_F32LE, H5T_NATIVE_FLOAT};
    case Type::float64: break;
    }
    return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE};
}

} // namespace

void fill_sonata_spikes(const Replacement& place, std::span<const SonataSpikes> populations) {
    write_file(place, [&](hid_t file) {
        const Handle spikes = group(file, "spikes");
        for (const SonataSpikes& one : populations) {
            const Handle population = group(spikes, one.population);
            mark_as_sorted_by_time(population);
            const Handle times = list(population, "timestamps", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, one.milliseconds);
            text_attribute(times, "units", "ms");
            (void)list(population, "node_ids", H5T_STD_U64LE, H5T_NATIVE_INT64, one.neurons);
        }
    });
}

void fill_sonata_report(const Replacement& place, const SonataReport& report) {
    write_file(place, [&](hid_t file) {
        const Handle reports = group(file, "report"), population = group(reports, report.population);
        const auto [stored, given] = stored_and_given(report.data.type);
        const std::array<hsize_t, 2> shape{report.data.rows, report.data.width};
        const Handle values = data(population, "data", stored, given, shape, report.data.values);
        text_attribute(values, "units", report.unit);
        const Handle mapping = group(population, "mapping");
        const std::size_t count = report.neurons.size();
        // Each neuron is one element of its own: element k belongs to neuron k.
        std::vector<std::int64_t> pointers(count + 1);
        for (std::size_t k = 0; k <= count; ++k) pointers[k] = static_cast<std::int64_t>(k);
        (void)list(mapping, "node_ids", H5T_STD_U64LE, H5T_NATIVE_INT64, report.neurons);
        (void)list(mapping, "index_pointers", H5T_STD_U64LE, H5T_NATIVE_INT64, pointers);
        (void)list(mapping, "element_ids", H5T_STD_U32LE, H5T_NATIVE_INT64, std::vector<std::int64_t>(count, 0));
        (void)list(mapping, "element_pos", H5T_IEEE_F32LE, H5T_NATIVE_DOUBLE, std::vector<double>(count, 0.5));
        const Handle time =
            list(mapping, "time", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, std::vector<double>{report.start, report.stop, report.step});
        text_attribute(time, "units", "ms");
    });
}

// ---- reading ------------------------------------------------------------------------------------------------

namespace {

bool exists(hid_t parent, const std::string& name) { return H5Lexists(parent, name.c_str(), H5P_DEFAULT) > 0; }

/// Of groups: populations are groups, but early drafts of the layout have the data sets of the only one in their place.
std::vector<std::string> groups_in(hid_t parent) {
    std::vector<std::string> names;
    const auto keep = [](hid_t where, const char* name, const H5L_info_t*, void* kept) -> herr_t {
        H5O_info_t about;
        const bool is_group = H5Oget_info_by_name(where, name, &about, H5P_DEFAULT) >= 0 && about.type == H5O_TYPE_GROUP;
        if (is_group) static_cast<std::vector<std::string>*>(kept)->emplace_back(name);
        return 0;
    };
    require(H5Literate(parent, H5_INDEX_NAME, H5_ITER_INC, nullptr, keep, &names));
    return names;
}

std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "'" : ", '") + name + "'";
    return list;
}

std::string text_of(hid_t object, const char* name) {
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose), type(H5Aget_type(attribute), H5Tclose);
    if (H5Tget_class(type) != H5T_STRING) return "";
    if (H5Tis_variable_str(type) > 0) {
        const Handle space(H5Aget_space(attribute), H5Sclose);
        char* text = nullptr;
        require(H5Aread(attribute, type, &text));
        std::string result = text ? text : "";
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, &text);
        return result;
    }
    std::string text(H5Tget_size(type), '\0');
    require(H5Aread(attribute, type, text.data()));
    return text.substr(0, text.find('\0'));
}

template <class Number> std::vector<Number> read_list(hid_t parent, const std::string& where, const char* name, hid_t type) {
    if (!exists(parent, name)) throw ValueError(where + " has no data set '" + name + "'");
    const Handle set(H5Dopen2(parent, name, H5P_DEFAULT), H5Dclose), space(H5Dget_space(set), H5Sclose);
    if (H5Sget_simple_extent_ndims(space) != 1) throw ValueError(where + ": '" + std::string(name) + "' is no list of numbers");
    std::vector<Number> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    if (!values.empty()) require(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
    return values;
}

double seconds_in(hid_t population, const std::string& where) {
    const Handle set(H5Dopen2(population, "timestamps", H5P_DEFAULT), H5Dclose);
    if (H5Aexists(set, "units") <= 0) return 1e-3;
    const std::string unit = text_of(set, "units");
    if (unit == "ms") return 1e-3;
    if (unit == "s") return 1;
    if (unit == "us") return 1e-6;
    throw ValueError(where + ": the times are in '" + unit + "', but only 's', 'ms' and 'us' are known");
}

Spikes read_population(const std::string& path, hid_t file, std::string population) {
    if (!exists(file, "spikes")) throw ValueError("'" + path + "' has no group 'spikes': it is no SONATA file of spikes");
    const Handle spikes(H5Gopen2(file, "spikes", H5P_DEFAULT), H5Gclose);
    const std::vector<std::string> names = groups_in(spikes);
    if (population.empty()) {
        if (names.empty()) throw ValueError("'" + path + "' has no population of spikes, which would be a group in 'spikes'");
        if (names.size() > 1)
            throw ValueError("'" + path + "' has " + std::to_string(names.size()) + " populations: name one of " + listed(names));
        population = names.front();
    }
    if (std::find(names.begin(), names.end(), population) == names.end())
        throw ValueError("'" + path + "' has no population '" + population + "'; it has " + (names.empty() ? "none" : listed(names)));
    const std::string where = "population '" + population + "' of '" + path + "'";
    const Handle group(H5Gopen2(spikes, population.c_str(), H5P_DEFAULT), H5Gclose);
    Spikes result{read_list<std::int64_t>(group, where, "node_ids", H5T_NATIVE_INT64),
                  read_list<double>(group, where, "timestamps", H5T_NATIVE_DOUBLE)};
    if (result.neurons.size() != result.seconds.size())
        throw ValueError(where + " has " + std::to_string(result.neurons.size()) + " node_ids and " + std::to_string(result.seconds.size()) +
                         " timestamps");
    const double unit = seconds_in(group, where);
    // Divided rather than multiplied where that is exact: 0.3 ms is the number that 0.3/1000 is.
    for (double& time : result.seconds) time = unit == 1 ? time : time / std::nearbyint(1 / unit);
    return result;
}

} // namespace

Spikes sonata_spikes_in(const std::string& path, const std::string& population) {
    return with_path(path, "read", [&] {
        const Session session;
        const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
        return read_population(path, file, population);
    });
}

} // namespace hillock::internal::files
