// SPDX-License-Identifier: Apache-2.0
// What a monitor has recorded: a table with one row a sample or event, and columns of different types. A column has one value or several
// in each row (a sample of all recorded neurons). It grows in memory, or streams to a file and keeps in memory what is less than a chunk.
#pragma once

#include "engine/blocks.hpp"
#include "engine/column.hpp"
#include "engine/range.hpp"
#include "engine/snapshot.hpp"
#include "files/series_file.hpp"
#include "hillock/dimension.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hillock::internal::engine {

class Recording {
  public:
    struct Heading {
        std::string name;
        plan::Storage storage;
        std::size_t width = 1; ///< values in each row
        bool matrix = false;   ///< two dimensions in a file, also where the width is 1
        Dimension dimension = {};
    };
    /// Where rows go that are more than a monitor may keep.
    struct Place {
        std::string file;             ///< "" : one without a name, once there is more than the limit
        std::size_t memory_limit = 0; ///< bytes; 0: none
        int compression = 1;
        bool sync = false;
        std::vector<files::Attribute> attributes = {};
    };

    /// A column that is no variable, in a stored state.
    struct OwnField {
        std::string name;
        std::optional<Range> allowed; ///< of integers: what they must be in
    };

    Recording() = default;
    /// Writes to the file what it does not have yet, if it can.
    ~Recording();
    /// A second one of the same rows. What one that streams has in a file is copied to a file without a name. Throws std::bad_alloc, SystemError.
    Recording(const Recording& other);
    Recording& operator=(const Recording&) = delete;

    /// For store() and restore(): all rows, or of one that streams their number.
    /// \param monitor  its name, for messages
    /// \return  whether it will have the rows of the stored state; else, where they are not at hand, none
    bool visit_state(StateVisitor& visitor, const std::string& monitor, std::span<const OwnField> own);

    /// A name that another column has gets a "_" behind it: in files there is one data set of a name.
    /// \param taken  a name of what else is in the file
    /// \return  number of the column. \pre there is no row yet
    std::size_t add_column(Heading heading, std::string_view taken = {});
    /// Throws ValueError for a compression that is not 0 to 9, and what files::SeriesFile throws. \pre all columns were added
    /// \param fixed  what else is in the file
    void stream_to(const Place& place, std::vector<files::Table> fixed = {});

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t column_count() const { return columns_.size(); }
    [[nodiscard]] const Heading& heading(std::size_t column) const { return columns_[column].heading; }

    /// Place for the values of `rows` more rows of a column of width 1. They count when append() is told of them: what an attempt that
    /// failed has left is overwritten. Throws std::bad_alloc.
    template <class T> [[nodiscard]] std::span<T> place(std::size_t column, std::size_t rows) {
        columns_[column].values.resize(kept_ + rows);
        return columns_[column].values.as<T>().last(rows);
    }
    /// The same for any type.
    [[nodiscard]] std::byte* place_bytes(std::size_t column, std::size_t rows);
    /// The same for one row of any width. \param supply  of memory that is ready, or nullptr
    [[nodiscard]] std::byte* place_row(std::size_t column, BlockSupply* supply);
    /// Whether rows lie in memory of their own and are so long that they had better not pass through the caches.
    [[nodiscard]] bool is_wide(std::size_t column) const {
        constexpr std::size_t kLeast = 1024; // bytes: what is left over at both ends is a small part then
        return columns_[column].in_blocks && columns_[column].row_bytes() >= kLeast;
    }
    /// That each row will take in memory, of columns for which a supply is of use.
    [[nodiscard]] std::size_t row_bytes_in_blocks() const;
    /// Every column has got `rows` more rows; more than one only if all widths are 1. What cannot be written to the file stays in memory
    /// until catch_up().
    void append(std::size_t rows);
    [[nodiscard]] bool streams() const { return !place_.file.empty() || place_.memory_limit > 0; }
    /// Write what append() could not. Throws SystemError.
    void catch_up() {
        if (late_) write_chunks();
    }
    /// Write to the file, if there is one, what it does not have yet. Throws SystemError.
    void flush();

