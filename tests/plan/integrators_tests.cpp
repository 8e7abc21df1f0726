// SPDX-License-Identifier: Apache-2.0
// Integration methods: what they refuse and why, schemes as text, what their plans cost.
#include "stepper.hpp"

#include "hillock/units.hpp"

#include <cmath>
#include <cstring>
#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;
using plan::NoiseSupport;
using test::checked_model;
using test::refusal;
using test::Stepper;

namespace {

std::string scheme_error(const std::string& text, NoiseSupport noise = NoiseSupport::none) {
    const auto scheme = plan::parse_scheme("mine", text, noise);
    return scheme ? "" : render(scheme.problems());
}

std::shared_ptr<const plan::Scheme> scheme(const std::string& text, NoiseSupport noise = NoiseSupport::none) {
    return plan::parse_scheme("mine", text, noise).or_throw();
}

/// Operations of an element and step that compute something.
std::size_t work(const plan::Kernel& kernel) {
    std::size_t count = 0;
    for (std::size_t k = kernel.first_in_loop; k < kernel.operations.size(); ++k) {
        const plan::Opcode code = kernel.operations[k].code;
        count += code != plan::Opcode::load && code != plan::Opcode::store;
    }
    return count;
}

const char* const kHodgkinHuxley = R"(
    dv/dt = (gl*(El-v) - gNa*(m*m*m)*h*(v-ENa) - gK*(n*n*n*n)*(v-EK) + I)/Cm : volt
    dm/dt = alpha_m*(1-m) - beta_m*m : 1
    dn/dt = alpha_n*(1-n) - beta_n*n : 1
    dh/dt = alpha_h*(1-h) - beta_h*h : 1
    alpha_m = 0.32/mV*4*mV/exprel((13*mV-v+VT)/(4*mV))/ms : Hz
    beta_m = 0.28/mV*5*mV/exprel((v-VT-40*mV)/(5*mV))/ms : Hz
    alpha_h = 0.128*exp((17*mV-v+VT)/(18*mV))/ms : Hz
    beta_h = 4/(1+exp((40*mV-v+VT)/(5*mV)))/ms : Hz
    alpha_n = 0.032/mV*5*mV/exprel((15*mV-v+VT)/(5*mV))/ms : Hz
    beta_n = 0.5*exp((10*mV-v+VT)/(40*mV))/ms : Hz
    I : amp)";

Stepper::Model hodgkin_huxley() {
    return checked_model(kHodgkinHuxley, {{"gl", 10 * nS}, {"El", -60 * mV}, {"gNa", 20 * uS}, {"ENa", 50 * mV}, {"gK", 6 * uS},
                                          {"EK", -90 * mV}, {"Cm", 200 * pF}, {"VT", -63 * mV}});
}

std::size_t calls(const plan::Kernel& kernel) {
    std::size_t count = 0;
    for (std::size_t k = kernel.first_in_loop; k < kernel.operations.size(); ++k)
        count += kernel.operations[k].code == plan::Opcode::call;
    return count;
}

/// x after one step of dt from x = 2, in an equation of x alone.
double after_one_step(const std::string& equation, const std::string& method, double dt) {
    Stepper stepper(checked_model(equation), method, dt);
    stepper["x"][0] = 2;
    stepper.step();
    return stepper["x"][0];
}

} // namespace

TEST_CASE("rows of the integrator table are complete, and names are found in any case") {
    for (const plan::Integrator& row : plan::integrator_table()) {
        CAPTURE(row.name);
        CHECK_FALSE(row.description.empty());
        CHECK(row.scheme.empty() == (row.build != nullptr));
        std::string shouted(row.name);
        for (char& letter : shouted) letter = static_cast<char>(std::toupper(letter));
        CHECK(*plan::find_integrator(shouted) == &row);
        CHECK((row.orders.strong > 0) == (row.noise != NoiseSupport::none));
    }
    CHECK((*plan::find_integrator("Linear"))->name == "exact");
    CHECK(plan::integrator_table()[0].name == "exact");
    CHECK(plan::integrator_table()[1].name == "euler");
    CHECK(plan::integrator_table()[2].name == "heun");
}

TEST_CASE("the default choice is exact, euler, heun") {
    const auto chosen = [](const std::string& text) {
        const auto model = checked_model(text);
        return plan::plan_state_update({.name = "k", .model = model.get(), .threshold = {}, .refractory = {}}, {})
            .or_throw().name;
    };
    CHECK(chosen("dx/dt = -x/second : 1") == "exact");
    CHECK(chosen("dx/dt = -x*x/second : 1") == "euler");
    CHECK(chosen("dx/dt = xi/second**0.5 : 1") == "euler");
    CHECK(chosen("dx/dt = x*xi/second**0.5 : 1") == "heun");
    CHECK(chosen("x : 1") == "");
}

