// SPDX-License-Identifier: Apache-2.0
#include "engine/recording.hpp"

#include "engine/log.hpp"
#include "hillock/error.hpp"
#include "hillock/quantity.hpp"

#include <algorithm>
#include <cstring>
#include <random>

namespace hillock::internal::engine {

namespace {

files::Type file_type(plan::Storage storage) {
    switch (storage) {
    case plan::Storage::boolean8: return files::Type::boolean;
    case plan::Storage::integer32: return files::Type::int32;
    case plan::Storage::integer64: return files::Type::int64;
    case plan::Storage::float32: return files::Type::float32;
    case plan::Storage::float64: break;
    }
    return files::Type::float64;
}

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

/// Rows of a chunk: about 1 MiB of all columns together, which compresses well and is read fast, and less memory than the limit.
std::size_t chunk_rows(std::size_t row_bytes, std::size_t memory_limit) {
    constexpr std::size_t kMostRows = 65536;
    const std::size_t bytes = memory_limit > 0 ? std::min(kChunkBytes, memory_limit) : kChunkBytes;
    return std::clamp<std::size_t>(bytes / std::max<std::size_t>(row_bytes, 1), 1, kMostRows);
}

/// That no other branch of rows has, in whatever process.
std::uint64_t fresh_id() {
    std::random_device source;
    return std::uint64_t{source()} << 32 | source();
}

} // namespace

files::Table table_of(const Recording::Heading& heading) {
    return {.name = heading.name,
            .type = file_type(heading.storage),
            .width = heading.width,
            .matrix = heading.matrix,
            .attributes = {{"unit", unit_symbol(heading.dimension)}}};
}

Recording::Filled::Filled(Heading named)
    : heading(std::move(named)), in_blocks(heading.width > 1), values(heading.storage), blocks(std::max<std::size_t>(1, row_bytes())),
      all(heading.storage) {}

Recording::Filled::Filled(const Filled& other) : Filled(other.heading) {
    if (!in_blocks) fill({other.values.data(), other.values.size() * other.values.value_bytes()});
    other.blocks.for_each([&](std::size_t, const std::byte* from, std::size_t rows) {
        for (std::size_t k = 0; k < rows; ++k) {
            std::memcpy(blocks.next_row(), from + k * row_bytes(), row_bytes());
            blocks.append();
        }
    });
}

void Recording::Filled::fill(std::span<const std::byte> bytes) {
    if (!in_blocks) {
        values.resize(bytes.size() / values.value_bytes());
        if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
        return;
    }
    blocks.clear();
    for (; !bytes.empty(); bytes = bytes.subspan(row_bytes())) {
        std::memcpy(blocks.next_row(), bytes.data(), row_bytes());
        blocks.append();
    }
}

Recording::Recording(const Recording& other)
    : columns_(other.file_ ? std::vector<Filled>() : other.columns_), row_bytes_(other.row_bytes_), place_(other.place_) {
    if (other.file_) {
        copy_from(other);
        return;
    }
    rows_ = other.rows_;
    kept_ = other.kept_;
    branches_ = other.branches_;
    if (streams()) branches_.push_back({fresh_id(), rows_});
}

void Recording::copy_from(const Recording& other) {
    place_.file.clear();
    if (place_.memory_limit == 0) place_.memory_limit = kChunkBytes;
    branches_ = other.branches_;
    branches_.push_back({fresh_id(), other.rows_});
    for (const Filled& column : other.columns_) columns_.emplace_back(column.heading).in_blocks = false;
    open(std::nullopt);
    const auto take = [&](const std::vector<const std::byte*>& values, std::size_t count) {
        for (std::size_t k = 0; k < columns_.size(); ++k)
            if (columns_[k].row_bytes() > 0) std::memcpy(place_bytes(k, count), values[k], count * columns_[k].row_bytes());
        rows_ += count;
        kept_ += count;
        if (kept_ >= file_->chunk_rows()) write_chunks();
    };
    const std::size_t chunk_rows = other.file_->chunk_rows();
    for (std::size_t chunk = 0; chunk * chunk_rows < other.file_->whole_rows(); ++chunk) {
        const std::vector<Column> parts = other.rows_of_chunk(chunk, chunk_rows);
        std::vector<const std::byte*> values;
        for (const Column& part : parts) values.push_back(part.data());
        take(values, chunk_rows);
    }
    if (other.kept_ == 0) return;
    std::vector<const std::byte*> values;
    for (const Filled& column : other.columns_) values.push_back(column.values.data());
    take(values, other.kept_);
}

std::vector<Column> Recording::rows_of_chunk(std::size_t chunk, std::size_t rows) const {
    std::vector<Column> parts;
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        const Recording::Heading& heading = columns_[k].heading;
        Column& part = parts.emplace_back(heading.storage);
        part.resize(file_->chunk_rows() * heading.width);
        if (heading.width > 0) file_->read_chunk(k, chunk, {part.data(), part.size() * part.value_bytes()});
        part.resize(rows * heading.width);
    }
    return parts;
}

