// SPDX-License-Identifier: Apache-2.0
#include "files/hdf5_encoding.hpp"

#include <bit>
#include <concepts>
#include <cstring>

namespace hillock::internal::files::hdf5 {

static_assert(std::endian::native == std::endian::little, "values go from memory to the file as they are");

namespace {

// Numbers of the messages of an object header.
enum class Message : std::uint8_t {
    dataspace = 0x01, link_info = 0x02, datatype = 0x03, fill_value = 0x05, link = 0x06, layout = 0x08, group_info = 0x0A, filters = 0x0B,
    attribute = 0x0C,
};

class Encoder {
  public:
    template <std::integral Number> Encoder& number(Number value) { return append(&value, sizeof value); }
    Encoder& byte(unsigned value) { return number(static_cast<std::uint8_t>(value)); }
    Encoder& word(std::size_t value) { return number(static_cast<std::uint16_t>(value)); }
    Encoder& long_word(std::size_t value) { return number(static_cast<std::uint32_t>(value)); }
    Encoder& address(Address value) { return number(value); }
    Encoder& text(std::string_view value) { return append(value.data(), value.size()); }
    Encoder& bytes(const Bytes& value) { return append(value.data(), value.size()); }
    [[nodiscard]] Bytes take() { return std::move(bytes_); }
    [[nodiscard]] const Bytes& so_far() const { return bytes_; }