TEST_CASE("what the methods refuse") {
    for (const char* method : {"rk2", "rk4", "exponential_euler", "independent"})
        CHECK(refusal("dx/dt = -x/second + xi/second**0.5 : 1", method) ==
              "the method '" + std::string(method) + "' takes no noise, but dx/dt contains 'xi'");
    CHECK(refusal("dx/dt = t*xi/second**1.5 : 1", "euler") ==
          "the method 'euler' takes additive noise only, but the noise 'xi' in dx/dt is multiplied with 't', which changes");
    CHECK(refusal("dx/dt = xi**2*x : 1", "heun") ==
          "the noise 'xi' in dx/dt must stand as a term or a factor of a term, not inside 'xi**2'");
    CHECK(refusal("dx/dt = x*xi_1/second**0.5 : 1\ndy/dt = y*xi_1/second**0.5 : 1", "milstein") ==
          "the method 'milstein' takes diagonal noise only, each equation a noise of its own, but 'xi_1' drives dx/dt and dy/dt");
    CHECK(refusal("dx/dt = x*xi_1/second**0.5 + xi_2/second**0.5 : 1", "milstein") ==
          "the method 'milstein' takes diagonal noise only, each equation a noise of its own, but dx/dt contains two, 'xi_1' and "
          "'xi_2'");
    CHECK(refusal("dx/dt = xi_1/second**0.5 + xi_2/second**0.5 : 1", "milstein") == "");
    CHECK(refusal("dx/dt = x*xi_1/second**0.5 + x**2*xi_2/second**0.5 : 1\ndy/dt = x*xi_1/second**0.5 : 1", "heun") == "");
    CHECK(refusal("dx/dt = -x*x/second : 1", "independent") ==
          "the method 'independent' cannot integrate dx/dt: it is not linear in 'x', which stands in '-x * x'");
    CHECK(refusal("dx/dt = -x*t/second**2 : 1", "independent") ==
          "the method 'independent' cannot integrate dx/dt: it depends on 't', so that its coefficients change within a step");
    CHECK(refusal("dx/dt = x*rand()/second : 1", "independent") ==
          "the method 'independent' cannot integrate dx/dt: it contains a random function");
}

TEST_CASE("exponential_euler takes conditionally linear equations") {
    const double dt = 0.1;
    const auto step = [dt](double a, double b) { return a == 0 ? 2 + b * dt : (2 + b / a) * std::exp(a * dt) - b / a; };
    const auto next = [dt](const std::string& rate) { return after_one_step("dx/dt = (" + rate + ")/second : 1", "exponential_euler", dt); };
    const auto is = [](double value) { return doctest::Approx(value).epsilon(1e-14); }; // B/A cancels a digit in the formula above
    CHECK(next("3 - 0.5*x") == is(step(-0.5, 3)));
    CHECK(next("-0.5*x") == is(step(-0.5, 0)));
    CHECK(next("exp(-x)") == is(step(0, std::exp(-2.0))));
    CHECK(next("exp(-x) - x") == is(step(-1, std::exp(-2.0))));
    CHECK(next("x*exp(-x)") == is(step(std::exp(-2.0), 0)));
    CHECK(next("exp(-x)**3*(1 - x)") == is(step(-std::exp(-6.0), std::exp(-6.0))));
    CHECK(next("x/(1 + x)") == is(step(1.0 / 3, 0)));
    CHECK(next("0.1*(x + 40)/(1 - exp(x))") == is(step(0.1 / (1 - std::exp(2.0)), 4 / (1 - std::exp(2.0)))));
    CHECK(next("int(x > 1)*x") == is(step(1, 0)));
    CHECK(next("where(x > 1, 1 - x, x)") == is(step(-1, 1)));
    for (const char* rate : {"x*x", "x**2", "x*(1 - x)", "1/(1 + x)", "1/x", "x % 2", "2**x", "x**0.5", "(x + 1)/(1 + x)"}) {
        CAPTURE(rate);
        CHECK(refusal("dx/dt = (" + std::string(rate) + ")/second : 1", "exponential_euler")
                  .find("the method 'exponential_euler' cannot integrate dx/dt: outside of functions 'x' must stand as a factor of a "
                        "term, but it stands in '") == 0);
    }
    // A chain of subexpressions that each use the last one twice: written out it would have 2**40 terms.
    std::string chain = "dx/dt = s40/second : 1\ns0 = 1 - x : 1";
    for (int k = 1; k <= 40; ++k) chain += "\ns" + std::to_string(k) + " = (s" + std::to_string(k - 1) + " + s" + std::to_string(k - 1) + ")/2 : 1";
    CHECK(after_one_step(chain, "exponential_euler", dt) == is(step(-1, 1)));
    CHECK(after_one_step(chain, "rk4", dt) == doctest::Approx(1 + std::exp(-dt)).epsilon(1e-6)); // dt**5/5! = 8e-8
}