// ---- store and restore ----------------------------------------------------------------------------------------

bool Recording::visit_state(StateVisitor& visitor, const std::string& monitor, std::span<const OwnField> own) {
    const bool streamed = visitor.look<bool>("streams", streams());
    if (streamed != streams())
        visitor.refuse("'" + monitor + "' " +
                       (streamed ? "streamed to a file or had a memory_limit when it was stored, but has neither now"
                                 : "streams to a file or has a memory_limit now, but had neither when it was stored"));
    if (streamed) return visit_length(visitor, monitor);
    visit_rows(visitor, own);
    return true;
}

bool Recording::visit_length(StateVisitor& visitor, const std::string& monitor) {
    const std::size_t rows = visitor.look<std::uint64_t>("rows", rows_);
    const auto id = visitor.look<std::uint64_t>("branch", branches_.back().id);
    if (!visitor.restores()) return true;
    const auto branch = std::find_if(branches_.begin(), branches_.end(), [&](const Branch& one) { return one.id == id; });
    const bool ours = branch != branches_.end();
    if (ours)
        for (auto later = branch + 1; later != branches_.end(); ++later)
            if (later->first_row < rows)
                visitor.refuse("'" + monitor + "' had " + std::to_string(rows) +
                               " rows when it was stored, of which its file has the first " + std::to_string(later->first_row) + ", since it was cut back by a restore() or is that of a clone; " +
                               "a monitor without a file keeps the rows of each state");
    visitor.require(!ours || rows <= rows_, "rows");
    const std::size_t keep = ours ? rows : 0;
    // The last row that is kept stays out of the file's whole chunks: what comes next goes on behind it.
    std::size_t in_file = 0;
    std::vector<Column> rest;
    if (file_ && keep > 0) {
        in_file = std::min((keep - 1) / file_->chunk_rows() * file_->chunk_rows(), file_->whole_rows());
        if (in_file < file_->whole_rows()) rest = rows_of_chunk(in_file / file_->chunk_rows(), keep - in_file);
    }
    std::vector<Branch> branches = branches_;
    if (keep < rows_) branches.push_back({fresh_id(), keep});
    visitor.then([this, keep, in_file, rest = std::move(rest), branches = std::move(branches)]() mutable {
        branches_.swap(branches);
        cut(keep, in_file, rest);
    });
    return ours;
}

void Recording::cut(std::size_t rows, std::size_t in_file, std::vector<Column>& rest) {
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        if (columns_[k].in_blocks) columns_[k].blocks.keep_first(rows);
        else if (!rest.empty()) columns_[k].values = std::move(rest[k]);
    }
    if (file_ && in_file < file_->whole_rows()) file_->cut(in_file);
    rows_ = rows;
    kept_ = rows - in_file;
    forget_copies();
    try {
        flush();
    } catch (const std::exception&) {
        late_ = true; // the next run tries again, and tells
    }
}

