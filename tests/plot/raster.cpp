// SPDX-License-Identifier: Apache-2.0
#include "hillock/error.hpp"
#include "hillock/plot.hpp"
#include "tests/plot/picture_file.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

using namespace hillock;
using namespace hillock::test;
namespace fs = std::filesystem;

namespace {

/// PATH as given for the length of a scope.
class SearchPath {
  public:
    explicit SearchPath(const std::string& path) : before_(std::getenv("PATH")) {
        ::setenv("PATH", path.c_str(), 1);
    }
    ~SearchPath() { ::setenv("PATH", before_.c_str(), 1); }
    SearchPath(const SearchPath&) = delete;
    SearchPath& operator=(const SearchPath&) = delete;

  private:
    std::string before_;
};

void write(const std::string& file, const std::string& text) {
    std::ofstream(file) << text;
}

std::string message_of(const plot::Raster& raster, const std::string& file) {
    try {
        raster.save(file);
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

const std::vector<double> kTimes{0.0123, 0.25, 0.5, 0.9876};
const std::vector<std::int32_t> kNeurons{0, 42, 3999, 7};

plot::Raster example() {
    return plot::raster(kTimes, kNeurons, 4000);
}

} // namespace

TEST_CASE("a raster is well-formed SVG with title, labels and ticks") {
    const Directory directory;
    example().title("Random network").save(directory.file("a.svg"));
    const auto shown = texts(content(directory.file("a.svg")));
    for (const char* text : {"Random network", "Time (ms)", "Neuron"})
        CHECK(has(shown, text));
    for (const char* tick : {"0", "1000", "4000"})
        CHECK(has(shown, tick));
    CHECK(directory.entries() == 1);
}

TEST_CASE("texts are shown as they are") {
    const Directory directory;
    const char* wild[] = {"<&> _^ {x} @y #z",        "it's a \"quote\" \\n \\101 %g",
                          "p = 0.5, 7 of 8: 3/4 'a' 1", "`touch injected`",        "caf\xc3\xa9 \xce\xbcV \xf0\x9f\xa7\xa0",
                          "$(touch injected); exit", "' ; exit #"};
    for (const std::string text : wild) {
        CAPTURE(text);
        example().title(text).xlabel("x" + text).ylabel("y" + text).save(directory.file("a.svg"));
        const auto shown = texts(content(directory.file("a.svg")));
        CHECK(has(shown, text));
        CHECK(has(shown, "x" + text));
        CHECK(has(shown, "y" + text));
    }
    CHECK(directory.entries() == 1);
    example().title("two\nlines\ttab\x01").save(directory.file("a.svg"));
    const auto shown = texts(content(directory.file("a.svg")));
    CHECK(has(shown, "two"));
    CHECK(has(shown, "lines tab "));
}

TEST_CASE("the name of the file is nothing but a name") {
    const Directory directory;
    const std::string file = directory.file("it's; `touch x` \"$HOME\" \\ <1>.svg");
    example().save(file);
    CHECK(fs::file_size(file) > 1000);
    CHECK(directory.entries() == 1);
}

TEST_CASE("text that is not UTF-8 is refused") {
    const Directory directory;
    for (const char* text : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\x80"}) {
        CHECK(message_of(example().title(text), directory.file("a.svg")) == "the title is not UTF-8 text");
        CHECK(message_of(example().xlabel(text), directory.file("a.svg")) ==
              "the label of the x axis is not UTF-8 text");
    }
    CHECK(directory.entries() == 0);
}

TEST_CASE("the format follows the end of the name") {
    const Directory directory;
    example().save(directory.file("a.PNG"));
    CHECK(content(directory.file("a.PNG")).substr(0, 4) == "\x89PNG");
    example().save(directory.file("a.pdf"));
    CHECK(content(directory.file("a.pdf")).substr(0, 5) == "%PDF-");
    CHECK_THROWS_AS(example().save(directory.file("a.bmp")), ValueError);
    CHECK(message_of(example(), "a.bmp") == "cannot draw 'a.bmp': the name must end in .svg, .png or .pdf");
    CHECK(message_of(example(), "svg") == "cannot draw 'svg': the name must end in .svg, .png or .pdf");
}

TEST_CASE("the size is that of the picture") {
    const Directory directory;
    example().size(850, 333).save(directory.file("a.svg"));
    CHECK(content(directory.file("a.svg")).find("width=\"850\" height=\"333\"") != std::string::npos);
    example().size(850, 333).save(directory.file("a.png"));
    // Width and height stand at bytes 16 to 23 of a PNG, most significant byte first.
    CHECK(content(directory.file("a.png")).substr(16, 8) == std::string("\0\0\x03\x52\0\0\x01\x4d", 8));
    CHECK_THROWS_WITH_AS(example().size(99, 400),
                         "the size of a picture must be from 100 to 10000 pixels, but got 99 x 400",
                         ValueError);
    CHECK_THROWS_AS(example().size(640, 10001), ValueError);
}

TEST_CASE("the size of a marker is the width of its line") {
    const Directory directory;
    example().marker_size(3.5).save(directory.file("a.svg"));
    CHECK(content(directory.file("a.svg")).find("stroke-width=\"3.50\"") != std::string::npos);
    // By itself it is larger the fewer there are.
    example().save(directory.file("a.svg"));
    CHECK(content(directory.file("a.svg")).find("stroke-width=\"3.00\"") != std::string::npos);
    for (const auto& [spikes, width] : {std::pair(5'000, "2.00"), std::pair(20'000, "1.20")}) {
        std::vector<double> t;
        for (int k = 0; k < spikes; ++k)
            t.push_back(k * 1e-4);
        plot::raster(t, std::vector<std::int32_t>(t.size(), 99)).save(directory.file("a.svg"));
        CHECK(content(directory.file("a.svg")).find("stroke-width=\"" + std::string(width) + "\"") != std::string::npos);
    }
    for (const double bad : {0.0, -1.0, 101.0, std::nan("")})
        CHECK_THROWS_AS(example().marker_size(bad), ValueError);
}

TEST_CASE("time is in milliseconds below ten seconds, in seconds from there") {
    const Directory directory;
    const std::vector<std::int32_t> i{0, 1};
    const std::vector<double> shorter{0, 9.9996}, longer{0, 19.9995};
    plot::raster(shorter, i).save(directory.file("a.svg"));
    CHECK(has(texts(content(directory.file("a.svg"))), "Time (s)")); // rounded up, the axis ends at 10 s
    plot::raster(std::vector<double>{0, 8.9996}, i).save(directory.file("a.svg"));
    CHECK(has(texts(content(directory.file("a.svg"))), "Time (ms)"));
    plot::raster(longer, i).save(directory.file("a.svg"));
    const auto shown = texts(content(directory.file("a.svg")));
    CHECK(has(shown, "Time (s)"));
    CHECK(has(shown, "20"));
}

TEST_CASE("neurons have whole numbers") {
    const Directory directory;
    plot::raster(std::vector<double>{0.1, 0.2}, std::vector<std::int32_t>{0, 1}, 3)
        .save(directory.file("a.svg"));
    const auto shown = texts(content(directory.file("a.svg")));
    for (const char* index : {"0", "1", "2"})
        CHECK(has(shown, index));
    CHECK_FALSE(has(shown, "0.5"));
}

TEST_CASE("no spikes, one spike, equal times") {
    const Directory directory;
    for (const auto& times : {std::vector<double>{}, {0.0}, {0.3}, {0.3, 0.3}}) {
        CAPTURE(times.size());
        const std::vector<std::int32_t> i(times.size(), 0);
        plot::raster(times, i).save(directory.file("a.svg"));
        CHECK(has(texts(content(directory.file("a.svg"))), "Neuron"));
    }
}

TEST_CASE("a million spikes make a picture of bounded size") {
    const Directory directory;
    std::vector<double> t;
    std::vector<std::int32_t> i;
    for (std::int32_t k = 0; k < 1'000'000; ++k) {
        t.push_back(k * 1e-6);
        i.push_back(static_cast<std::int32_t>(k * 7919LL % 100'000));
    }
    plot::raster(t, i).save(directory.file("a.svg"));
    // At most 0.5 * 1280 * 800 strokes of about 32 bytes; scattered spikes come to a third of that.
    CHECK(fs::file_size(directory.file("a.svg")) < 16'000'000);
}

TEST_CASE("data that are no spikes are refused") {
    const std::vector<double> t{0.1, 0.2}, infinite{0.1, std::numeric_limits<double>::infinity()};
    const std::vector<std::int32_t> one{1}, two{1, 2}, negative{0, -1};
    CHECK_THROWS_WITH_AS((void)plot::raster(t, one),
                         "a raster needs as many times as indices, but got 2 times and 1 indices",
                         ValueError);
    CHECK_THROWS_WITH_AS((void)plot::raster(infinite, two), "a raster needs finite times", ValueError);
    CHECK_THROWS_WITH_AS((void)plot::raster(t, negative), "a raster needs indices of 0 or more", ValueError);
}

TEST_CASE("without gnuplot there is a clear error and nothing is written") {
    const Directory directory, empty;
    const std::string file = directory.file("x.svg");
    const SearchPath path(empty.file("."));
    CHECK_THROWS_AS(example().save(file), SystemError);
    CHECK(message_of(example(), file) ==
          "gnuplot is needed to draw '" + file + "' but was not found; install it (Debian: gnuplot-nox)");
    CHECK(directory.entries() == 0);
}

TEST_CASE("an error of gnuplot is shown, and an older picture stays") {
    const Directory directory, programs;
    const std::string file = directory.file("x.svg");
    write(file, "older");
    write(programs.file("gnuplot"), "#!/bin/sh\necho half > picture\necho 'no such terminal' >&2\nexit 1\n");
    fs::permissions(programs.file("gnuplot"), fs::perms::owner_all);
    const SearchPath path(programs.file("."));
    CHECK_THROWS_AS(example().save(file), SystemError);
    CHECK(message_of(example(), file) == "gnuplot could not draw '" + file + "': no such terminal\n");
    CHECK(content(file) == "older");
    CHECK(directory.entries() == 1);
}

TEST_CASE("a place that cannot be written is named") {
    const Directory directory;
    const std::string file = directory.file("missing/x.svg");
    CHECK(message_of(example(), file) == "cannot write '" + file + "': No such file or directory");
    CHECK(directory.entries() == 0);
    fs::create_directory(directory.file("x.svg"));
    CHECK_THROWS_AS(example().save(directory.file("x.svg")), SystemError);
    CHECK(directory.entries() == 1);
}
