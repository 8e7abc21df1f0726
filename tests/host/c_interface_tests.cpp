// SPDX-License-Identifier: Apache-2.0
// The C interface where a C program does not easily look: the text of every error, threads, callbacks that throw, and that it leaves alone
// what belongs to a host in C++.
#include <doctest/doctest.h>
#include <hillock/hillock.h>
#include <hillock/hillock.hpp>

#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Free {
    void operator()(hillock_network* network) const { hillock_network_free(network); }
    void operator()(hillock_options* options) const { hillock_options_free(options); }
};
using NetworkHandle = std::unique_ptr<hillock_network, Free>;
using OptionsHandle = std::unique_ptr<hillock_options, Free>;

NetworkHandle network() {
    hillock_network* result = nullptr;
    REQUIRE(hillock_network_create(&result) == HILLOCK_OK);
    return NetworkHandle(result);
}

/// Options of texts.
OptionsHandle options(const std::vector<std::pair<const char*, const char*>>& texts = {}) {
    hillock_options* result = nullptr;
    REQUIRE(hillock_options_create(&result) == HILLOCK_OK);
    for (const auto& [key, text] : texts) REQUIRE(hillock_options_set_text(result, key, text) == HILLOCK_OK);
    return OptionsHandle(result);
}

hillock_object* neurons(const NetworkHandle& net, const char* equations, std::int64_t size = 1, const OptionsHandle& given = nullptr) {
    hillock_object* result = nullptr;
    const hillock_status status = hillock_add_neurons(net.get(), size, equations, given.get(), &result);
    INFO(std::string(hillock_error_text()));
    REQUIRE(status == HILLOCK_OK);
    return result;
}

/// "HILLOCK_NAME_ERROR: ..."
std::string error(hillock_status status) { return std::string(hillock_status_name(status)) + ": " + hillock_error_text(); }

std::vector<double> values(hillock_object* object, const char* variable) {
    std::size_t count = 0;
    REQUIRE(hillock_variable_size(object, variable, &count) == HILLOCK_OK);
    std::vector<double> result(count);
    REQUIRE(hillock_read(object, variable, result.data(), count) == HILLOCK_OK);
    return result;
}

template <class T> std::vector<T> recorded(hillock_object* monitor, const char* what, std::size_t row = 0) {
    hillock_type type{};
    const void* data = nullptr;
    std::size_t count = 0;
    REQUIRE(hillock_recorded(monitor, what, row, &type, &data, &count) == HILLOCK_OK);
    const T* const first = static_cast<const T*>(data);
    return {first, first + count};
}

} // namespace

TEST_CASE("C: every status has its name") {
    for (int status = HILLOCK_OK; status <= HILLOCK_INTERNAL_ERROR; ++status)
        CHECK(std::string(hillock_status_name(static_cast<hillock_status>(status))).starts_with("HILLOCK_"));
    CHECK(std::string(hillock_status_name(static_cast<hillock_status>(HILLOCK_INTERNAL_ERROR + 1))) == "unknown status");
    CHECK(hillock_abi_version() == HILLOCK_ABI_VERSION);
    CHECK(std::string(hillock_version()) == "0.1.0");
}

TEST_CASE("C: errors of a model are those of C++, with line and caret") {
    const NetworkHandle net = network();
    const OptionsHandle given = options({{"name", "cells"}});
    REQUIRE(hillock_options_add_constant(given.get(), "tau", 5e-3, "second") == HILLOCK_OK);
    CHECK(error(hillock_add_neurons(net.get(), 1, "dv/dt = (1-v)/tua : 1", given.get(), nullptr)) ==
          "HILLOCK_NAME_ERROR: cells.model:1:15: error: 'tua' is not defined; did you mean 'tau'?\n"
          "    1 | dv/dt = (1-v)/tua : 1\n"
          "      |               ^~~");
    CHECK(hillock_add_neurons(net.get(), 1, "dv/dt = (1-v)/tau : volt", given.get(), nullptr) == HILLOCK_DIMENSION_MISMATCH_ERROR);
    CHECK(hillock_add_neurons(net.get(), 1, "dv/dt = (1-v/tau : 1", given.get(), nullptr) == HILLOCK_SYNTAX_ERROR);
    CHECK(hillock_add_neurons(net.get(), 1, "v : 1\nv : 1", nullptr, nullptr) == HILLOCK_EQUATION_ERROR);
    CHECK(hillock_add_neurons(net.get(), 1, "dv/dt = -v**2/second : 1", options({{"method", "exact"}}).get(), nullptr) ==
          HILLOCK_UNSUPPORTED_EQUATIONS_ERROR);
    CHECK(hillock_add_neurons(net.get(), 1, "x : 1", options({{"threshold", "x + 1"}}).get(), nullptr) == HILLOCK_TYPE_ERROR);
    CHECK(hillock_restore_from_file(net.get(), "no/such/file") == HILLOCK_SYSTEM_ERROR);
    hillock_object* cells = neurons(net, "dx/dt = x**3/second : 1", 1, options({{"name", "cells"}, {"method", "euler"}}));
    const double far = 1e300;
    REQUIRE(hillock_write(cells, "x", &far, 1) == HILLOCK_OK);
    CHECK(hillock_run(net.get(), 1e-3, nullptr) == HILLOCK_NUMERICAL_ERROR);
}

