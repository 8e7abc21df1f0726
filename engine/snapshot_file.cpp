// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot_file.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <zlib.h>

namespace hillock::internal::engine {

namespace {

constexpr std::array<char, 8> kMagic{'\x89', 'H', 'I', 'L', 'L', 'O', 'C', 'K'};
constexpr std::uint32_t kByteOrder = 0x01020304, kOtherByteOrder = 0x04030201;

struct Header {
    std::array<char, 8> magic = kMagic;
    std::uint32_t byte_order = kByteOrder;
    std::uint32_t version = kFileVersion;
    std::uint64_t length = 0;
    std::uint32_t unused = 0;
    std::uint32_t check = 0; ///< of all before
};
static_assert(sizeof(Header) == 32 && std::is_trivially_copyable_v<Header>);

std::uint32_t check_sum(std::uint32_t so_far, const void* data, std::size_t bytes) {
    return static_cast<std::uint32_t>(crc32_z(so_far, static_cast<const Bytef*>(data), bytes));
}

std::uint32_t check_sum(const Header& header) { return check_sum(0, &header, offsetof(Header, check)); }

[[noreturn]] void fail(const std::string& what, const std::string& path, int error) {
    throw SystemError("cannot " + what + " '" + path + "': " + std::strerror(error));
}

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int number() const { return number_; }

  private:
    int number_;
};

// ---- writing ----------------------------------------------------------------------------------------------------

/// A file under another name in the same folder until it is whole.
class NewFile {
  public:
    explicit NewFile(const std::string& path)
        : path_(path), temporary_(path + "." + std::to_string(::getpid()) + "-" + std::to_string(next_++) + ".tmp"),
          file_(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {
        if (file_.number() < 0) fail("write", path_, errno);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        if (!done_) ::unlink(temporary_.c_str());
    }

    void write(const void* data, std::size_t bytes) {
        const auto* from = static_cast<const char*>(data);
        while (bytes > 0) {
            const ssize_t written = ::write(file_.number(), from, std::min(bytes, kMostAtOnce));
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail("write", path_, errno);
            from += written;
            bytes -= static_cast<std::size_t>(written);
        }
    }
    void finish() {
        if (::fsync(file_.number()) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0) fail("write", path_, errno);
        done_ = true;
        // The new name is on the disk once its folder is. A folder that cannot be opened keeps the file from nothing.
        const auto slash = path_.rfind('/');
        const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
        const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (opened.number() >= 0) (void)::fsync(opened.number());
    }

  private:
    static constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;
    static inline std::atomic<unsigned> next_{0};
    std::string path_, temporary_;
    Descriptor file_;
    bool done_ = false;
};

/// Calls put(data, bytes) for the contents, piece by piece.
template <class Put> void each_piece(const NetworkState& state, Put put) {
    const auto number = [&](std::uint64_t value) { put(&value, sizeof value); };
    const auto text = [&](const std::string& value) {
        number(value.size());
        put(value.data(), value.size());
    };
    number(state.objects.size());
    for (const ObjectState& object : state.objects) {
        text(object.name);
        text(object.kind);
        number(object.fields.size());
        for (const Field& field : object.fields) {
            text(field.name);
            put(&field.type, sizeof field.type);
            number(field.bytes.size());
            put(field.bytes.data(), field.bytes.size());
        }
    }
}

// ---- reading ----------------------------------------------------------------------------------------------------

class StateFile {
  public:
    explicit StateFile(const std::string& path) : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) { // a pipe is refused, not waited for
        struct stat status {};
        if (file_.number() < 0 || ::fstat(file_.number(), &status) != 0) fail("read", path_, errno);
        if (S_ISDIR(status.st_mode)) fail("read", path_, EISDIR);
        size_ = static_cast<std::uint64_t>(status.st_size);
        require_header();
        require_contents();
    }

    [[nodiscard]] NetworkState state() {
        NetworkState result;
        for (std::uint64_t objects = number(); objects > 0; --objects) {
            ObjectState& object = result.objects.emplace_back();
            object.name = text();
            object.kind = text();
            for (std::uint64_t fields = number(); fields > 0; --fields) object.fields.push_back(field());
        }
        if (place_ != end_) damaged();
        return result;
    }

  private:
    [[noreturn]] void damaged() const { throw ValueError("'" + path_ + "' is damaged: its check sum is not that of its contents"); }

