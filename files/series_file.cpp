// SPDX-License-Identifier: Apache-2.0
#include "files/series_file.hpp"

#include "files/compression.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <bit>
#include <filesystem>
#include <limits>
#include <new>
#include <mutex>
#include <set>

namespace hillock::internal::files {

using hdf5::Child;

namespace {

/// A place is used again this many writes after the file last referred to it.
constexpr std::uint64_t kRest = 16;

/// The files that this program writes now.
struct Written {
    std::mutex mutex;
    std::set<std::string> paths;
};
Written& written() {
    static Written files;
    return files;
}

} // namespace

void require_unwritten(const std::string& path) {
    std::error_code ignored; // then the path as it was given must do
    const std::string whole = std::filesystem::weakly_canonical(path, ignored).string();
    const std::lock_guard lock(written().mutex);
    if (written().paths.contains(whole)) throw ValueError("'" + path + "' is written by a monitor of this program");
}

// ---- making it ----------------------------------------------------------------------------------------------

SeriesFile::Claim::Claim(const std::string& path) {
    std::error_code ignored; // then the path as it was given must do
    path_ = std::filesystem::weakly_canonical(path, ignored).string();
    const std::lock_guard lock(written().mutex);
    if (!written().paths.insert(path_).second) throw ValueError("'" + path + "' is written by another monitor of this program");
}

SeriesFile::Claim::~Claim() {
    const std::lock_guard lock(written().mutex);
    written().paths.erase(path_);
}

SeriesFile::SeriesFile(SeriesLayout layout) : layout_(std::move(layout)), file_(File::unnamed()) { begin(); }

SeriesFile::SeriesFile(const std::string& path, SeriesLayout layout) : SeriesFile(std::move(layout), Replacement(path)) {}

SeriesFile::SeriesFile(SeriesLayout layout, Replacement&& place)
    : layout_(std::move(layout)), claim_(std::in_place, place.final_path()), file_(File::create(place.path())) {
    begin();
    place.keep();
    if (layout_.sync) sync_folder_of(place.final_path());
    file_.was_renamed(place.final_path());
}

void SeriesFile::begin() {
    std::erase_if(layout_.fixed, [](const Table& table) { return table.rows * table.width == 0; });
    for (const Table& series : layout_.series)
        if (layout_.chunk_rows * series.width * bytes_of(series.type) > std::numeric_limits<std::uint32_t>::max())
            throw ValueError("one sample of '" + series.name + "' is larger than a chunk of an HDF5 file, 4 GiB");
    indices_.resize(layout_.series.size(), Index(1));
    end_ = hdf5::kSuperblockBytes;
    for (Table& table : layout_.fixed) {
        const std::span values(static_cast<const std::byte*>(table.values), table.rows * table.width * bytes_of(table.type));
        const Address address = put(values, Lasts::for_good);
        fixed_.emplace_back(table.name, put(hdf5::fixed_data(table, address), Lasts::for_good));
        table.values = nullptr;
    }
    const std::vector<const std::byte*> nothing(layout_.series.size());
    write(nothing, 0);
}

// ---- writing ------------------------------------------------------------------------------------------------

void SeriesFile::write(std::span<const std::byte* const> values, std::size_t rows) {
    const Address end = end_;
    std::vector<std::vector<std::size_t>> sizes;
    for (const Index& index : indices_) {
        std::vector<std::size_t>& of_levels = sizes.emplace_back();
        for (const Level& level : index) of_levels.push_back(level.size());
    }
    try {
        const hdf5::Bytes superblock = put_all(values, rows);
        if (layout_.sync) file_.sync(); // what it refers to must be there first
        file_.write_at(0, superblock);
        if (layout_.sync) file_.sync();
    } catch (...) {
        take_back(sizes, end);
        throw;
    }
    for (const Extent& extent : current_) free_.push_back({extent.address, extent.size, writes_});
    current_.clear();
    for (const Placed& placed : placed_)
        if (placed.lasts == Lasts::one_write) current_.push_back(placed.extent);
    placed_.clear();
    ++writes_;
    rows_ = whole_rows() + rows;
    cut_ = false;
    if (rows == layout_.chunk_rows) ++whole_chunks_;
}

void SeriesFile::take_back(const std::vector<std::vector<std::size_t>>& sizes, Address end) {
    for (std::size_t k = 0; k < indices_.size(); ++k) {
        indices_[k].resize(sizes[k].size());
        for (std::size_t level = 0; level < sizes[k].size(); ++level) indices_[k][level].resize(sizes[k][level]);
    }
    for (const Placed& placed : placed_)
        if (placed.extent.address < end) free_.push_front({placed.extent.address, placed.extent.size, 0});
    placed_.clear();
    end_ = end;
}

hdf5::Bytes SeriesFile::put_all(std::span<const std::byte* const> values, std::size_t rows) {
    std::vector<std::pair<std::string, Address>> members;
    for (std::size_t k = 0; k < layout_.series.size(); ++k) {
        const Table& series = layout_.series[k];
        if (series.width == 0) continue;
        hdf5::ChunkedLayout chunks{.rows = whole_rows() + rows, .chunk_rows = layout_.chunk_rows, .compression = layout_.compression};
        chunks.index = put_index(k, values[k], rows);
        members.emplace_back(series.name, put(hdf5::growing_data(series, chunks), Lasts::one_write));
    }
    members.insert(members.end(), fixed_.begin(), fixed_.end());
    const Address root = put(hdf5::group(members, layout_.attributes), Lasts::one_write);
    return hdf5::superblock(root, written_end_);
}

hdf5::Address SeriesFile::put_index(std::size_t series, const std::byte* values, std::size_t rows) {
    if (rows == 0) return hdf5::kUndefined;
    const Table& table = layout_.series[series];
    const bool whole = rows == layout_.chunk_rows;
    const Child chunk = put_chunk(table, values, rows);
    const std::uint64_t end_row = whole_rows() + layout_.chunk_rows;
    Index& index = indices_[series];
    std::vector<Child> last; // of the level that is looked at, its children in the node that is not full yet
    if (whole) index[0].push_back(chunk);
    else last.push_back(chunk);
    for (unsigned level = 0;; ++level) {
        if (index.size() == level) index.emplace_back();
        const std::size_t in_full_nodes = index[level].size() / hdf5::kNodeSize * hdf5::kNodeSize;
        // A node that has become full is written for good.
        if (last.empty() && in_full_nodes > 0 && in_full_nodes == index[level].size()) {
            const std::span<const Child> children = std::span(index[level]).last(hdf5::kNodeSize);
            const Address node = put(hdf5::index_node(table, level, children, end_row), Lasts::for_good);
            const Child entry{node, children.front().first_row, children.front().chunk_bytes};
            if (index.size() == level + 1) index.emplace_back();
            index[level + 1].push_back(entry);
            if (index[level + 1].size() == 1) return node;
            continue;
        }
        last.insert(last.begin(), index[level].begin() + static_cast<std::ptrdiff_t>(in_full_nodes), index[level].end());
        if (in_full_nodes == 0 && level > 0 && last.size() == 1) return last.front().address;
        const Address node = put(hdf5::index_node(table, level, last, end_row), Lasts::one_write);
        if (in_full_nodes == 0) return node;
        last = {{node, last.front().first_row, last.front().chunk_bytes}};
    }
}

Child SeriesFile::put_chunk(const Table& series, const std::byte* values, std::size_t rows) {
    const std::size_t row_bytes = series.width * bytes_of(series.type);
    std::span<const std::byte> stored(values, rows * row_bytes);
    std::vector<std::byte> padded, packed; // a chunk is stored with all of its rows
    if (rows < layout_.chunk_rows) {
        padded.assign(stored.begin(), stored.end());
        padded.resize(layout_.chunk_rows * row_bytes);
        stored = padded;
    }
    if (layout_.compression > 0) {
        packed = compressed(shuffled(stored, bytes_of(series.type)), layout_.compression);
        stored = packed;
    }
    const bool whole = rows == layout_.chunk_rows;
    // An unfinished chunk grows from write to write: with room for more, the next ones can take its place.
    const std::uint64_t place = whole ? stored.size() : std::bit_ceil(std::max<std::uint64_t>(stored.size(), 4096));
    return {.address = put(stored, whole ? Lasts::for_good : Lasts::one_write, place),
            .first_row = whole_rows(),
            .chunk_bytes = static_cast<std::uint32_t>(stored.size())};
}

hdf5::Address SeriesFile::put(std::span<const std::byte> bytes, Lasts lasts, std::uint64_t place) {
    const Extent extent = free_place(std::max<std::uint64_t>(place, bytes.size()));
    placed_.push_back({extent, lasts});
    file_.write_at(extent.address, bytes);
    written_end_ = std::max(written_end_, extent.address + bytes.size());
    return extent.address;
}

SeriesFile::Extent SeriesFile::free_place(std::uint64_t size) {
    for (auto extent = free_.begin(); extent != free_.end() && extent->retired + kRest <= writes_; ++extent) {
        // A large one stays whole for what is large.
        if (extent->size < size || extent->size > 2 * size) continue;
        const Extent found = *extent;
        free_.erase(extent);
        return found;
    }
    const Extent added{end_, size, 0};
    end_ += size;
    return added;
}

void SeriesFile::cut(std::size_t rows) noexcept {
    whole_chunks_ = rows / layout_.chunk_rows;
    rows_ = whole_rows();
    cut_ = true;
    for (Index& index : indices_) {
        if (index[0].size() <= whole_chunks_) continue;
        try {
            for (std::size_t k = whole_chunks_; k < index[0].size(); ++k) free_.push_back({index[0][k].address, index[0][k].chunk_bytes, writes_});
        } catch (const std::bad_alloc&) {
            // Then their places stay unused.
        }
        std::size_t entries = whole_chunks_;
        for (Level& level : index) { // each has an entry for every full node of the one before
            level.resize(std::min(level.size(), entries));
            entries /= hdf5::kNodeSize;
        }
    }
}

// ---- reading ------------------------------------------------------------------------------------------------

void SeriesFile::read_chunk(std::size_t series, std::size_t chunk, std::span<std::byte> values) const {
    const Child& place = indices_[series][0][chunk];
    if (layout_.compression == 0) return file_.read_at(place.address, values);
    std::vector<std::byte> packed(place.chunk_bytes);
    file_.read_at(place.address, packed);
    const auto unpacked = decompressed(packed, values.size());
    if (!unpacked) throw SystemError("'" + path() + "' cannot be read: another program has changed it");
    unshuffle(*unpacked, bytes_of(layout_.series[series].type), values);
}

} // namespace hillock::internal::files