TEST_CASE("C: options that a function does not have are named") {
    const NetworkHandle net = network();
    hillock_object* cells = neurons(net, "x : 1", 2, options({{"name", "cells"}}));
    const auto add = [&](const OptionsHandle& given) { return error(hillock_add_neurons(net.get(), 1, "x : 1", given.get(), nullptr)); };
    CHECK(add(options({{"treshold", "x > 1"}})) ==
          "HILLOCK_NAME_ERROR: hillock_add_neurons() has no option 'treshold'; did you mean 'threshold'?");
    CHECK(add(options({{"dt", "1*ms"}})) == "HILLOCK_TYPE_ERROR: hillock_add_neurons(): the option 'dt' takes a number");
    CHECK(add(options({{"dtype", "float16"}})) == "HILLOCK_VALUE_ERROR: hillock_add_neurons(): 'float16' is no dtype: 'float64', 'float32', "
                                                  "'int32', 'int64' and 'boolean' are");
    CHECK(add(options({{"dtype", "float32"}, {"dtype.x", "float32"}})) ==
          "HILLOCK_VALUE_ERROR: hillock_add_neurons(): 'dtype' is for all variables and 'dtype.x' for one: give the one or the other");
    const OptionsHandle number = options();
    REQUIRE(hillock_options_set_number(number.get(), "threshold", 1) == HILLOCK_OK);
    CHECK(add(number) == "HILLOCK_TYPE_ERROR: hillock_add_neurons(): the option 'threshold' takes a text");

    hillock_object* synapses = nullptr;
    REQUIRE(hillock_add_synapses(net.get(), cells, cells, nullptr, &synapses) == HILLOCK_OK);
    const OptionsHandle constant = options();
    REQUIRE(hillock_options_add_constant(constant.get(), "a", 1, "1") == HILLOCK_OK);
    CHECK(error(hillock_connect(synapses, constant.get())) == "HILLOCK_VALUE_ERROR: hillock_connect() takes no constants, but was given 'a'");
    const OptionsHandle half = options();
    REQUIRE(hillock_options_set_number(half.get(), "indegree", 1.5) == HILLOCK_OK);
    CHECK(error(hillock_connect(synapses, half.get())) == "HILLOCK_VALUE_ERROR: hillock_connect(): the option 'indegree' is a whole number");
    CHECK(error(hillock_add_poisson_group(net.get(), 1, nullptr, nullptr)) ==
          "HILLOCK_VALUE_ERROR: hillock_add_poisson_group() needs the option 'rates', a text or a number");
    const OptionsHandle both = options({{"on_pre", "x_post += 1"}, {"on_pre.a", "x_post += 1"}});
    CHECK(error(hillock_add_synapses(net.get(), cells, cells, both.get(), nullptr)) ==
          "HILLOCK_VALUE_ERROR: hillock_add_synapses(): 'on_pre' is one pathway and 'on_pre.a' one of several: give the one or the other");
}

TEST_CASE("C: units are texts, and numbers stay SI") {
    const OptionsHandle given = options();
    const auto add = [&](const char* unit) { return hillock_options_add_constant(given.get(), "a", 2e-3, unit); };
    CHECK(error(add("mvolts")) == "HILLOCK_NAME_ERROR: unit:1:1: error: 'mvolts' is not defined; did you mean 'mvolt'?\n"
                                  "    1 | mvolts\n"
                                  "      | ^~~~~~");
    CHECK(error(add("rand()")) == "HILLOCK_VALUE_ERROR: 'rand()' is no unit: 'volt', 'nS/cm**2' and '1' are");
    CHECK(add("volt/") == HILLOCK_SYNTAX_ERROR);
    REQUIRE(add("mV") == HILLOCK_OK);
    const NetworkHandle net = network();
    hillock_object* cells = neurons(net, "x = a : volt", 1, given);
    CHECK(values(cells, "x") == std::vector<double>{2e-3});
    const char* unit = nullptr;
    REQUIRE(hillock_unit(cells, "x", &unit) == HILLOCK_OK);
    CHECK(std::string(unit) == "volt");
}

