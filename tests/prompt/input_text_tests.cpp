// SPDX-License-Identifier: Apache-2.0
#include "prompt/input_text.hpp"
#include "prompt/scanner.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace hillock::prompt;
using Kind = Piece::Kind;

namespace {

std::vector<std::string> texts(const std::string& text) {
    std::vector<std::string> result;
    for (const Piece& piece : split(text))
        result.push_back(piece.text);
    return result;
}

std::vector<std::string> tokens(const std::string& text) {
    std::vector<std::string> result;
    for (const Token& token : scan(text).tokens)
        result.emplace_back(token.text);
    return result;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("the scanner sees words, numbers, strings and signs") {
    CHECK(tokens("a1+=b->c[0x1F'FFu]*1.5e-3;") ==
          Texts{"a1", "+=", "b", "->", "c", "[", "0x1F'FFu", "]", "*", "1.5e-3", ";"});
    CHECK(tokens(R"(f("a\"b;{", 'x', '"', L"w", "lit"s))") ==
          Texts{"f", "(", R"("a\"b;{")", ",", "'x'", ",", R"('"')", ",", "L\"w\"", ",", "\"lit\"s", ")"});
    CHECK(tokens("a // b {\n/* c { */ d") == Texts{"a", "d"});
    CHECK(tokens("R\"(a)\" + R\"x(b)\"}{)x\" + uR\"(c)\"") ==
          Texts{"R\"(a)\"", "+", "R\"x(b)\"}{)x\"", "+", "uR\"(c)\""});
    CHECK(tokens("  #define A 1 \\\n 2\nb # c") == Texts{"#define A 1 \\\n 2", "b", "#", "c"});
    CHECK(tokens("vector<vector<int>> v") == Texts{"vector", "<", "vector", "<", "int", ">", ">", "v"});
    CHECK(tokens("Größe + µ") == Texts{"Größe", "+", "µ"});
}

TEST_CASE("a token knows its line") {
    const std::string text = "a\n\n\"x\"/* \n */b R\"(\n)\" c";
    const std::vector<Token> found = scan(text).tokens;
    REQUIRE(found.size() == 5);
    CHECK(found[0].line == 1);
    CHECK(found[1].line == 3);
    CHECK(found[2].line == 4);
    CHECK(found[3].line == 4);
    CHECK(found[4].line == 5);
}

TEST_CASE("an input is complete when nothing is open and nothing is awaited") {
    for (const char* text : {"", "a", "a;", "int x = 3", "f(1, 2)", "x++", "// (", "\"(\"",
                             "struct A { int x; };", "if (x) y();", "{ }", ")", "\"not ended", "for (;;) { }",
                             "template <class T> void f(T) { }", "auto f = [] { };", "i--", "#include <a>"})
        CHECK_MESSAGE(is_complete(text), text);
    for (const char* text : {"f(1,",
                             "{",
                             "[",
                             "\"a\" + (",
                             "R\"(",
                             "R\"x()\"",
                             "/* a",
                             "a +",
                             "x =",
                             "f(a) &&",
                             "a.",
                             "a::",
                             "if (x)",
                             "for (int i = 0; i < 3; ++i)",
                             "while (true)",
                             "template <class T>",
                             "struct A",
                             "if (x) { } else",
                             "do",
                             "namespace a",
                             "#define A \\",
                             "if (x)\n  "})
        CHECK_FALSE_MESSAGE(is_complete(text), text);
}

TEST_CASE("what is open goes on after an empty line, what is awaited does not") {
    CHECK(is_open("R\"(\n\n"));
    CHECK(is_open("f(\n\n"));
    CHECK_FALSE(is_open("a +\n\n"));
    CHECK_FALSE(is_open("if (x)\n\n"));
}

TEST_CASE("a text falls into its pieces") {
    CHECK(texts("int a = 1; a = 2; a") == Texts{"int a = 1;", "a = 2;", "a"});
    CHECK(texts("if (a) b; else c; d;") == Texts{"if (a) b; else c;", "d;"});
    CHECK(texts("if (a) { b; } else if (c) { d; } else { e; } f;") ==
          Texts{"if (a) { b; } else if (c) { d; } else { e; }", "f;"});
    CHECK(texts("for (int i = 0; i < 3; ++i) { a; } b") == Texts{"for (int i = 0; i < 3; ++i) { a; }", "b"});
    CHECK(texts("do a; while (b); c;") == Texts{"do a; while (b);", "c;"});
    CHECK(texts("do { a; } while (b); c;") == Texts{"do { a; } while (b);", "c;"});
    CHECK(texts("try { a; } catch (int) { b; } c;") == Texts{"try { a; } catch (int) { b; }", "c;"});
    CHECK(texts("struct A { int x; } a; int f() { return 1; } g();") ==
          Texts{"struct A { int x; } a;", "int f() { return 1; }", "g();"});
    CHECK(texts("auto f = [](int x) { return x; }; f(1)") ==
          Texts{"auto f = [](int x) { return x; };", "f(1)"});
    CHECK(texts("[] { a; }(); b") == Texts{"[] { a; }();", "b"});
    CHECK(texts("int a{3}; std::vector<int> v{1, 2}; P{1}.x") ==
          Texts{"int a{3};", "std::vector<int> v{1, 2};", "P{1}.x"});
    CHECK(texts("auto f() -> int { return 1; } a") == Texts{"auto f() -> int { return 1; }", "a"});
    CHECK(texts("A::A(int x) : x_{x}, y_(2) { } a") == Texts{"A::A(int x) : x_{x}, y_(2) { }", "a"});
    CHECK(texts("bool operator==(A a, A b) { return true; } c") ==
          Texts{"bool operator==(A a, A b) { return true; }", "c"});
    CHECK(texts("namespace a { int b; } c") == Texts{"namespace a { int b; }", "c"});
    CHECK(texts("extern \"C\" { int f(); } c") == Texts{"extern \"C\" { int f(); }", "c"});
    CHECK(texts("template <class T> struct A { }; template <class T> T f(T a) { return a; } b") ==
          Texts{"template <class T> struct A { };", "template <class T> T f(T a) { return a; }", "b"});
    CHECK(texts("#include <a>\nb; #c\n") == Texts{"#include <a>", "b;", "#c"});
    CHECK(texts(";; a;;") == Texts{"a;"});
    CHECK(texts("void f() { }; a") == Texts{"void f() { };", "a"});
}