    void require_header() {
        Header header;
        const auto foreign = [&] { throw ValueError("'" + path_ + "' holds no stored state of a network"); };
        if (size_ < sizeof header.magic) foreign();
        read(0, &header, std::min<std::uint64_t>(size_, sizeof header));
        if (header.magic != kMagic) foreign();
        if (size_ < sizeof header) truncated(sizeof header);
        if (header.byte_order == kOtherByteOrder)
            throw ValueError("'" + path_ + "' was written on a machine with another order of bytes");
        if (header.byte_order != kByteOrder || header.check != check_sum(header)) damaged();
        if (header.version > kFileVersion)
            throw ValueError("'" + path_ + "' was written by a newer version of Hillock: its format is " + std::to_string(header.version) +
                             ", but this one knows formats up to " + std::to_string(kFileVersion));
        place_ = sizeof header;
        end_ = sizeof header + header.length;
        if (end_ < place_ || end_ + sizeof(std::uint32_t) < end_) damaged();
        if (size_ < end_ + sizeof(std::uint32_t)) truncated(end_ + sizeof(std::uint32_t));
        if (size_ > end_ + sizeof(std::uint32_t)) damaged();
    }
    [[noreturn]] void truncated(std::uint64_t whole) const {
        throw ValueError("'" + path_ + "' is not whole: it has " + std::to_string(size_) + " of at least " + std::to_string(whole) + " bytes");
    }

    void require_contents() {
        std::vector<char> block(std::size_t{1} << 20);
        std::uint32_t sum = 0, stored = 0;
        for (std::uint64_t place = place_; place < end_;) {
            const std::uint64_t bytes = std::min<std::uint64_t>(block.size(), end_ - place);
            read(place, block.data(), bytes);
            sum = check_sum(sum, block.data(), bytes);
            place += bytes;
        }
        read(end_, &stored, sizeof stored);
        if (sum != stored) damaged();
    }

    void read(std::uint64_t place, void* data, std::uint64_t bytes) const {
        auto* to = static_cast<char*>(data);
        while (bytes > 0) {
            const ssize_t got = ::pread(file_.number(), to, std::min<std::uint64_t>(bytes, std::uint64_t{1} << 30), static_cast<off_t>(place));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) fail("read", path_, errno);
            if (got == 0) damaged(); // somebody shortens it at this moment
            to += got;
            place += static_cast<std::uint64_t>(got);
            bytes -= static_cast<std::uint64_t>(got);
        }
    }
    /// No length is believed that goes beyond the contents.
    void take(void* data, std::uint64_t bytes) {
        if (bytes > end_ - place_) damaged();
        read(place_, data, bytes);
        place_ += bytes;
    }
    std::uint64_t number() {
        std::uint64_t value = 0;
        take(&value, sizeof value);
        return value;
    }
    std::uint64_t length() {
        const std::uint64_t value = number();
        if (value > end_ - place_) damaged();
        return value;
    }
    std::string text() {
        std::string value(length(), '\0');
        take(value.data(), value.size());
        return value;
    }
    Field field() {
        Field result;
        result.name = text();
        std::uint8_t type = 0;
        take(&type, sizeof type);
        if (type >= kFieldTypes) damaged();
        result.type = static_cast<FieldType>(type);
        result.bytes.resize(length());
        if (result.bytes.size() % bytes_of(result.type) != 0) damaged();
        take(result.bytes.data(), result.bytes.size());
        return result;
    }

    std::string path_;
    Descriptor file_;
    std::uint64_t size_ = 0;
    std::uint64_t place_ = 0; ///< of what comes next
    std::uint64_t end_ = 0;   ///< of the contents
};

} // namespace

void write_state(const NetworkState& state, const std::string& path) {
    Header header;
    each_piece(state, [&](const void*, std::size_t bytes) { header.length += bytes; });
    header.check = check_sum(header);
    NewFile file(path);
    std::vector<char> small; // pieces are gathered, so that few calls write them
    std::uint32_t sum = 0;
    constexpr std::size_t kBlock = std::size_t{1} << 16;
    const auto flush = [&] {
        file.write(small.data(), small.size());
        small.clear();
    };
    file.write(&header, sizeof header);
    each_piece(state, [&](const void* data, std::size_t bytes) {
        if (bytes == 0) return;
        sum = check_sum(sum, data, bytes);
        if (small.size() + bytes > kBlock) flush();
        if (bytes > kBlock) return file.write(data, bytes);
        const auto* from = static_cast<const char*>(data);
        small.insert(small.end(), from, from + bytes);
    });
    flush();
    file.write(&sum, sizeof sum);
    file.finish();
}

NetworkState read_state(const std::string& path) { return StateFile(path).state(); }

} // namespace hillock::internal::engine