TEST_CASE("independent solves each equation with the others standing still") {
    Stepper stepper(checked_model("dx/dt = (y-x)/second : 1\ndy/dt = -x*y/second : 1"), "independent", 0.1);
    stepper["x"][0] = 2, stepper["y"][0] = 3;
    stepper.step();
    CHECK(stepper["x"][0] == doctest::Approx(3 - std::exp(-0.1)).epsilon(1e-15));
    CHECK(stepper["y"][0] == doctest::Approx(3 * std::exp(-0.2)).epsilon(1e-15));
}

TEST_CASE("a stage moves the time and the subexpressions, and its random functions draw anew") {
    // k = 2 t x at (t, x) = (0, 2) is 0, at the middle 2 * 0.05 * 2
    CHECK(after_one_step("dx/dt = 2*s/second : 1\ns = u*x : 1\nu = t/second : 1", "rk2", 0.1) == doctest::Approx(2 + 0.1 * 2 * 0.05 * 2).epsilon(1e-15));
    const auto draws = [](const std::string& method) {
        const Stepper stepper(checked_model("dx/dt = x*rand()/second : 1"), method, 0.1);
        std::size_t count = 0;
        for (const plan::Operation& operation : stepper.kernel().operations) count += operation.code == plan::Opcode::draw;
        return count;
    };
    CHECK(draws("euler") == 1);
    CHECK(draws("rk2") == 2);
    CHECK(draws("rk4") == 4);
    CHECK(draws("exponential_euler") == 1);
}

TEST_CASE("a stage costs what one evaluation of the equations costs") {
    const Stepper euler(hodgkin_huxley(), "euler", 1e-5), rk2(hodgkin_huxley(), "rk2", 1e-5), rk4(hodgkin_huxley(), "rk4", 1e-5),
        exponential(hodgkin_huxley(), "exponential_euler", 1e-5);
    CHECK(calls(rk2.kernel()) == 2 * calls(euler.kernel()));
    CHECK(calls(rk4.kernel()) == 4 * calls(euler.kernel()));
    CHECK(calls(exponential.kernel()) == calls(euler.kernel()) + 4); // one exponential a variable
    // rk4 adds four operations a variable that euler has not, the sum of the four rates; and a rate that is used twice keeps its last factor,
    // which is part of the step in euler
    CHECK(work(rk4.kernel()) <= 4 * work(euler.kernel()) + 16 + 16);
}

TEST_CASE("variables that are locked while refractory keep every bit, at every stage") {
    plan::Surroundings around;
    around.traits[0].refractory = true;
    for (const plan::Integrator& row : plan::integrator_table()) {
        CAPTURE(row.name);
        const char* text = "dx/dt = (y-x)/second : 1 (unless refractory)\ndy/dt = -x/second : 1";
        Stepper stepper(checked_model(text), std::string(row.name), 0.1, 3, around);
        auto &x = stepper["x"], &y = stepper["y"];
        x[0] = -0.0, x[1] = 1.0 / 3, x[2] = 1.0 / 3, y[1] = 1, y[2] = 1;
        stepper.not_refractory()[0] = stepper.not_refractory()[1] = 0;
        stepper.step();
        if (!row.scheme.empty()) CHECK(std::signbit(x[0])); // the others may make 0 of -0
        CHECK(x[1] == 1.0 / 3);
        CHECK(x[2] != 1.0 / 3);
        // y sees x standing still: its rate is constant, which all methods integrate exactly
        CHECK(y[1] == doctest::Approx(1 - 0.1 / 3).epsilon(1e-15));
    }
}