TEST_CASE("C: handles that do not fit are refused by name") {
    const NetworkHandle net = network(), other = network();
    hillock_object* cells = neurons(net, "x : 1\nb : boolean", 2, options({{"name", "cells"}, {"threshold", "x > 1"}}));
    hillock_object* spikes = nullptr;
    REQUIRE(hillock_add_spike_monitor(net.get(), cells, options({{"name", "spikes"}}).get(), &spikes) == HILLOCK_OK);
    std::size_t count = 0;
    CHECK(error(hillock_size(spikes, &count)) == "HILLOCK_TYPE_ERROR: 'spikes' has no size: only neurons and synapses have");
    CHECK(error(hillock_num_recorded(cells, &count)) == "HILLOCK_TYPE_ERROR: 'cells' is not a monitor");
    CHECK(error(hillock_fire(cells, nullptr, 0)) == "HILLOCK_TYPE_ERROR: 'cells' is not an input group");
    CHECK(error(hillock_connect(spikes, nullptr)) == "HILLOCK_TYPE_ERROR: 'spikes' is not synapses");
    CHECK(error(hillock_add_rate_monitor(net.get(), spikes, nullptr, nullptr)) == "HILLOCK_TYPE_ERROR: 'spikes' is not a group of neurons");
    CHECK(error(hillock_add_spike_monitor(other.get(), cells, nullptr, nullptr)) ==
          "HILLOCK_VALUE_ERROR: 'cells' is part of another network");
    hillock_type type{};
    void* data = nullptr;
    CHECK(error(hillock_data(cells, "b", &type, &data, &count)) ==
          "HILLOCK_TYPE_ERROR: 'b' of 'cells' has no array to hand out: it is computed or a boolean; use hillock_read() and hillock_write()");
    CHECK(data == nullptr);
    const std::array<double, 3> three{};
    CHECK(error(hillock_write(cells, "x", three.data(), 3)) == "HILLOCK_VALUE_ERROR: 'x' of 'cells' has 2 values, but count is 3");
    hillock_object* found = nullptr;
    CHECK(error(hillock_find(net.get(), "cell", &found)) ==
          "HILLOCK_NAME_ERROR: the network has no object 'cell'; did you mean 'cells'?; its objects are 'cells', 'spikes'");
}

TEST_CASE("C: NULL where none is allowed is an error, not the end") {
    const NetworkHandle net = network();
    hillock_object* cells = neurons(net, "x : 1");
    CHECK(error(hillock_network_create(nullptr)) == "HILLOCK_VALUE_ERROR: network is NULL");
    CHECK(error(hillock_add_neurons(net.get(), 1, nullptr, nullptr, nullptr)) == "HILLOCK_VALUE_ERROR: equations is NULL");
    CHECK(error(hillock_step(nullptr)) == "HILLOCK_VALUE_ERROR: network is NULL");
    CHECK(error(hillock_read(cells, nullptr, nullptr, 1)) == "HILLOCK_VALUE_ERROR: variable is NULL");
    CHECK(error(hillock_read(cells, "x", nullptr, 1)) == "HILLOCK_VALUE_ERROR: values is NULL");
    CHECK(error(hillock_write_text(nullptr, "x", "1")) == "HILLOCK_VALUE_ERROR: object is NULL");
    CHECK(error(hillock_add_operation(net.get(), nullptr, nullptr, nullptr, nullptr)) == "HILLOCK_VALUE_ERROR: operation is NULL");
    CHECK(error(hillock_options_set_text(nullptr, "a", "b")) == "HILLOCK_VALUE_ERROR: options is NULL");
    CHECK(error(hillock_recorded(cells, "t", 0, nullptr, nullptr, nullptr)) == "HILLOCK_VALUE_ERROR: data is NULL");
    CHECK(error(hillock_set_dt(net.get(), -1)) == "HILLOCK_VALUE_ERROR: dt must be positive, but it is -1 s");
}

TEST_CASE("C: the text of an error belongs to its thread") {
    REQUIRE(hillock_step(nullptr) == HILLOCK_VALUE_ERROR);
    std::string seen = "none";
    std::thread([&] { seen = hillock_error_text(); }).join();
    CHECK(seen.empty());
    CHECK(std::string(hillock_error_text()) == "network is NULL");
}