void Recording::visit_rows(StateVisitor& visitor, std::span<const OwnField> own) {
    const std::size_t rows = visitor.look<std::uint64_t>("rows", rows_);
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        Filled& column = columns_[k];
        std::vector<std::byte> bytes;
        if (!visitor.restores()) {
            bytes.reserve(rows_ * column.row_bytes());
            for_each_part(k, [&](std::size_t, const std::byte* values, std::size_t count) {
                bytes.insert(bytes.end(), values, values + count * column.row_bytes());
            });
        }
        const bool is_own = k < own.size();
        const std::string& name = is_own ? own[k].name : column.heading.name;
        bytes = visitor.exchange_bytes(name, !is_own, field_type(column.heading.storage), std::move(bytes));
        if (!visitor.restores()) continue;
        visitor.require(column.row_bytes() == 0 ? bytes.empty() : bytes.size() % column.row_bytes() == 0 && bytes.size() / column.row_bytes() == rows, name);
        auto restored = std::make_shared<Filled>(column.heading);
        restored->fill(bytes);
        if (is_own && own[k].allowed)
            for (const std::int32_t value : restored->values.as<std::int32_t>())
                visitor.require(value >= own[k].allowed->begin && value < own[k].allowed->end, name);
        visitor.then([&column, restored] {
            column.values = std::move(restored->values);
            column.blocks = std::move(restored->blocks);
        });
    }
    visitor.then([this, rows] {
        rows_ = kept_ = rows;
        forget_copies();
    });
}

Recording::~Recording() {
    try {
        flush();
    } catch (const std::exception& error) {
        log_warning(Warning::lost_rows, std::string("the last rows of a recording are lost: ") + error.what());
    }
}

std::size_t Recording::add_column(Heading heading, std::string_view taken) {
    const auto is_taken = [&](const Filled& other) { return other.heading.name == heading.name; };
    while (heading.name == taken || std::any_of(columns_.begin(), columns_.end(), is_taken)) heading.name += '_';
    columns_.emplace_back(std::move(heading));
    row_bytes_ += columns_.back().row_bytes();
    return columns_.size() - 1;
}

files::SeriesLayout Recording::layout(int compression, std::size_t memory_limit) const {
    if (compression < 0 || compression > 9)
        throw ValueError("the compression of a file is 0 (none) to 9 (smallest), but was given " + std::to_string(compression));
    files::SeriesLayout result;
    result.chunk_rows = chunk_rows(row_bytes_, memory_limit);
    result.compression = compression;
    for (const Filled& column : columns_) result.series.push_back(table_of(column.heading));
    return result;
}

void Recording::stream_to(const Place& place, std::vector<files::Table> fixed) {
    place_ = place;
    fixed_ = std::move(fixed);
    (void)layout(place.compression, place.memory_limit); // refuses what cannot be now, not in a run
    branches_ = {{fresh_id(), 0}};
    if (!place.file.empty()) open(place.file);
}

void Recording::open(const std::optional<std::string>& path) {
    files::SeriesLayout chosen = layout(place_.compression, place_.memory_limit);
    if (path) {
        chosen.fixed = fixed_;
        chosen.attributes = place_.attributes;
        chosen.sync = place_.sync;
    }
    file_ = path ? std::make_unique<files::SeriesFile>(*path, std::move(chosen)) : std::make_unique<files::SeriesFile>(std::move(chosen));
    if (kept_ == 0)
        for (Filled& column : columns_) column.in_blocks = false; // a chunk lies in one piece
}

void Recording::save(const std::string& path, int compression, std::vector<files::Table> fixed,
                     std::vector<files::Attribute> attributes) const {
    files::SeriesLayout chosen = layout(compression, 0);
    chosen.fixed = std::move(fixed);
    chosen.attributes = std::move(attributes);
    files::Replacement whole(path);
    files::SeriesFile file(whole.path(), std::move(chosen));
    // A chunk takes the same rows of all columns, but the parts in which columns lie do not end at the same rows.
    std::vector<std::vector<std::byte>> values(columns_.size());
    for (std::size_t k = 0; k < columns_.size(); ++k)
        for_each_part(k, [&](std::size_t, const std::byte* part, std::size_t rows) {
            values[k].insert(values[k].end(), part, part + rows * columns_[k].row_bytes());
        });
    for (std::size_t first = 0; first < rows_; first += file.chunk_rows()) {
        std::vector<const std::byte*> chunk;
        for (std::size_t k = 0; k < columns_.size(); ++k) chunk.push_back(values[k].data() + first * columns_[k].row_bytes());
        file.write(chunk, std::min(file.chunk_rows(), rows_ - first));
    }
    whole.keep();
}