  private:
    Encoder& append(const void* values, std::size_t size) {
        const auto* const first = static_cast<const std::byte*>(values);
        for (std::size_t k = 0; k < size; ++k) bytes_.push_back(first[k]); // insert() gives false alarms of g++ 12
        return *this;
    }
    Bytes bytes_;
};

/// The checksum of metadata: hashlittle() of lookup3 (Bob Jenkins, 2006, public domain) with the initial value 0.
std::uint32_t checksum(std::span<const std::byte> data) {
    std::uint32_t a = 0xdeadbeef + static_cast<std::uint32_t>(data.size()), b = a, c = a;
    const auto take = [&](std::size_t count) {
        std::byte block[12] = {};
        std::memcpy(block, data.data(), count);
        std::uint32_t words[3];
        std::memcpy(words, block, sizeof words);
        a += words[0];
        b += words[1];
        c += words[2];
        data = data.subspan(count);
    };
    const auto mix = [](std::uint32_t& changed, std::uint32_t minus, std::uint32_t& plus, std::uint32_t other, int turn) {
        changed = (changed - minus) ^ std::rotl(minus, turn);
        plus += other;
    };
    while (data.size() > 12) {
        take(12);
        mix(a, c, c, b, 4);
        mix(b, a, a, c, 6);
        mix(c, b, b, a, 8);
        mix(a, c, c, b, 16);
        mix(b, a, a, c, 19);
        mix(c, b, b, a, 4);
    }
    if (data.empty()) return c;
    take(data.size());
    const auto finish = [](std::uint32_t& changed, std::uint32_t other, int turn) { changed = (changed ^ other) - std::rotl(other, turn); };
    finish(c, b, 14);
    finish(a, c, 11);
    finish(b, a, 25);
    finish(c, b, 16);
    finish(a, c, 4);
    finish(b, a, 14);
    finish(c, b, 24);
    return c;
}

Bytes with_checksum(Encoder encoder) {
    const std::uint32_t sum = checksum(encoder.so_far());
    return encoder.number(sum).take();
}

struct HeaderMessage {
    Message type;
    Bytes body;
};

/// Object header, version 2, without times, in one piece.
Bytes object_header(std::span<const HeaderMessage> messages) {
    Encoder all;
    for (const HeaderMessage& message : messages)
        all.byte(static_cast<unsigned>(message.type)).word(message.body.size()).byte(0).bytes(message.body);
    constexpr unsigned kSizeIn4Bytes = 2;
    const std::size_t size = all.so_far().size();
    Encoder header;
    header.text("OHDR").byte(2).byte(kSizeIn4Bytes).long_word(size).bytes(all.so_far());
    return with_checksum(std::move(header));
}

/// A class of types, its version, and 24 bits of its own.
Encoder datatype_of(unsigned type_class, unsigned version, std::uint32_t bits, std::size_t size) {
    Encoder encoder;
    encoder.byte(version << 4 | type_class).byte(bits & 0xFF).byte(bits >> 8 & 0xFF).byte(bits >> 16 & 0xFF).long_word(size);
    return encoder;
}

Bytes signed_integer(std::size_t size) {
    constexpr std::uint32_t kSigned = 8;
    return datatype_of(0, 1, kSigned, size).word(0).word(size * 8).take();
}

/// IEEE 754, little-endian.
Bytes floating_point(std::size_t size) {
    const bool wide = size == 8;
    const std::uint32_t sign_at = wide ? 63 : 31;
    constexpr std::uint32_t kImpliedBit = 0x20;
    return datatype_of(1, 1, sign_at << 8 | kImpliedBit, size)
        .word(0)
        .word(size * 8)
        .byte(wide ? 52 : 23) // where the exponent is, its bits, where the mantissa is, its bits
        .byte(wide ? 11 : 8)
        .byte(0)
        .byte(wide ? 52 : 23)
        .long_word(wide ? 1023 : 127)
        .take();
}

Bytes datatype(Type type) {
    switch (type) {
    case Type::int32:
    case Type::int64: return signed_integer(bytes_of(type));
    case Type::float32:
    case Type::float64: return floating_point(bytes_of(type));
    case Type::boolean: break;
    }
    // As h5py writes and reads booleans: an enumeration of two names.
    return datatype_of(8, 3, 2, 1)
        .bytes(signed_integer(1))
        .text(std::string_view("FALSE\0TRUE\0", 11))
        .byte(0)
        .byte(1)
        .take();
}

/// \param unlimited  the first dimension may grow
Bytes dataspace(std::span<const std::uint64_t> dimensions, bool unlimited) {
    Encoder encoder;
    encoder.byte(2).byte(static_cast<unsigned>(dimensions.size())).byte(unlimited ? 1 : 0).byte(dimensions.empty() ? 0 : 1);
    for (const std::uint64_t dimension : dimensions) encoder.number(dimension);
    if (!unlimited) return encoder.take();
    encoder.number(~std::uint64_t{0});
    for (const std::uint64_t dimension : dimensions.subspan(1)) encoder.number(dimension);
    return encoder.take();
}

std::vector<std::uint64_t> dimensions_of(const Table& table, std::uint64_t rows) {
    if (table.matrix) return {rows, table.width};
    return {rows};
}

HeaderMessage attribute(const Attribute& attribute) {
    constexpr std::uint32_t kPaddedUtf8 = 0x11;
    // A text of no characters would be a type of no bytes, which is none.
    const std::string text = attribute.text.empty() ? std::string(1, '\0') : attribute.text;
    const Bytes type = datatype_of(3, 1, kPaddedUtf8, text.size()).take();
    const Bytes space = dataspace({}, false);
    Encoder encoder;
    encoder.byte(3).byte(0).word(attribute.name.size() + 1).word(type.size()).word(space.size()).byte(1);
    encoder.text(attribute.name).byte(0).bytes(type).bytes(space).text(text);
    return {Message::attribute, encoder.take()};
}

HeaderMessage fill_value() {
    constexpr unsigned kAllocatedAsNeededWrittenIfSet = 3 | 2 << 2;
    return {Message::fill_value, Encoder().byte(3).byte(kAllocatedAsNeededWrittenIfSet).take()};
}

HeaderMessage filters(Type type, int compression) {
    constexpr std::size_t kDeflate = 1, kShuffle = 2;
    Encoder encoder;
    encoder.byte(2).byte(2);
    encoder.word(kShuffle).word(0).word(1).long_word(bytes_of(type));
    encoder.word(kDeflate).word(0).word(1).long_word(static_cast<std::size_t>(compression));
    return {Message::filters, encoder.take()};
}

HeaderMessage chunked_layout(const Table& table, const ChunkedLayout& layout) {
    constexpr unsigned kChunked = 2;
    Encoder encoder;
    encoder.byte(3).byte(kChunked).byte(table.matrix ? 3 : 2).address(layout.index).long_word(layout.chunk_rows);
    if (table.matrix) encoder.long_word(table.width);
    return {Message::layout, encoder.long_word(bytes_of(table.type)).take()};
}

} // namespace

Bytes superblock(Address root, Address end) {
    Encoder encoder;
    encoder.text("\x89HDF\r\n\x1a\n").byte(2).byte(8).byte(8).byte(0);
    encoder.address(0).address(kUndefined).address(end).address(root);
    return with_checksum(std::move(encoder));
}

Bytes group(std::span<const std::pair<std::string, Address>> members, std::span<const Attribute> attributes) {
    std::vector<HeaderMessage> messages;
    messages.push_back({Message::link_info, Encoder().byte(0).byte(0).address(kUndefined).address(kUndefined).take()});
    messages.push_back({Message::group_info, Encoder().byte(0).byte(0).take()});
    for (const auto& [name, address] : members) {
        constexpr unsigned kLengthIn2BytesWithCharacterSet = 1 | 1 << 4;
        constexpr unsigned kUtf8 = 1;
        Encoder link;
        link.byte(1).byte(kLengthIn2BytesWithCharacterSet).byte(kUtf8).word(name.size()).text(name).address(address);
        messages.push_back({Message::link, link.take()});
    }
    for (const Attribute& one : attributes) messages.push_back(attribute(one));
    return object_header(messages);
}

Bytes growing_data(const Table& table, const ChunkedLayout& layout) {
    std::vector<HeaderMessage> messages;
    messages.push_back({Message::dataspace, dataspace(dimensions_of(table, layout.rows), true)});
    messages.push_back({Message::datatype, datatype(table.type)});
    messages.push_back(fill_value());
    messages.push_back(chunked_layout(table, layout));
    if (layout.compression > 0) messages.push_back(filters(table.type, layout.compression));
    for (const Attribute& one : table.attributes) messages.push_back(attribute(one));
    return object_header(messages);
}

Bytes fixed_data(const Table& table, Address values) {
    constexpr unsigned kContiguous = 1;
    std::vector<HeaderMessage> messages;
    messages.push_back({Message::dataspace, dataspace(dimensions_of(table, table.rows), false)});
    messages.push_back({Message::datatype, datatype(table.type)});
    messages.push_back(fill_value());
    const std::uint64_t bytes = table.rows * table.width * bytes_of(table.type);
    messages.push_back({Message::layout, Encoder().byte(3).byte(kContiguous).address(values).number(bytes).take()});
    for (const Attribute& one : table.attributes) messages.push_back(attribute(one));
    return object_header(messages);
}

Bytes index_node(const Table& table, unsigned level, std::span<const Child> children, std::uint64_t end_row) {
    constexpr unsigned kChunks = 1;
    Encoder encoder;
    // Siblings are for those who change the tree or walk along its leaves; the library does neither when it reads.
    encoder.text("TREE").byte(kChunks).byte(level).word(children.size()).address(kUndefined).address(kUndefined);
    const auto key = [&](std::uint32_t bytes, std::uint64_t first_row) {
        encoder.number(bytes).number(std::uint32_t{0}).number(first_row);
        if (table.matrix) encoder.number(std::uint64_t{0});
        encoder.number(std::uint64_t{0}); // the place within an element
    };
    const std::size_t key_bytes = table.matrix ? 32 : 24, node_bytes = 24 + kNodeSize * (key_bytes + 8) + key_bytes;
    for (const Child& child : children) {
        key(child.chunk_bytes, child.first_row);
        encoder.address(child.address);
    }
    key(0, end_row);
    Bytes node = encoder.take();
    node.resize(node_bytes);
    return node;
}

} // namespace hillock::internal::files::hdf5