TEST_CASE("a piece knows its line and whether it is ended") {
    const std::vector<Piece> pieces = split("int a;\n\n// comment\nf(a)\n");
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0].line == 1);
    CHECK(pieces[0].ended);
    CHECK(pieces[1].line == 4);
    CHECK_FALSE(pieces[1].ended);
}

TEST_CASE("the kind of a piece is guessed from its first words") {
    const auto kind = [](const std::string& text) { return split(text).at(0).kind; };
    for (const char* text : {"int x;",
                             "unsigned long long x = 3;",
                             "auto x = f();",
                             "const double tau = 1;",
                             "NeuronGroup G(3, \"x\");",
                             "std::vector<int> v;",
                             "std::map<std::string, std::vector<int>> m = f();",
                             "Foo* p = nullptr;",
                             "Foo& r = a;",
                             "struct A { };",
                             "using B = A;",
                             "template <class T> void f(T) { }",
                             "namespace a { }",
                             "extern \"C\" void f();",
                             "[[maybe_unused]] int y;",
                             "Foo operator+(Foo, Foo) { }",
                             "A::A() { }",
                             "decltype(x) y = x;",
                             "Foo const& c = a;",
                             "enum class E { a };",
                             "static_assert(true);",
                             "::hillock::Network net;"})
        CHECK_MESSAGE(kind(text) == Kind::declaration, text);
    for (const char* text : {"x;",
                             "x = 3;",
                             "f(x);",
                             "std::printf(\"a\");",
                             "G[\"v\"] = 1;",
                             "M.num_spikes()",
                             "a * b",
                             "a < b && c > d",
                             "a and b",
                             "if (a) b;",
                             "for (;;) { }",
                             "{ a; }",
                             "++x;",
                             "(void)x;",
                             "*p = 3;",
                             "new A",
                             "throw 3;",
                             "int(3)",
                             "\"a\"",
                             "3 * mV",
                             "[] { }();",
                             "::hillock::run(1 * ms)",
                             "a::b(c)",
                             "P{3}",
                             "!x",
                             "static_cast<int>(2.5)"})
        CHECK_MESSAGE(kind(text) == Kind::statement, text);
    CHECK(kind("#include <a>") == Kind::directive);
    CHECK(kind("namespace std { }") == Kind::global);
    CHECK(kind("template <> struct std::hash<A> { };") == Kind::global);
    CHECK(kind("template <class T> struct std::tuple_size<A<T>> { };") == Kind::global);
}

TEST_CASE("a program is told by its main") {
    CHECK(has_main("#include <a>\nint main() { }"));
    CHECK(has_main("int x;\nint main(int argc, char** argv) {\n}"));
    CHECK(has_main("auto main() -> int { }"));
    CHECK_FALSE(has_main("// int main() { }\nint x;"));
    CHECK_FALSE(has_main("\"int main() { }\""));
    CHECK_FALSE(has_main("struct A { int main() { return 1; } };"));
    CHECK_FALSE(has_main("main();"));
}

TEST_CASE("a script falls into the inputs that it would be if it were typed") {
    const auto inputs = [](const std::string& script) {
        Texts result;
        for (const Input& input : inputs_of(script)) result.push_back(std::to_string(input.line) + ": " + input.text);
        return result;
    };
    CHECK(inputs("a\nb;\n") == Texts{"1: a\n", "2: b;\n"});
    CHECK(inputs("f(1,\n  2)\n#include <a>\nb") == Texts{"1: f(1,\n  2)\n", "3: #include <a>\n", "4: b\n"});
    CHECK(inputs("if (a)\n  b;\n\nelse\n  c;\nd") == Texts{"1: if (a)\n  b;\n\nelse\n  c;\n", "6: d\n"});
    CHECK(inputs("int f()\n{\n}\ng") == Texts{"1: int f()\n{\n}\n", "4: g\n"});
    CHECK(inputs("a;\n{ b; }\n") == Texts{"1: a;\n", "2: { b; }\n"});
    CHECK(inputs("x\n  .y()\n  .z()\n+1") == Texts{"1: x\n  .y()\n  .z()\n", "4: +1\n"});
    CHECK(inputs("f(") == Texts{"1: f(\n"});
}

TEST_CASE("a declaration is made visible to other inputs") {
    const auto linked = [](const std::string& text) {
        const Linked found = with_external_linkage(text);
        return found.before + found.text;
    };
    CHECK(linked("static int a = 1;") == "       int a = 1;");
    CHECK(linked("const int a = f();") == "inline\nconst int a = f();");
    CHECK(linked("double const a{1};") == "inline\ndouble const a{1};");
    CHECK(linked("static constexpr int a = 1;") == "inline\n       constexpr int a = 1;");
    CHECK(linked("int a = sizeof(const int);") == "int a = sizeof(const int);");
    CHECK(linked("const auto [a, b] = f();") == "const auto [a, b] = f();");
    CHECK(linked("struct A { static const int a = 1; };") == "struct A { static const int a = 1; };");
    CHECK(linked("extern const int a;") == "extern const int a;");
    CHECK(linked("template <class T> static T f();") == "template <class T> static T f();");
}
