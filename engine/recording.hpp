// SPDX-License-Identifier: Apache-2.0
// What a monitor has recorded: a table with one row a sample or event, and columns of different types. A column has one value or several
// in each row (a sample of all recorded neurons).
#pragma once

#include "engine/column.hpp"
#include "hillock/dimension.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace hillock::engine {

class Recording {
  public:
    struct Heading {
        std::string name;
        plan::Storage storage;
        std::size_t width = 1; ///< values in each row
        Dimension dimension = {};
    };
    /// \return  number of the column. \pre there is no row yet
    std::size_t add_column(Heading heading);

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t column_count() const { return columns_.size(); }
    [[nodiscard]] const Heading& heading(std::size_t column) const { return columns_[column].heading; }

    /// Place for the values of `rows` more rows of a column. They count when append() is told of them: what an attempt that failed has
    /// left is overwritten. Throws std::bad_alloc.
    template <class T> [[nodiscard]] std::span<T> place(std::size_t column, std::size_t rows) {
        return place(columns_[column], rows).template as<T>().last(rows * columns_[column].heading.width);
    }
    /// The same without the type.
    [[nodiscard]] std::byte* place_bytes(std::size_t column, std::size_t rows);
    /// Every column has got `rows` more rows.
    void append(std::size_t rows) { rows_ += rows; }

    /// All rows, one after the other; valid until the next append().
    template <class T> [[nodiscard]] std::span<const T> read(std::size_t column) const {
        return columns_[column].values.template as<T>().first(rows_ * columns_[column].heading.width);
    }
    /// The same as numbers, whatever the type of the column.
    [[nodiscard]] std::span<const double> numbers(std::size_t column) const;
    [[nodiscard]] std::size_t bytes() const;

  private:
    struct Filled {
        Heading heading;
        Column values;
        mutable std::vector<double> numbers = {}; ///< of the first rows, once they were asked for
    };
    Column& place(Filled& column, std::size_t rows) {
        column.values.resize((rows_ + rows) * column.heading.width);
        return column.values;
    }

    std::vector<Filled> columns_;
    std::size_t rows_ = 0;
};

} // namespace hillock::engine