TEST_CASE("C: the seed of a network decides all of its random numbers, and no other network's") {
    const auto numbers = [](std::uint64_t seed, bool disturbed) {
        const NetworkHandle net = network();
        if (seed) REQUIRE(hillock_seed(net.get(), seed) == HILLOCK_OK);
        hillock_object* cells = neurons(net, "x : 1\ndy/dt = xi*Hz**0.5 : 1", 5, options({{"method", "euler"}}));
        hillock_object* synapses = nullptr;
        REQUIRE(hillock_add_synapses(net.get(), cells, cells, options({{"model", "w : 1"}}).get(), &synapses) == HILLOCK_OK);
        const OptionsHandle p = options({{"p", "0.5"}});
        if (disturbed) { // another network of this thread, and C++ beside it
            const NetworkHandle other = network();
            REQUIRE(hillock_write_text(neurons(other, "x : 1"), "x", "rand()") == HILLOCK_OK);
            hillock::seed(99);
        }
        REQUIRE(hillock_connect(synapses, p.get()) == HILLOCK_OK);
        REQUIRE(hillock_write_text(cells, "x", "rand()") == HILLOCK_OK);
        REQUIRE(hillock_run(net.get(), 1e-3, nullptr) == HILLOCK_OK);
        std::vector<double> all = values(cells, "x");
        for (const char* variable : {"y"})
            for (const double value : values(cells, variable)) all.push_back(value);
        for (const double target : values(synapses, "j")) all.push_back(target);
        return all;
    };
    const std::vector<double> first = numbers(7, false);
    CHECK(numbers(7, false) == first);
    CHECK(numbers(7, true) == first);
    CHECK(numbers(8, false) != first);
    CHECK(numbers(0, false) != numbers(0, false));
}

TEST_CASE("C: the clock and the random numbers of the thread stay as a host in C++ has them") {
    const auto draw = [](bool with_c) {
        hillock::seed(5);
        hillock::defaultclock().dt = 0.5 * hillock::ms;
        if (with_c) {
            const NetworkHandle net = network();
            REQUIRE(hillock_seed(net.get(), 1) == HILLOCK_OK);
            hillock_object* cells = neurons(net, "dx/dt = 1*Hz : 1");
            REQUIRE(hillock_write_text(cells, "x", "rand()") == HILLOCK_OK);
            REQUIRE(hillock_step(net.get()) == HILLOCK_OK);
            double t = 0;
            REQUIRE(hillock_time(net.get(), &t) == HILLOCK_OK);
            CHECK(t == doctest::Approx(1e-4)); // of the network, not of the thread
            CHECK(values(cells, "dt") == std::vector<double>{1e-4});
            REQUIRE(hillock_add_neurons(net.get(), 0, "x : 1", nullptr, nullptr) != HILLOCK_OK);
        }
        CHECK(hillock::defaultclock().dt == 0.5 * hillock::ms);
        hillock::NeuronGroup group(3, "x : 1");
        group["x"] = "rand()";
        return group["x"].values();
    };
    CHECK(draw(true) == draw(false));
    hillock::defaultclock().dt = 0.1 * hillock::ms;
}

