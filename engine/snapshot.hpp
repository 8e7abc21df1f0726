// SPDX-License-Identifier: Apache-2.0
// The state of a network as plain bytes by name: what store() keeps and a file holds. An object tells its whole state to a visitor,
// in one place for both directions: the visitor either copies it, or verifies a stored one and notes what is to be done to take it
// over. Nothing is changed until all objects of the network have been verified.
#pragma once

#include "engine/array.hpp"
#include "hillock/error.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace hillock::internal::engine {

/// Of the elements of a field. The numbers are those of the file format: new ones go to the end.
enum class FieldType : std::uint8_t { boolean8, integer32, integer64, float32, float64, unsigned8, unsigned16, unsigned32, unsigned64, text };
inline constexpr std::size_t kFieldTypes = 10;

[[nodiscard]] std::size_t bytes_of(FieldType type);
[[nodiscard]] FieldType field_type(plan::Storage storage);

/// Which types of numbers a field can hold.
template <class T> [[nodiscard]] constexpr FieldType field_type() {
    if constexpr (std::is_same_v<T, bool>) return FieldType::boolean8;
    else if constexpr (std::is_same_v<T, char>) return FieldType::text;
    else if constexpr (std::is_same_v<T, float>) return FieldType::float32;
    else if constexpr (std::is_same_v<T, double>) return FieldType::float64;
    else {
        static_assert(std::is_integral_v<T>);
        if constexpr (std::is_signed_v<T>) return sizeof(T) == 4 ? FieldType::integer32 : FieldType::integer64;
        else
            return sizeof(T) == 1   ? FieldType::unsigned8
                   : sizeof(T) == 2 ? FieldType::unsigned16
                   : sizeof(T) == 4 ? FieldType::unsigned32
                                    : FieldType::unsigned64;
    }
}

struct Field {
    std::string name;
    FieldType type = FieldType::float64;
    std::vector<std::byte> bytes;
    [[nodiscard]] std::size_t count() const { return bytes.size() / bytes_of(type); }
};

struct ObjectState {
    std::string name;
    std::string kind; ///< Object::class_name
    std::vector<Field> fields;
};

/// The first one is the network itself.
struct NetworkState {
    std::vector<ObjectState> objects;
};

/// What is to be done once a whole state was found to fit. None of it throws.
using Commit = std::vector<std::function<void()>>;

class StateVisitor {
  public:
    /// Writes to `into`.
    explicit StateVisitor(ObjectState& into) : into_(&into) {}
    /// Verifies `from`, which outlives the commit. \param stored_as  for messages: "the state 'default'"
    StateVisitor(const ObjectState& from, std::string stored_as, Commit& commit)
        : from_(&from), stored_as_(std::move(stored_as)), commit_(&commit) {}

    /// Whether a stored state is about to be taken over.
    [[nodiscard]] bool restores() const { return from_ != nullptr; }

    /// A number that has to be as it was. \param noun  "neurons". Throws ValueError.
    void same_count(const std::string& noun, std::int64_t now);

    /// One number. \return the one that holds afterwards
    template <class T> T number(const std::string& field, T& value) {
        static_assert(!std::is_enum_v<T>);
        const std::vector<T> stored = exchange<T>(field, std::span<const T>(&value, 1));
        if (!restores()) return value;
        require(stored.size() == 1, field);
        const T restored = stored.front();
        then([&value, restored] { value = restored; });
        return restored;
    }
    /// The same for what the caller takes over by itself, with then().
    template <class T> [[nodiscard]] T look(const std::string& field, T now) {
        const std::vector<T> stored = exchange<T>(field, std::span<const T>(&now, 1));
        if (!restores()) return now;
        require(stored.size() == 1, field);
        return stored.front();
    }
    /// A list of any length; one of equal length stays where it is. \return what it holds afterwards, valid while the visitor is
    template <class T, class Allocator> const std::vector<T, Allocator>& list(const std::string& field, std::vector<T, Allocator>& values) {
        if (!restores()) {
            (void)exchange<T>(field, values);
            return values;
        }
        std::vector<T> found = exchange<T>(field, {});
        const auto stored = std::make_shared<std::vector<T, Allocator>>();
        if constexpr (std::is_same_v<std::vector<T>, std::vector<T, Allocator>>) *stored = std::move(found);
        else stored->assign(found.begin(), found.end());
        then([&values, stored] {
            if (values.size() == stored->size()) std::copy(stored->begin(), stored->end(), values.begin());
            else values.swap(*stored);
        });
        return *stored;
    }
    /// Writes `now`, or returns what was stored.
    template <class T> [[nodiscard]] std::vector<T> exchange(const std::string& field, std::span<const T> now);

    /// The array of a variable, which stays where it is. Throws ValueError unless type and size are as they were.
    void variable(const std::string& name, Array& array);
    /// The array of a variable of objects whose number may differ. \return whether it stays where it is
    /// \param size  that it has afterwards
    bool resizable_variable(const std::string& name, Array& array, std::size_t size);
    /// Writes `now`, or returns what was stored, as bytes of numbers of a type.
    /// \param of_user  the field is a variable that the user named
    [[nodiscard]] std::vector<std::byte> exchange_bytes(const std::string& field, bool of_user, FieldType type, std::vector<std::byte> now);

    /// Once everything fits, and in the order of the calls. The action must not throw. Does nothing when writing.
    template <class Action> void then(Action action) {
        if (restores()) commit_->emplace_back(std::move(action));
    }
    /// Throws ValueError unless it holds: the stored state contradicts itself.
    void require(bool holds, const std::string& field) const;
    /// \param why  "'G' has 5 neurons, but had 4 when it was stored"
    [[noreturn]] void refuse(const std::string& why) const;
    /// After the last field. Throws ValueError if the stored state has more.
    void finish() const;

  private:
    static inline const std::string kVariable = "variable ";
    void write(const std::string& field, FieldType type, const void* data, std::size_t bytes);
    /// Throws ValueError if there is none, or one of another type.
    const Field& stored(const std::string& field, FieldType type);
    [[nodiscard]] std::string whose(const std::string& field) const;

    ObjectState* into_ = nullptr;
    const ObjectState* from_ = nullptr;
    std::string stored_as_;
    Commit* commit_ = nullptr;
    std::set<std::string> seen_;
};

template <class T> std::vector<T> StateVisitor::exchange(const std::string& field, std::span<const T> now) {
    constexpr FieldType type = field_type<T>();
    if (!restores()) {
        write(field, type, now.data(), now.size_bytes());
        return {};
    }
    const Field& found = stored(field, type);
    if constexpr (std::is_same_v<T, bool>) {
        std::vector<bool> values;
        for (const std::byte byte : found.bytes) values.push_back(byte != std::byte{0});
        return values;
    } else {
        std::vector<T> values(found.bytes.size() / sizeof(T));
        if (!values.empty()) std::memcpy(values.data(), found.bytes.data(), values.size() * sizeof(T));
        return values;
    }
}

} // namespace hillock::internal::engine