    /// All rows as the file that it might have streamed to, whole or not at all. Throws as stream_to().
    void save(const std::string& path, int compression, std::vector<files::Table> fixed, std::vector<files::Attribute> attributes) const;

    /// All rows of a column of width 1; valid until the next append(). Throws std::bad_alloc, SystemError.
    template <class T> [[nodiscard]] std::span<const T> read(std::size_t column) const {
        return all_of(columns_[column]).template as<T>().first(rows_);
    }
    /// The same as numbers, whatever the type of the column.
    [[nodiscard]] std::span<const double> numbers(std::size_t column) const;
    /// Rows of any column from front to back: action(first row, values, rows). Throws as read().
    template <class Action> void for_each_part(std::size_t column, Action action) const {
        const Filled& filled = columns_[column];
        if (filled.heading.width == 0) return;
        std::vector<std::byte> chunk;
        const std::size_t written = file_ ? file_->whole_rows() : 0;
        for (std::size_t first = 0; first < written; first += file_->chunk_rows()) {
            chunk.resize(file_->chunk_rows() * filled.row_bytes());
            file_->read_chunk(column, first / file_->chunk_rows(), chunk);
            action(first, static_cast<const std::byte*>(chunk.data()), file_->chunk_rows());
        }
        if (filled.in_blocks)
            filled.blocks.for_each([&](std::size_t first, const std::byte* values, std::size_t rows) { action(written + first, values, rows); });
        else if (kept_ > 0) action(written, filled.values.data(), kept_);
    }
    /// In memory.
    [[nodiscard]] std::size_t bytes() const;

  private:
    struct Filled {
        explicit Filled(Heading named);
        Filled(const Filled& other);
        Filled(Filled&&) noexcept = default;
        /// Rows instead of those there are.
        void fill(std::span<const std::byte> bytes);
        [[nodiscard]] std::size_t row_bytes() const { return heading.width * values.value_bytes(); }

        Heading heading;
        bool in_blocks;
        Column values;                       ///< the rows that are in memory, unless in_blocks
        Blocks blocks;                       ///< else here
        mutable Column all;                  ///< of a recording that streams: all rows, once they were asked for
        mutable std::vector<double> numbers; ///< of all rows, once they were asked for
    };
    /// Rows that are an unbroken continuation of those before: from a branch that began later at a lower row on they are others.
    struct Branch {
        std::uint64_t id;
        std::size_t first_row;
    };
    /// All rows. \pre it does not stream
    void visit_rows(StateVisitor& visitor, std::span<const OwnField> own);
    /// Their number, of one that streams; returns what visit_state() returns.
    [[nodiscard]] bool visit_length(StateVisitor& visitor, const std::string& monitor);
    /// Takes over the rows of one that streams.
    void copy_from(const Recording& other);
    /// The first rows of a whole chunk of the file, by column.
    [[nodiscard]] std::vector<Column> rows_of_chunk(std::size_t chunk, std::size_t rows) const;
    /// Only the first rows from now on. \param in_file  of them \param rest  the others by column, unless they are in memory
    void cut(std::size_t rows, std::size_t in_file, std::vector<Column>& rest);
    [[nodiscard]] const Column& all_of(const Filled& column) const;
    [[nodiscard]] files::SeriesLayout layout(int compression, std::size_t memory_limit) const;
    void open(const std::optional<std::string>& path);
    void forget_copies();
    /// Whole chunks that are in memory, to the file.
    void write_chunks();
    /// Rows in blocks, which there are when a recording begins to stream, to one piece.
    void gather_blocks();

    std::vector<Filled> columns_;
    std::size_t rows_ = 0;
    std::size_t kept_ = 0; ///< of them in memory; the file has those before
    std::size_t row_bytes_ = 0;
    bool late_ = false; ///< the file could not be written
    mutable bool copied_ = false; ///< some column has copies
    Place place_;
    std::vector<files::Table> fixed_;
    std::unique_ptr<files::SeriesFile> file_;
    std::vector<Branch> branches_; ///< of one that streams
};

/// A column as files know it, without rows and values.
[[nodiscard]] files::Table table_of(const Recording::Heading& heading);

} // namespace hillock::internal::engine