TEST_CASE("C: networks run in several threads at a time") {
    std::vector<std::vector<double>> seen(4);
    std::vector<std::thread> threads;
    for (auto& mine : seen)
        threads.emplace_back([&mine] {
            hillock_network* net = nullptr;
            hillock_object *cells = nullptr, *spikes = nullptr;
            const OptionsHandle given = options({{"threshold", "v > 1"}, {"reset", "v = 0"}, {"method", "euler"}});
            hillock_network_create(&net);
            hillock_seed(net, 4);
            hillock_add_neurons(net, 50, "dv/dt = (1.3 - v)/(5*ms) + 0.1*xi*(5*ms)**-0.5 : 1", given.get(), &cells);
            hillock_add_spike_monitor(net, cells, nullptr, &spikes);
            hillock_run(net, 50e-3, nullptr);
            mine = recorded<double>(spikes, "t");
            hillock_network_free(net);
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(seen[0].size() > 50);
    for (const auto& one : seen) CHECK(one == seen[0]);
}

TEST_CASE("C: another thread ends a run") {
    const NetworkHandle net = network();
    neurons(net, "dx/dt = 1*Hz : 1");
    std::atomic<bool> running = false;
    const auto tell = [](void* context, double) -> std::int32_t {
        static_cast<std::atomic<bool>*>(context)->store(true);
        return 0;
    };
    REQUIRE(hillock_add_operation(net.get(), tell, &running, nullptr, nullptr) == HILLOCK_OK);
    std::thread other([&] {
        while (!running) std::this_thread::yield();
        CHECK(hillock_stop(net.get()) == HILLOCK_OK);
    });
    CHECK(hillock_run(net.get(), 1e8, nullptr) == HILLOCK_OK);
    other.join();
    std::int32_t stopped = 0;
    REQUIRE(hillock_stopped(net.get(), &stopped) == HILLOCK_OK);
    CHECK(stopped == 1);
}

TEST_CASE("C: what callbacks throw or return ends the run, and goes no further") {
    const NetworkHandle net = network();
    const OptionsHandle named = options({{"name", "tick"}});
    struct Plan {
        int calls = 0;
    } plan;
    const auto operation = [](void* context, double) -> std::int32_t {
        switch (++static_cast<Plan*>(context)->calls) {
        case 1: throw std::runtime_error("no more");
        case 2: throw 3;
        default: return 4;
        }
    };
    REQUIRE(hillock_add_operation(net.get(), operation, &plan, named.get(), nullptr) == HILLOCK_OK);
    CHECK(error(hillock_step(net.get())) == "HILLOCK_CALLBACK_ERROR: the operation 'tick' has thrown: no more");
    CHECK(error(hillock_step(net.get())) ==
          "HILLOCK_CALLBACK_ERROR: the operation 'tick' has thrown an exception of another type than std::exception");
    CHECK(error(hillock_step(net.get())) == "HILLOCK_CALLBACK_ERROR: the operation 'tick' has returned 4");
}

TEST_CASE("C: functions of the host compute in equations") {
    const NetworkHandle net = network();
    const OptionsHandle given = options();
    const auto weighted = [](void* context, const double* x, double* value) -> std::int32_t {
        *value = *static_cast<double*>(context) * x[0] + x[1];
        return 0;
    };
    const auto failing = [](void*, const double*, double*) -> std::int32_t { return 2; };
    double factor = 3;
    REQUIRE(hillock_options_add_function(given.get(), "weighted", "v : volt, w : mvolt", "volt", weighted, &factor, 1) == HILLOCK_OK);
    REQUIRE(hillock_options_add_function(given.get(), "failing", "", "1", failing, nullptr, 0) == HILLOCK_OK);
    REQUIRE(hillock_options_add_text_function(given.get(), "twice", "x", "2*x") == HILLOCK_OK);
    const std::array<double, 4> table{1, 2, 3, 4};
    REQUIRE(hillock_options_add_timed_array(given.get(), "table", table.data(), 2, 2, 1e-3, "volt") == HILLOCK_OK);
    hillock_object* cells = neurons(net, "a = weighted(2*volt, 1*volt) : volt\nb = twice(1.5) : 1\nc = table(t, 1) : volt\nn : 1", 1, given);
    CHECK(values(cells, "a") == std::vector<double>{7});
    CHECK(values(cells, "b") == std::vector<double>{3});
    CHECK(values(cells, "c") == std::vector<double>{2});
    REQUIRE(hillock_run_regularly(cells, "n = failing()", nullptr) == HILLOCK_OK);
    CHECK(error(hillock_step(net.get())) ==
          "HILLOCK_CALLBACK_ERROR: the function 'failing' has thrown: its callback has returned 2");

    const auto add = [&](const char* parameters) {
        return error(hillock_options_add_function(given.get(), "f", parameters, "1", failing, nullptr, 0));
    };
    CHECK(add("v") == "HILLOCK_VALUE_ERROR: the parameter 'v' has no unit: write 'v : volt', or 'v : 1' for a number");
    CHECK(add("a:1,b:1,c:1,d:1,e:1,f:1,g:1,h:1,i:1,j:1,k:1,l:1,m:1,n:1,o:1,p:1,q:1") ==
          "HILLOCK_VALUE_ERROR: the function 'f' has 17 parameters, but there may be at most 16");
}

TEST_CASE("C: inputs, pathways with names, rates and late constants") {
    const NetworkHandle net = network();
    REQUIRE(hillock_set_dt(net.get(), 1e-3) == HILLOCK_OK);
    const std::array<std::int64_t, 3> who{0, 1, 1};
    const std::array<double, 3> when{1e-3, 2e-3, 4e-3};
    hillock_object *generator = nullptr, *synapses = nullptr, *slice = nullptr, *events = nullptr, *poisson = nullptr;
    REQUIRE(hillock_add_spike_generator(net.get(), 2, who.data(), when.data(), 3, nullptr, &generator) == HILLOCK_OK);
    const OptionsHandle of_cells = options({{"events.high", "x > 2.5"}, {"dtype.x", "float32"}, {"late_constants.step", "1"}});
    hillock_object* cells = neurons(net, "x : 1\ny : 1", 3, of_cells);
    REQUIRE(hillock_run_regularly(cells, "y += step", nullptr) == HILLOCK_OK);
    REQUIRE(hillock_slice(cells, 1, 3, &slice) == HILLOCK_OK);
    const OptionsHandle paths = options({{"on_pre.a", "x_post += 1"}, {"on_pre.b", "x_post += 1"}});
    REQUIRE(hillock_options_set_number(paths.get(), "delay.b", 1e-3) == HILLOCK_OK);
    REQUIRE(hillock_add_synapses(net.get(), generator, slice, paths.get(), &synapses) == HILLOCK_OK);
    REQUIRE(hillock_connect(synapses, options({{"condition", "i == j"}}).get()) == HILLOCK_OK);
    REQUIRE(hillock_add_event_monitor(net.get(), cells, "high", nullptr, &events) == HILLOCK_OK);
    const OptionsHandle rates = options();
    REQUIRE(hillock_options_set_number(rates.get(), "rates", 1000) == HILLOCK_OK);
    REQUIRE(hillock_add_poisson_group(net.get(), 4, rates.get(), &poisson) == HILLOCK_OK);
    CHECK(values(poisson, "rates") == std::vector<double>(4, 1000));

    CHECK(hillock_run(net.get(), 1e-3, nullptr) == HILLOCK_NAME_ERROR);
    const OptionsHandle late = options();
    REQUIRE(hillock_options_add_constant(late.get(), "step", 0.5, "1") == HILLOCK_OK);
    REQUIRE(hillock_run(net.get(), 7e-3, late.get()) == HILLOCK_OK);
    CHECK(values(cells, "x") == std::vector<double>{0, 2, 4});
    CHECK(values(cells, "y") == std::vector<double>(3, 3.5));
    CHECK(recorded<std::int32_t>(events, "i") == std::vector<std::int32_t>{2, 2}); // x = 3 after 4 ms, 4 after 5
    CHECK(values(slice, "x") == std::vector<double>{2, 4});
    hillock_type type{};
    void* data = nullptr;
    std::size_t count = 0;
    REQUIRE(hillock_data(slice, "x", &type, &data, &count) == HILLOCK_OK);
    CHECK(type == HILLOCK_FLOAT32);
    CHECK(count == 2);
    CHECK(static_cast<float*>(data)[1] == 4);
    CHECK(values(synapses, "delay.b") == std::vector<double>(2, 1e-3));
    CHECK(hillock_data(synapses, "delay.b", &type, &data, &count) == HILLOCK_TYPE_ERROR);
    CHECK(hillock_read(synapses, "delay.c", nullptr, 0) == HILLOCK_NAME_ERROR);
}

TEST_CASE("C: a run reports its progress, and ends where that asks for it") {
    const NetworkHandle net = network();
    neurons(net, "dx/dt = 1*Hz : 1");
    std::vector<double> seen;
    const auto progress = [](void* context, double completed) -> std::int32_t {
        static_cast<std::vector<double>*>(context)->push_back(completed);
        return 0;
    };
    const OptionsHandle given = options();
    REQUIRE(hillock_options_set_progress(given.get(), progress, &seen) == HILLOCK_OK);
    REQUIRE(hillock_run(net.get(), 1e-3, given.get()) == HILLOCK_OK);
    CHECK(seen == std::vector<double>{0, 1});
    const auto stop = [](void*, double) -> std::int32_t { return 1; };
    REQUIRE(hillock_options_set_progress(given.get(), stop, nullptr) == HILLOCK_OK);
    REQUIRE(hillock_run(net.get(), 1e-3, given.get()) == HILLOCK_OK);
    std::int32_t stopped = 0;
    REQUIRE(hillock_stopped(net.get(), &stopped) == HILLOCK_OK);
    CHECK(stopped == 1);
}

TEST_CASE("C: the report of a paced run fits what the caller was compiled with") {
    const NetworkHandle net = network();
    neurons(net, "dx/dt = 1*Hz : 1");
    const OptionsHandle given = options();
    REQUIRE(hillock_options_set_number(given.get(), "real_time", 10) == HILLOCK_OK);
    hillock_real_time_report report{};
    report.struct_size = sizeof report;
    CHECK(error(hillock_read_real_time_report(net.get(), &report)) ==
          "HILLOCK_VALUE_ERROR: nothing was paced: the last run was not made with {.real_time = RealTime{}}");
    const OptionsHandle lone = options();
    REQUIRE(hillock_options_set_number(lone.get(), "spin", 1e-3) == HILLOCK_OK);
    CHECK(error(hillock_run(net.get(), 1e-3, lone.get())) == "HILLOCK_VALUE_ERROR: hillock_run(): the option 'spin' goes with 'real_time'");
    REQUIRE(hillock_run(net.get(), 1e-3, given.get()) == HILLOCK_OK);
    REQUIRE(hillock_read_real_time_report(net.get(), &report) == HILLOCK_OK);
    CHECK(report.steps == 10);
    // A caller of an older version: what it does not know is left alone.
    hillock_real_time_report old{};
    std::memset(&old, 0x55, sizeof old);
    old.struct_size = offsetof(hillock_real_time_report, missed);
    REQUIRE(hillock_read_real_time_report(net.get(), &old) == HILLOCK_OK);
    CHECK(old.steps == 10);
    CHECK(old.missed == 0x5555555555555555);
    old.struct_size = 0;
    CHECK(hillock_read_real_time_report(net.get(), &old) == HILLOCK_VALUE_ERROR);
}

TEST_CASE("C: a clone goes on as its network does, and neither concerns the other") {
    const NetworkHandle net = network();
    REQUIRE(hillock_seed(net.get(), 5) == HILLOCK_OK);
    REQUIRE(hillock_set_dt(net.get(), 0.5e-3) == HILLOCK_OK);
    hillock_object* cells = neurons(net, "dx/dt = 1*Hz + xi*Hz**0.5 : 1", 3, options({{"name", "cells"}, {"method", "euler"}}));
    hillock_object* slice = nullptr;
    REQUIRE(hillock_slice(cells, 0, 2, &slice) == HILLOCK_OK);
    REQUIRE(hillock_run(net.get(), 2e-3, nullptr) == HILLOCK_OK);
    hillock_network* out = nullptr;
    REQUIRE(hillock_network_clone(net.get(), &out) == HILLOCK_OK);
    const NetworkHandle clone(out);
    hillock_object* copies = nullptr;
    REQUIRE(hillock_find(clone.get(), "cells", &copies) == HILLOCK_OK);
    CHECK(values(copies, "x") == values(cells, "x"));
    for (const auto* each : {&net, &clone}) REQUIRE(hillock_run(each->get(), 2e-3, nullptr) == HILLOCK_OK);
    CHECK(values(copies, "x") == values(cells, "x"));
    // Numbers outside of runs are the same ones too, and the step is that of the network.
    for (hillock_object* each : {cells, copies}) REQUIRE(hillock_write_text(each, "x", "rand() + dt/second") == HILLOCK_OK);
    CHECK(values(copies, "x") == values(cells, "x"));
    REQUIRE(hillock_write_text(copies, "x", "7 + dt/ms") == HILLOCK_OK);
    CHECK(values(copies, "x") == std::vector<double>(3, 7.5));
    CHECK(values(cells, "x")[0] < 1.1);
    const auto operation = [](void*, double) -> std::int32_t { return 0; };
    REQUIRE(hillock_add_operation(net.get(), operation, nullptr, nullptr, nullptr) == HILLOCK_OK);
    CHECK(hillock_network_clone(net.get(), &out) == HILLOCK_VALUE_ERROR);
    CHECK(error(hillock_network_clone(net.get(), nullptr)) == "HILLOCK_VALUE_ERROR: clone is NULL");
}

TEST_CASE("C: a sweep gives each variant its number, and the same results from any number of threads") {
    const NetworkHandle net = network();
    REQUIRE(hillock_seed(net.get(), 5) == HILLOCK_OK);
    neurons(net, "drive : Hz\ndx/dt = drive + xi*Hz**0.5 : 1", 1, options({{"name", "cells"}, {"method", "euler"}}));
    using Results = std::array<double, 6>;
    const auto variant = [](void* context, std::size_t k, hillock_network* own) -> std::int32_t {
        hillock_object* cells = nullptr;
        const double drive = 1000.0 * static_cast<double>(k);
        if (hillock_find(own, "cells", &cells) != HILLOCK_OK || hillock_write(cells, "drive", &drive, 1) != HILLOCK_OK ||
            hillock_run(own, 10e-3, nullptr) != HILLOCK_OK)
            return 1;
        return hillock_read(cells, "x", &(*static_cast<Results*>(context))[k], 1) == HILLOCK_OK ? 0 : 1;
    };
    Results one{}, two{}, same{};
    const OptionsHandle given = options();
    REQUIRE(hillock_options_set_number(given.get(), "threads", 1) == HILLOCK_OK);
    REQUIRE(hillock_sweep(net.get(), one.size(), variant, &one, given.get()) == HILLOCK_OK);
    REQUIRE(hillock_options_set_number(given.get(), "threads", 3) == HILLOCK_OK);
    REQUIRE(hillock_sweep(net.get(), two.size(), variant, &two, given.get()) == HILLOCK_OK);
    CHECK(one == two);
    for (std::size_t k = 0; k < one.size(); ++k) // the noise of 10 ms has a deviation of 0.1: six of them
        CHECK(std::abs(one[k] - 10.0 * static_cast<double>(k)) < 0.6);
    CHECK(one[1] - 10 != one[2] - 20);
    REQUIRE(hillock_options_set_number(given.get(), "same_seed", 1) == HILLOCK_OK);
    REQUIRE(hillock_sweep(net.get(), same.size(), variant, &same, given.get()) == HILLOCK_OK);
    CHECK(same[1] - same[0] == doctest::Approx(10).epsilon(1e-9)); // the same noise; 100 sums of rounded numbers
    double t = -1;
    REQUIRE(hillock_time(net.get(), &t) == HILLOCK_OK);
    CHECK(t == 0);

    const auto refuse = [](void*, std::size_t k, hillock_network*) -> std::int32_t { return k == 2 ? 7 : 0; };
    CHECK(error(hillock_sweep(net.get(), 4, refuse, nullptr, nullptr)) ==
          "HILLOCK_CALLBACK_ERROR: variant 2 of 4 has failed: the function of the sweep has returned 7");
    const auto angry = [](void*, std::size_t, hillock_network*) -> std::int32_t { throw std::runtime_error("too late"); };
    CHECK(error(hillock_sweep(net.get(), 1, angry, nullptr, nullptr)) ==
          "HILLOCK_CALLBACK_ERROR: variant 0 of 1 has failed: the function of the sweep has thrown: too late");
    CHECK(error(hillock_sweep(net.get(), 1, nullptr, nullptr, nullptr)) == "HILLOCK_VALUE_ERROR: run is NULL");
    REQUIRE(hillock_options_set_number(given.get(), "threads", -1) == HILLOCK_OK);
    CHECK(error(hillock_sweep(net.get(), 1, refuse, nullptr, given.get())) ==
          "HILLOCK_VALUE_ERROR: hillock_sweep(): threads must be from 0 to 1024, but it is -1");
}

TEST_CASE("C: objects leave their network and come back") {
    const NetworkHandle net = network();
    hillock_object* cells = neurons(net, "dx/dt = 1*Hz : 1", 2, options({{"name", "cells"}}));
    hillock_object* slice = nullptr;
    hillock_object* monitor = nullptr;
    REQUIRE(hillock_slice(cells, 0, 1, &slice) == HILLOCK_OK);
    REQUIRE(hillock_add_state_monitor(net.get(), cells, "x", nullptr, &monitor) == HILLOCK_OK);
    REQUIRE(hillock_run(net.get(), 1e-3, nullptr) == HILLOCK_OK);
    REQUIRE(hillock_remove(cells) == HILLOCK_OK);
    CHECK(error(hillock_remove(cells)) == "HILLOCK_VALUE_ERROR: 'cells' is not part of this network");
    CHECK(hillock_run(net.get(), 1e-3, nullptr) == HILLOCK_VALUE_ERROR); // the monitor needs it
    hillock_object* found = nullptr;
    CHECK(hillock_find(net.get(), "cells", &found) == HILLOCK_NAME_ERROR);
    hillock_object* others = neurons(net, "dx/dt = 1*Hz : 1", 1, options({{"name", "cells"}})); // the name is free
    REQUIRE(hillock_find(net.get(), "cells", &found) == HILLOCK_OK);
    CHECK(found == others);
    CHECK(hillock_put_back(cells) == HILLOCK_VALUE_ERROR); // and taken again
    REQUIRE(hillock_remove(others) == HILLOCK_OK);
    REQUIRE(hillock_put_back(cells) == HILLOCK_OK);
    REQUIRE(hillock_put_back(cells) == HILLOCK_OK); // it is there: nothing happens
    REQUIRE(hillock_run(net.get(), 1e-3, nullptr) == HILLOCK_OK);
    CHECK(values(cells, "x")[1] == doctest::Approx(2e-3).epsilon(1e-12)); // 20 sums of rounded numbers
    CHECK(error(hillock_remove(slice)) == "HILLOCK_TYPE_ERROR: a slice of 'cells' cannot be removed, only the whole group");
    CHECK(error(hillock_remove(nullptr)) == "HILLOCK_VALUE_ERROR: object is NULL");
}

TEST_CASE("C: a rate guard ends a run that runs away") {
    const NetworkHandle net = network();
    hillock_object* cells = neurons(net, "x : 1", 10, options({{"threshold", "x > 0.5"}, {"reset", ""}, {"name", "cells"}}));
    hillock_object* guard = nullptr;
    const OptionsHandle given = options({{"name", "guard"}});
    REQUIRE(hillock_options_set_number(given.get(), "window", 5e-3) == HILLOCK_OK);
    REQUIRE(hillock_add_rate_guard(net.get(), cells, 100, given.get(), &guard) == HILLOCK_OK);
    REQUIRE(hillock_run(net.get(), 0.02, nullptr) == HILLOCK_OK);
    const double above = 1;
    REQUIRE(hillock_write(cells, "x", &above, 1) == HILLOCK_OK);
    CHECK(hillock_run(net.get(), 0.02, nullptr) == HILLOCK_RUNAWAY_ERROR);
    CHECK(std::string(hillock_error_text()).find("'cells'") != std::string::npos);
    CHECK(hillock_add_rate_guard(net.get(), cells, -1, nullptr, nullptr) == HILLOCK_VALUE_ERROR);
}
