// SPDX-License-Identifier: Apache-2.0
// Pictures as files: a folder for them, and what is in them.
#pragma once

#include <boost/property_tree/xml_parser.hpp>
#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

namespace hillock::test {

/// A directory of the test's own, which must hold nothing but the pictures at the end.
class Directory {
  public:
    Directory() {
        std::string name = (std::filesystem::temp_directory_path() / "hillock-plot-test-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    std::string file(const std::string& name) const { return (path_ / name).string(); }
    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator()));
    }

  private:
    std::filesystem::path path_;
};

inline std::string content(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// All texts of an SVG file, in order. Fails when the file is not well-formed XML.
inline std::vector<std::string> texts(const std::string& svg) {
    std::istringstream stream(svg);
    boost::property_tree::ptree tree;
    boost::property_tree::read_xml(stream, tree);
    std::vector<std::string> found;
    const auto walk = [&](const auto& self, const boost::property_tree::ptree& node) -> void {
        for (const auto& [name, child] : node) {
            if (name == "text")
                found.push_back(child.data());
            self(self, child);
        }
    };
    walk(walk, tree.get_child("svg"));
    return found;
}

inline bool has(const std::vector<std::string>& all, const std::string& one) {
    for (const std::string& text : all)
        if (text == one)
            return true;
    return false;
}

} // namespace hillock::test