TEST_CASE("schemes of the user's own") {
    // Ralston's method of second order, with sums and functions that no built-in scheme has
    const auto ralston = scheme("k = dt*f(x, t) # the first stage\nl = dt*f(x + 2*k/3, t + 2*dt/3)\nx_new = x + k/4 + sqrt(9)*l/4");
    Stepper stepper(checked_model("dx/dt = -x*x/second : 1"), ralston, 0.1);
    stepper["x"][0] = 2;
    stepper.step();
    const double k = -0.4, l = -0.1 * (2 + 2 * k / 3) * (2 + 2 * k / 3);
    CHECK(stepper["x"][0] == doctest::Approx(2 + k / 4 + 3 * l / 4).epsilon(1e-15));
    // Signs of terms
    Stepper minus(checked_model("dx/dt = -x*x/second : 1"), scheme("x_new = -(dt*(-f(x, t)) - x)"), 0.1);
    minus["x"][0] = 2;
    minus.step();
    CHECK(minus["x"][0] == doctest::Approx(1.6).epsilon(1e-15));
    // Stochastic Heun, whose drift sees the noise: right for one noise, without a meaning for two
    const auto heun = scheme("k = dt*f(x, t) + g(x, t)*dW\nl = dt*f(x + k, t + dt) + g(x + k, t + dt)*dW\nx_new = x + 0.5*(k + l)",
                             NoiseSupport::any);
    CHECK(heun->one_noise_only);
    Stepper noisy(checked_model("dx/dt = -x/second + x*xi/second**0.5 : 1"), heun, 0.01);
    noisy["x"][0] = 2;
    noisy.inject(0, "noise")[0] = 1.5;
    noisy.step();
    const double a = 2 * (-0.01 + 0.15), b = (2 + a) * (-0.01 + 0.15);
    CHECK(noisy["x"][0] == doctest::Approx(2 + 0.5 * (a + b)).epsilon(1e-15));
    const auto model = checked_model("dx/dt = xi_1/second**0.5 : 1\ndy/dt = xi_2/second**0.5 : 1");
    const auto refused = plan::plan_state_update(
        {.name = "k", .model = model.get(), .methods = {{.scheme = heun}}, .threshold = {}, .refractory = {}}, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.problems()[0].message == "the method 'mine' uses f where noise has been added, so that it takes one noise only, but "
                                           "the equations contain 'xi_1' and 'xi_2'");
    // The same without noise in the equations is the deterministic method
    Stepper silent(checked_model("dx/dt = -x/second : 1"), heun, 0.01);
    silent["x"][0] = 2;
    silent.step();
    CHECK(silent["x"][0] == doctest::Approx(2 * (1 - 0.01 + 0.5 * 0.0001)).epsilon(1e-15));
}

TEST_CASE("what is wrong with a scheme is shown in its text") {
    CHECK(scheme_error("k = f(x, t)\nx_new = x + dt*kk") == "mine:2:16: error: 'kk' is not defined; did you mean 'k'?\n"
                                                            "    2 | x_new = x + dt*kk\n"
                                                            "      |                ^~");
    const auto says = [](const std::string& text, const std::string& message, NoiseSupport noise = NoiseSupport::none) {
        const std::string found = scheme_error(text, noise);
        CAPTURE(found);
        CHECK(found.find("error: " + message + "\n") != std::string::npos);
    };
    says("k = f(x, t)", "the last line of a scheme must be 'x_new = ...', but it assigns 'k'");
    says("x_new = x + dt*f(x, t)\nk = x", "'x_new' must be assigned in the last line");
    says("k = x\nk = x\nx_new = x + dt*f(k, t)", "'k' is assigned twice");
    says("dt = 1\nx_new = x + dt*f(x, t)", "'dt' has a meaning of its own and cannot be assigned");
    says("x_new += dt*f(x, t)", "a line of a scheme assigns with '=', not with '+='");
    says("x_new = x + dt*f(x)", "'f' takes 2 arguments, not 1");
    says("x_new = x + dt*f", "'f' is a function: write 'f(x, t)'");
    says("x_new = x + dt*h(x, t)", "a scheme has no function 'h'; it has f(x, t), g(x, t) and those of numbers");
    says("x_new = x + f(x, t)", "cannot add 'x' and 'x * hertz'");
    says("x_new = dt*x + dt*dt*f(x, t)", "'x_new' has dimension 'x * second' but must have that of 'x'");
    says("x_new = x + dt*f(dt, t)", "'f' takes a value of 'x', but 'dt' has dimension 'second'");
    says("x_new = x + dt*f(x, x)", "'f' takes a time, but 'x' has dimension 'x'");
    says("x_new = x**t + dt*f(x, t)", "an exponent in a scheme must be a number, but 't' is not");
    says("x_new = x + dt*f(x, t) + exp(x)", "'exp' takes a number, but 'x' has dimension 'x'");
    says("x_new = x + dt*f(x, t) + g(x, t)*dW", "'g' belongs to noise, but the scheme is declared to take none");
    says("x_new = x", "the scheme does not use the equations: nothing in it calls f(x, t)");
    says("x_new = x + dt*f(x, t)", "the scheme is declared to take noise, but does not use g(x, t) and dW", NoiseSupport::any);
    says("x_new = x + dt*f(x, t) // 1", "a scheme is made of numbers, names, functions, + - * / and **");
    CHECK(scheme_error("") .find("a scheme needs lines, the last of which is 'x_new = ...'") != std::string::npos);
    CHECK(scheme_error("x_new = x + (dt*f(x, t)") != "");
}
