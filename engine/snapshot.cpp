// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot.hpp"

#include <algorithm>
#include <utility>

namespace hillock::internal::engine {

namespace {

struct TypeRow {
    std::size_t bytes;
    const char* name;
};
/// In the order of FieldType.
constexpr std::array<TypeRow, kFieldTypes> kTypes{{{1, "boolean"},
                                                   {4, "int32"},
                                                   {8, "int64"},
                                                   {4, "float32"},
                                                   {8, "float64"},
                                                   {1, "uint8"},
                                                   {2, "uint16"},
                                                   {4, "uint32"},
                                                   {8, "uint64"},
                                                   {1, "text"}}};
const TypeRow& row(FieldType type) { return kTypes[static_cast<std::size_t>(type)]; }

} // namespace

std::size_t bytes_of(FieldType type) { return row(type).bytes; }

FieldType field_type(plan::Storage storage) {
    switch (storage) {
    case plan::Storage::boolean8: return FieldType::boolean8;
    case plan::Storage::integer32: return FieldType::integer32;
    case plan::Storage::integer64: return FieldType::integer64;
    case plan::Storage::float32: return FieldType::float32;
    case plan::Storage::float64: break;
    }
    return FieldType::float64;
}

void StateVisitor::refuse(const std::string& why) const { throw ValueError(stored_as_ + " does not fit: " + why); }

void StateVisitor::require(bool holds, const std::string& field) const {
    if (restores() && !holds)
        throw ValueError(stored_as_ + " is damaged: what it says of " + whose(field) + " contradicts itself");
}

std::string StateVisitor::whose(const std::string& field) const {
    const std::string& object = (from_ ? from_ : into_)->name;
    const std::string name = field.starts_with(kVariable) ? field.substr(kVariable.size()) : field;
    return "'" + name + "'" + (object.empty() ? "" : " of '" + object + "'");
}

void StateVisitor::write(const std::string& field, FieldType type, const void* data, std::size_t bytes) {
    Field written{field, type, std::vector<std::byte>(bytes)};
    if (bytes > 0) std::memcpy(written.bytes.data(), data, bytes);
    into_->fields.push_back(std::move(written));
}

const Field& StateVisitor::stored(const std::string& field, FieldType type) {
    const auto found = std::find_if(from_->fields.begin(), from_->fields.end(), [&](const Field& one) { return one.name == field; });
    if (found == from_->fields.end()) {
        if (!field.starts_with(kVariable)) throw ValueError(stored_as_ + " is damaged: it lacks " + whose(field));
        refuse("'" + from_->name + "' has '" + field.substr(kVariable.size()) + "' now, which it had not when it was stored");
    }
    if (found->type != type)
        refuse(whose(field) + " is " + row(type).name + " now, but was " + row(found->type).name + " when it was stored");
    seen_.insert(field);
    return *found;
}

void StateVisitor::same_count(const std::string& noun, std::int64_t now) {
    const std::vector<std::int64_t> before = exchange<std::int64_t>("number of " + noun, std::span(&std::as_const(now), 1));
    if (!restores()) return;
    require(before.size() == 1, "number of " + noun);
    if (before.front() != now)
        refuse("'" + from_->name + "' has " + std::to_string(now) + " " + noun + " now, but had " + std::to_string(before.front()) +
               " when it was stored");
}

void StateVisitor::variable(const std::string& name, Array& array) { (void)resizable_variable(name, array, array.size()); }

bool StateVisitor::resizable_variable(const std::string& name, Array& array, std::size_t size) {
    const FieldType type = field_type(array.storage());
    if (!restores()) {
        write(kVariable + name, type, array.data(), array.bytes());
        return true;
    }
    const Field& found = stored(kVariable + name, type);
    require(found.count() == size, name);
    if (array.size() == size) {
        then([&array, &found] {
            if (!found.bytes.empty()) std::memcpy(array.data(), found.bytes.data(), found.bytes.size());
        });
        return true;
    }
    const auto fresh = std::make_shared<Array>(array.storage(), size);
    if (size > 0) std::memcpy(fresh->data(), found.bytes.data(), found.bytes.size());
    then([&array, fresh] { std::swap(array, *fresh); });
    return false;
}

void StateVisitor::finish() const {
    if (!restores()) return;
    for (const Field& field : from_->fields) {
        if (seen_.contains(field.name)) continue;
        if (field.name.starts_with(kVariable))
            refuse("'" + from_->name + "' had '" + field.name.substr(kVariable.size()) + "' when it was stored, which it has not now");
        throw ValueError(stored_as_ + " is damaged: it has " + whose(field.name) + ", which nothing asks for");
    }
}

std::vector<std::byte> StateVisitor::exchange_bytes(const std::string& field, bool of_user, FieldType type, std::vector<std::byte> now) {
    const std::string full = of_user ? kVariable + field : field;
    if (restores()) return stored(full, type).bytes;
    write(full, type, now.data(), now.size());
    return now;
}

} // namespace hillock::internal::engine
