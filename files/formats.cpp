// SPDX-License-Identifier: Apache-2.0
#include "files/formats.hpp"

#include "files/format_module.hpp"
#include "hillock/error.hpp"

#include <array>
#include <climits>
#include <filesystem>
#include <fstream>

#include <dlfcn.h>

namespace hillock::internal::files {

namespace {

namespace fs = std::filesystem;

/// Where a library was when it was loaded by a relative name: the program may have gone to another folder since.
fs::path folder_when_loaded(const char* name) {
    std::array<char, PATH_MAX> folder{};
    if (void* const library = ::dlopen(name, RTLD_LAZY | RTLD_NOLOAD)) {
        if (::dlinfo(library, RTLD_DI_ORIGIN, folder.data()) != 0) folder[0] = '\0';
        (void)::dlclose(library);
    }
    return folder.data();
}

/// That of the file which this code was loaded from, behind all links to it: the module was installed beside that one.
fs::path own_folder() {
    static constexpr char kHere = 0;
    Dl_info own{};
    if (::dladdr(&kHere, &own) == 0 || !own.dli_fname) return {};
    fs::path file = own.dli_fname;
    if (file.is_relative())
        if (const fs::path folder = folder_when_loaded(own.dli_fname); !folder.empty()) file = folder / file.filename();
    std::error_code failure;
    const fs::path target = fs::canonical(file, failure);
    return (failure ? file : target).parent_path();
}

const FormatModule& load(const std::string& path, const char* action) {
    const std::string file = own_folder() / HILLOCK_FORMAT_MODULE;
    // Local: a host may have an HDF5 of its own, which is not to meet this one.
    void* const module = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (const void* const formats = module ? ::dlsym(module, kFormatModuleSymbol) : nullptr)
        return *static_cast<const FormatModule*>(formats);
    const char* const told = ::dlerror();
    const std::string reason = told ? told : "the system gives no reason";
    if (module) (void)::dlclose(module);
    throw SystemError("'" + path + "' cannot be " + action + " without '" HILLOCK_FORMAT_MODULE
                      "', which belongs beside the library of Hillock and needs HDF5 and libzip: " + reason);
}

/// Loaded once, and kept until the program ends. \param action  for the error: what is done to the file, "written"
const FormatModule& module_for(const std::string& path, const char* action) {
    static const FormatModule& module = load(path, action); // one that throws is called again by the next
    return module;
}

template <class Fill, class Data> void write(const std::string& path, Fill FormatModule::* fill, const Data& data) {
    const FormatModule& module = module_for(path, "written");
    Replacement place(path);
    (module.*fill)(place, data);
    place.keep();
}

} // namespace

void write_npz(const std::string& path, std::span<const Table> tables) { write(path, &FormatModule::fill_npz, tables); }

void write_sonata_spikes(const std::string& path, std::span<const SonataSpikes> populations) {
    write(path, &FormatModule::fill_sonata_spikes, populations);
}

void write_sonata_report(const std::string& path, const SonataReport& report) { write(path, &FormatModule::fill_sonata_report, report); }

Spikes read_sonata_spikes(const std::string& path, const std::string& population) {
    if (!std::ifstream(path)) throw SystemError("'" + path + "' cannot be read: there is no such file, or it may not be read");
    return module_for(path, "read").sonata_spikes_in(path, population);
}

} // namespace hillock::internal::files