std::byte* Recording::place_bytes(std::size_t column, std::size_t rows) {
    Filled& filled = columns_[column];
    filled.values.resize((kept_ + rows) * filled.heading.width);
    return filled.values.data() + kept_ * filled.row_bytes();
}

std::byte* Recording::place_row(std::size_t column, BlockSupply* supply) {
    return columns_[column].in_blocks ? columns_[column].blocks.next_row(supply) : place_bytes(column, 1);
}

std::size_t Recording::row_bytes_in_blocks() const {
    std::size_t bytes = 0;
    for (const Filled& column : columns_)
        if (column.in_blocks) bytes += column.row_bytes();
    return bytes;
}

void Recording::append(std::size_t rows) {
    for (Filled& column : columns_)
        if (column.in_blocks) column.blocks.append();
    rows_ += rows;
    kept_ += rows;
    if (copied_) forget_copies();
    if (late_) return;
    try {
        if (!file_ && place_.memory_limit > 0 && kept_ * row_bytes_ > place_.memory_limit) open(std::nullopt);
        if (file_ && kept_ >= file_->chunk_rows()) write_chunks();
    } catch (const SystemError&) {
        late_ = true; // in the middle of a step a run cannot end
    }
}

void Recording::flush() {
    if (!file_ || place_.file.empty()) return;
    const auto is_up_to_date = [&] { return rows_ == file_->rows() && !file_->has_cut_rows(); };
    if (is_up_to_date()) return;
    write_chunks();
    if (is_up_to_date()) return;
    std::vector<const std::byte*> values;
    for (const Filled& column : columns_) values.push_back(column.values.data());
    file_->write(values, kept_);
}

void Recording::gather_blocks() {
    for (Filled& column : columns_) {
        if (!column.in_blocks) continue;
        column.values.resize(kept_ * column.heading.width);
        column.blocks.for_each([&](std::size_t first, const std::byte* rows, std::size_t count) {
            std::memcpy(column.values.data() + first * column.row_bytes(), rows, count * column.row_bytes());
        });
        column.blocks.clear();
        column.in_blocks = false;
    }
}

void Recording::write_chunks() {
    if (!file_) open(std::nullopt);
    gather_blocks();
    const std::size_t chunk = file_->chunk_rows();
    std::size_t written = 0;
    const auto drop_written = [&] {
        for (Filled& column : columns_) {
            const std::size_t left = (kept_ - written) * column.row_bytes();
            if (left > 0) std::memmove(column.values.data(), column.values.data() + written * column.row_bytes(), left);
        }
        kept_ -= written;
    };
    try {
        for (; kept_ - written >= chunk; written += chunk) {
            std::vector<const std::byte*> values;
            for (const Filled& column : columns_) values.push_back(column.values.data() + written * column.row_bytes());
            file_->write(values, chunk);
        }
    } catch (...) {
        drop_written();
        throw;
    }
    drop_written();
    late_ = false;
}

// ---- reading ------------------------------------------------------------------------------------------------

const Column& Recording::all_of(const Filled& column) const {
    if (!file_) return column.values;
    if (column.all.size() == rows_) return column.all;
    column.all.resize(rows_);
    for_each_part(static_cast<std::size_t>(&column - columns_.data()), [&](std::size_t first, const std::byte* values, std::size_t rows) {
        std::memcpy(column.all.data() + first * column.row_bytes(), values, rows * column.row_bytes());
    });
    copied_ = true;
    return column.all;
}

std::span<const double> Recording::numbers(std::size_t column) const {
    if (heading(column).storage == plan::Storage::float64) return read<double>(column);
    const Filled& filled = columns_[column];
    if (filled.numbers.size() != rows_) {
        filled.numbers = all_of(filled).numbers();
        filled.numbers.resize(rows_);
        copied_ = true;
    }
    return filled.numbers;
}

void Recording::forget_copies() {
    for (Filled& column : columns_) {
        column.all.release();
        column.numbers = {};
    }
    copied_ = false;
}

std::size_t Recording::bytes() const {
    std::size_t bytes = 0;
    for (const Filled& column : columns_)
        bytes += column.values.bytes() + column.blocks.bytes() + column.all.bytes() + column.numbers.capacity() * sizeof(double);
    return bytes;
}

} // namespace hillock::internal::engine
