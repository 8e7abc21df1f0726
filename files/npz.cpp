// SPDX-License-Identifier: Apache-2.0
#include "files/npz.hpp"

#include "hillock/error.hpp"

#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include <zip.h>

namespace hillock::internal::files {

namespace {

const char* descriptor(Type type) {
    switch (type) {
    case Type::boolean: return "|b1";
    case Type::int32: return "<i4";
    case Type::int64: return "<i8";
    case Type::float32: return "<f4";
    case Type::float64: break;
    }
    return "<f8";
}

/// What comes before the values in a .npy file; its length is a multiple of 64, so that values can be mapped into memory.
std::string npy_header(const Table& table) {
    const std::string shape = std::to_string(table.rows) + (table.matrix ? ", " + std::to_string(table.width) : ",");
    std::string text = std::string("{'descr': '") + descriptor(table.type) + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    constexpr std::size_t kFixed = 10; // magic string, version, length of the text
    text.append(63 - (kFixed + text.size()) % 64, ' ');
    text += '\n';
    std::string header("\x93NUMPY\x01\x00", 8);
    header += static_cast<char>(text.size() & 0xFF);
    header += static_cast<char>(text.size() >> 8);
    return header + text;
}

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};

[[noreturn]] void refuse(const std::string& path, const char* reason) {
    throw SystemError("'" + path + "' cannot be written: " + reason);
}

} // namespace

void fill_npz(const Replacement& place, std::span<const Table> tables) {
    const std::string& path = place.final_path();
    int code = 0;
    std::unique_ptr<zip_t, Discard> archive(zip_open(place.path().c_str(), ZIP_CREATE | ZIP_EXCL, &code));
    if (!archive) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        refuse(path, reason.c_str());
    }
    std::vector<std::vector<char>> contents; // of the entries, until they are written
    contents.reserve(tables.size());
    for (const Table& table : tables) {
        const std::string header = npy_header(table);
        const auto* const values = static_cast<const char*>(table.values);
        std::vector<char>& content = contents.emplace_back(header.begin(), header.end());
        if (const std::size_t bytes = table.rows * table.width * bytes_of(table.type)) content.insert(content.end(), values, values + bytes);
        zip_source_t* const source = zip_source_buffer(archive.get(), content.data(), content.size(), 0);
        if (!source) throw std::bad_alloc();
        const zip_int64_t index = zip_file_add(archive.get(), (table.name + ".npy").c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
            zip_source_free(source);
            refuse(path, zip_strerror(archive.get()));
        }
        constexpr zip_uint32_t kFast = 1;
        if (zip_set_file_compression(archive.get(), static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, kFast) != 0)
            refuse(path, zip_strerror(archive.get()));
    }
    if (zip_close(archive.get()) != 0) refuse(path, zip_strerror(archive.get()));
    (void)archive.release();
}

} // namespace hillock::internal::files
