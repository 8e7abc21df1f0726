// SPDX-License-Identifier: Apache-2.0
// An HDF5 file of series that grow together, chunk by chunk, which is whole at every moment: whoever opens it, also after the writer was
// killed, finds all rows of the last write() that ended, and no others.
//
// What is written never overwrites what the file refers to. Chunks, the nodes of their index that changed and all object headers go to new
// places; then one write of 48 bytes, the superblock, moves the file from the old state to the new one. The HDF5 library changes its
// metadata in place: killed in between it leaves a file that cannot be opened, and in its mode for one writer and many readers one that is
// refused until a tool (h5clear) has mended it. Places that nothing refers to any more are used again, but only 16 writes later: a program that
// reads meanwhile is disturbed only by as many, and by a file that became longer between two of its looks; then it opens it again.
#pragma once

#include "files/file.hpp"
#include "files/hdf5_encoding.hpp"
#include "files/types.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hillock::internal::files {

struct SeriesLayout {
    std::vector<Table> series; ///< the data sets that grow, without rows and values; a width of 0 is left out of the file
    std::vector<Table> fixed;  ///< others; their values are needed by the constructor alone
    std::vector<Attribute> attributes = {};
    std::size_t chunk_rows = 1;
    int compression = 1; ///< 0: none, 1 to 9: deflate's effort, after the bytes were shuffled
    bool sync = false;   ///< wait for the disk at each write, so that the file is whole after a failure of the power too
};

class SeriesFile {
  public:
    /// Replaces a file of this name as soon as it is made, with no rows. Throws SystemError, then a file that was there is untouched, and
    /// ValueError if another SeriesFile of this program writes it or if a chunk is larger than HDF5 allows.
    SeriesFile(const std::string& path, SeriesLayout layout);
    /// One that has no name and ends with this object.
    explicit SeriesFile(SeriesLayout layout);
    SeriesFile(const SeriesFile&) = delete;
    SeriesFile& operator=(const SeriesFile&) = delete;

    /// The rows after the last whole chunk, at most as many as a chunk has; an unfinished chunk that was written before is replaced.
    /// Throws SystemError, then the file is as before. \param values  of each series
    void write(std::span<const std::byte* const> values, std::size_t rows);

    /// Only the first rows count from now on, and the next write() goes on behind them: until then the file stays as it is.
    /// \pre whole chunks, at most those there are
    void cut(std::size_t rows) noexcept;
    /// Whether the file has rows that do not count.
    [[nodiscard]] bool has_cut_rows() const { return cut_; }

    [[nodiscard]] const std::string& path() const { return file_.path(); }
    [[nodiscard]] std::size_t chunk_rows() const { return layout_.chunk_rows; }
    /// In whole chunks.
    [[nodiscard]] std::size_t whole_rows() const { return whole_chunks_ * layout_.chunk_rows; }
    /// All rows in the file.
    [[nodiscard]] std::size_t rows() const { return rows_; }
    /// A whole chunk. \param values  chunk_rows() rows
    void read_chunk(std::size_t series, std::size_t chunk, std::span<std::byte> values) const;

  private:
    using Address = hdf5::Address;
    struct Extent {
        Address address;
        std::uint64_t size;
        std::uint64_t retired; ///< number of the write since which the file does not refer to it
    };
    enum class Lasts { for_good, one_write };
    struct Placed {
        Extent extent;
        Lasts lasts;
    };
    /// Of the index of a series, by level: entries that will not change any more; those of level 0 are the whole chunks.
    using Level = std::vector<hdf5::Child>;
    using Index = std::vector<Level>;

    SeriesFile(SeriesLayout layout, Replacement&& place);
    void begin();
    /// Writes everything but the superblock, which it returns.
    [[nodiscard]] hdf5::Bytes put_all(std::span<const std::byte* const> values, std::size_t rows);
    /// Of a write that failed. \param sizes  of the levels of the indices before \param end  of the file before
    void take_back(const std::vector<std::vector<std::size_t>>& sizes, Address end);
    /// The index of a series with one more chunk.
    [[nodiscard]] Address put_index(std::size_t series, const std::byte* values, std::size_t rows);
    [[nodiscard]] hdf5::Child put_chunk(const Table& series, const std::byte* values, std::size_t rows);
    /// Writes to a place that nothing refers to. \param place  its size, if that is larger
    [[nodiscard]] Address put(std::span<const std::byte> bytes, Lasts lasts, std::uint64_t place = 0);
    [[nodiscard]] Extent free_place(std::uint64_t size);

    /// No other SeriesFile of this program has the path while this one lives.
    class Claim {
      public:
        explicit Claim(const std::string& path);
        Claim(const Claim&) = delete;
        Claim& operator=(const Claim&) = delete;
        ~Claim();

      private:
        std::string path_;
    };

    SeriesLayout layout_;
    std::optional<Claim> claim_;
    File file_;
    std::vector<Index> indices_; ///< by series
    std::vector<std::pair<std::string, Address>> fixed_;
    std::size_t whole_chunks_ = 0;
    std::size_t rows_ = 0;
    bool cut_ = false; ///< since the last write
    Address end_ = 0;         ///< of all places
    Address written_end_ = 0; ///< of the file
    std::uint64_t writes_ = 0;
    std::vector<Extent> current_; ///< what the file refers to until the next write
    std::vector<Placed> placed_;  ///< by the write that is under way
    std::deque<Extent> free_;
};

/// Throws ValueError for a path that a SeriesFile of this program has: another file in its place would leave it without a name.
void require_unwritten(const std::string& path);

} // namespace hillock::internal::files
