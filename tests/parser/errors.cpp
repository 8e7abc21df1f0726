// SPDX-License-Identifier: Apache-2.0
// The exact text of the errors of the parser: it is a part of the interface, so a change has to be made here
// too.
#include "hillock/error.hpp"
#include "parser/parse.hpp"

#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;

namespace {

struct Case {
    const char* text;
    const char* errors;
};

// clang-format off
constexpr Case kExpressions[] = {
    {"",
     "expression:1:1: error: the expression is empty\n"
     "    1 | \n"
     "      | ^"},
    {"  # a comment alone",
     "expression:1:1: error: the expression is empty\n"
     "    1 |   # a comment alone\n"
     "      | ^"},
    {"a +",
     "expression:1:3: error: expected a value after '+'\n"
     "    1 | a +\n"
     "      |   ^"},
    {"a + # b\n",
     "expression:1:3: error: expected a value after '+'\n"
     "    1 | a + # b\n"
     "      |   ^"},
    {"* a",
     "expression:1:1: error: expected a value before '*'\n"
     "    1 | * a\n"
     "      | ^"},
    {"()",
     "expression:1:2: error: expected a value after '(', not ')'\n"
     "    1 | ()\n"
     "      |  ^"},
    {"f(,a)",
     "expression:1:3: error: expected a value after '(', not ','\n"
     "    1 | f(,a)\n"
     "      |   ^"},
    {"f(a,)",
     "expression:1:5: error: expected a value after ',', not ')'\n"
     "    1 | f(a,)\n"
     "      |     ^"},
    {"(a, b)",
     "expression:1:3: error: ',' separates the arguments of a function and nothing else\n"
     "    1 | (a, b)\n"
     "      |   ^"},
    {"a +* b",
     "expression:1:4: error: expected a value after '+', not '*'\n"
     "    1 | a +* b\n"
     "      |    ^"},
    {"a < b < c",
     "expression:1:7: error: comparisons cannot be chained; write '(a < b) and (b < c)'\n"
     "    1 | a < b < c\n"
     "      |       ^"},
    {"a + 1 == b\n" "  != sin(c)",
     "expression:2:3: error: comparisons cannot be chained; write '(a + 1 == b) and (b != sin(c))'\n"
     "    2 |   != sin(c)\n"
     "      |   ^~"},
    {"a + not b",
     "expression:1:5: error: 'not' after '+' needs parentheses: write '(not ...)'\n"
     "    1 | a + not b\n"
     "      |     ^~~"},
    {"- not b",
     "expression:1:3: error: 'not' after '-' needs parentheses: write '(not ...)'\n"
     "    1 | - not b\n"
     "      |   ^~~"},
    {"a not b",
     "expression:1:3: error: 'not' needs an operator before it, such as 'and'\n"
     "    1 | a not b\n"
     "      |   ^~~"},
    {"v[0]",
     "expression:1:2: error: indexing with '[' is not part of the equation language\n"
     "    1 | v[0]\n"
     "      |  ^"},
    {"[1]",
     "expression:1:1: error: expected a value, not '[': lists and indexing are not part of the equation language\n"
     "    1 | [1]\n"
     "      | ^"},
    {"G.v",
     "expression:1:2: error: attributes with '.' are not part of the equation language\n"
     "    1 | G.v\n"
     "      |  ^"},
    {"G . v",
     "expression:1:3: error: attributes with '.' are not part of the equation language\n"
     "    1 | G . v\n"
     "      |   ^"},
    {"a + -",
     "expression:1:5: error: expected a value after '-'\n"
     "    1 | a + -\n"
     "      |     ^"},
    {"(-)",
     "expression:1:3: error: expected a value after '-', not ')'\n"
     "    1 | (-)\n"
     "      |   ^"},
    {"a * -* b",
     "expression:1:6: error: expected a value after '-', not '*'\n"
     "    1 | a * -* b\n"
     "      |      ^"},
    {"-",
     "expression:1:1: error: expected a value after '-'\n"
     "    1 | -\n"
     "      | ^"},
    {"a ≤ b",
     "expression:1:3: error: there is no operator '≤'; write '<='\n"
     "    1 | a ≤ b\n"
     "      |   ^"},
    {"a + − b",
     "expression:1:5: error: there is no operator '−'; write '-'\n"
     "    1 | a + − b\n"
     "      |     ^"},
    {"x if c else y",
     "expression:1:3: error: 'x if c else y' is not part of the equation language; write 'where(c, x, y)'\n"
     "    1 | x if c else y\n"
     "      |   ^~"},
    {"a & b",
     "expression:1:3: error: there is no operator '&'; write 'and'\n"
     "    1 | a & b\n"
     "      |   ^"},
    {"a && b",
     "expression:1:3: error: there is no operator '&&'; write 'and'\n"
     "    1 | a && b\n"
     "      |   ^~"},
    {"a | b",
     "expression:1:3: error: there is no operator '|'; write 'or'\n"
     "    1 | a | b\n"
     "      |   ^"},
    {"a || b",
     "expression:1:3: error: there is no operator '||'; write 'or'\n"
     "    1 | a || b\n"
     "      |   ^~"},
    {"!a",
     "expression:1:1: error: there is no operator '!'; write 'not'\n"
     "    1 | !a\n"
     "      | ^"},
    {"~a",
     "expression:1:1: error: there is no operator '~'; write 'not'\n"
     "    1 | ~a\n"
     "      | ^"},
    {"a ! b",
     "expression:1:3: error: '!' needs an operator before it, such as 'and'\n"
     "    1 | a ! b\n"
     "      |   ^"},
    {"a ^ b",
     "expression:1:3: error: there is no operator '^'; write '**'\n"
     "    1 | a ^ b\n"
     "      |   ^"},
    {"a = b",
     "expression:1:3: error: '=' inside an expression; to compare, write '=='\n"
     "    1 | a = b\n"
     "      |   ^"},
    {"a =< b",
     "expression:1:3: error: there is no operator '=<'; write '<='\n"
     "    1 | a =< b\n"
     "      |   ^~"},
    {"a => b",
     "expression:1:3: error: there is no operator '=>'; write '>='\n"
     "    1 | a => b\n"
     "      |   ^~"},
    {"a == = b",
     "expression:1:6: error: expected a value after '==', not '='\n"
     "    1 | a == = b\n"
     "      |      ^"},
    {"'s'",
     "expression:1:1: error: strings are not part of the equation language\n"
     "    1 | 's'\n"
     "      | ^"},
    {"a + \"s\"",
     "expression:1:5: error: strings are not part of the equation language\n"
     "    1 | a + \"s\"\n"
     "      |     ^"},
    {"(a + b",
     "expression:1:1: error: '(' is never closed: a ')' is missing\n"
     "    1 | (a + b\n"
     "      | ^"},
    {"f((a)",
     "expression:1:2: error: '(' is never closed: a ')' is missing\n"
     "    1 | f((a)\n"
     "      |  ^"},
    {"a + b)",
     "expression:1:6: error: ')' closes nothing: a '(' is missing\n"
     "    1 | a + b)\n"
     "      |      ^"},
    {"(a]",
     "expression:1:3: error: ']' cannot close '(': a ')' is missing\n"
     "    1 | (a]\n"
     "      |   ^\n"
     "expression:1:1: note: '(' is opened here\n"
     "    1 | (a]\n"
     "      | ^"},
    {"{a}",
     "expression:1:1: error: expected a value, not '{': lists and indexing are not part of the equation language\n"
     "    1 | {a}\n"
     "      | ^"},
    {"a b",
     "expression:1:3: error: an operator is missing between 'a' and 'b'\n"
     "    1 | a b\n"
     "      |   ^"},
    {"a andb",
     "expression:1:3: error: an operator is missing between 'a' and 'andb'\n"
     "    1 | a andb\n"
     "      |   ^~~~"},
    {"a 2",
     "expression:1:3: error: an operator is missing between 'a' and '2'\n"
     "    1 | a 2\n"
     "      |   ^"},
    {"(a)(b)",
     "expression:1:4: error: an operator is missing between '(a)' and '('\n"
     "    1 | (a)(b)\n"
     "      |    ^"},
    {"f(x)(y)",
     "expression:1:5: error: an operator is missing between 'f(x)' and '('\n"
     "    1 | f(x)(y)\n"
     "      |     ^"},
    {"True(1)",
     "expression:1:5: error: an operator is missing between 'True' and '('\n"
     "    1 | True(1)\n"
     "      |     ^"},
    {"a.5",
     "expression:1:2: error: an operator is missing between 'a' and '.5'\n"
     "    1 | a.5\n"
     "      |  ^~"},
    {"2mV",
     "expression:1:1: error: '2mV' is neither a number nor a name; write '2 * mV'\n"
     "    1 | 2mV\n"
     "      | ^~~"},
    {"2.5e",
     "expression:1:1: error: '2.5e' is neither a number nor a name; write '2.5 * e'\n"
     "    1 | 2.5e\n"
     "      | ^~~~"},
    {"0x1G",
     "expression:1:1: error: '0x1G' is neither a number nor a name\n"
     "    1 | 0x1G\n"
     "      | ^~~~"},
    {"1_000_",
     "expression:1:1: error: '1_000_' is neither a number nor a name\n"
     "    1 | 1_000_\n"
     "      | ^~~~~~"},
    {"1.2.3",
     "expression:1:1: error: '1.2.3' is neither a number nor a name\n"
     "    1 | 1.2.3\n"
     "      | ^~~~~"},
    {"1e400",
     "expression:1:1: error: the number '1e400' is outside the range of a float\n"
     "    1 | 1e400\n"
     "      | ^~~~~"},
    {"1e-400",
     "expression:1:1: error: the number '1e-400' is outside the range of a float\n"
     "    1 | 1e-400\n"
     "      | ^~~~~~"},
    {"lambda",
     "expression:1:1: error: 'lambda' is a keyword of Python and cannot be a name\n"
     "    1 | lambda\n"
     "      | ^~~~~~"},
    {"a + None",
     "expression:1:5: error: 'None' is a keyword of Python and cannot be a name\n"
     "    1 | a + None\n"
     "      |     ^~~~"},
    {"a in b",
     "expression:1:3: error: 'in' is not an operator of the equation language\n"
     "    1 | a in b\n"
     "      |   ^~"},
    {"a is b",
     "expression:1:3: error: 'is' is not an operator of the equation language\n"
     "    1 | a is b\n"
     "      |   ^~"},
    {"and a",
     "expression:1:1: error: expected a value before 'and'\n"
     "    1 | and a\n"
     "      | ^~~"},
    {"a and",
     "expression:1:3: error: expected a value after 'and'\n"
     "    1 | a and\n"
     "      |   ^~~"},
    {"µ + 1",
     "expression:1:1: error: the character 'µ' has no meaning here; names are made of the letters a to z and A to Z, digits and '_'\n"
     "    1 | µ + 1\n"
     "      | ^"},
    {"a − b",
     "expression:1:3: error: there is no operator '−'; write '-'\n"
     "    1 | a − b\n"
     "      |   ^"},
    {"\xff",
     "expression:1:1: error: a byte that is no text has no meaning here; names are made of the letters a to z and A to Z, digits and '_'\n"
     "    1 | \xff\n"
     "      | ^"},
    {"a $ b",
     "expression:1:3: error: the character '$' has no meaning here\n"
     "    1 | a $ b\n"
     "      |   ^"},
    {"a \\\n" " + b",
     "expression:1:3: error: no '\\' is needed: an expression goes on over lines by itself\n"
     "    1 | a \\\n"
     "      |   ^"},
    {"a : b",
     "expression:1:3: error: ':' cannot stand in an expression\n"
     "    1 | a : b\n"
     "      |   ^"},
    {"a ; b",
     "expression:1:3: error: ';' cannot stand in an expression\n"
     "    1 | a ; b\n"
     "      |   ^"},
    {".",
     "expression:1:1: error: expected a value, not '.'\n"
     "    1 | .\n"
     "      | ^"},
};

constexpr Case kStatements[] = {
    {"v + 1",
     "reset:1:1: error: 'v + 1' is no assignment; write 'v = ...' or 'v += ...'\n"
     "    1 | v + 1\n"
     "      | ^~~~~"},
    {"v == 1",
     "reset:1:3: error: 'v == 1' is a comparison, no assignment; write '='\n"
     "    1 | v == 1\n"
     "      |   ^~"},
    {"v",
     "reset:1:1: error: 'v' is no assignment; write 'v = ...' or 'v += ...'\n"
     "    1 | v\n"
     "      | ^"},
    {"v = ",
     "reset:1:3: error: expected a value after '='\n"
     "    1 | v = \n"
     "      |   ^"},
    {"v = ; w = 1",
     "reset:1:3: error: expected a value after '='\n"
     "    1 | v = ; w = 1\n"
     "      |   ^"},
    {"v := 1",
     "reset:1:3: error: there is no operator ':='; write '='\n"
     "    1 | v := 1\n"
     "      |   ^~"},
    {"v++",
     "reset:1:1: error: 'v++' is no assignment; write 'v = ...' or 'v += ...'\n"
     "    1 | v++\n"
     "      | ^~~"},
    {"v = 1 2",
     "reset:1:7: error: an operator is missing between '1' and '2'\n"
     "    1 | v = 1 2\n"
     "      |       ^"},
    {"v = w = 1",
     "reset:1:7: error: '=' inside an expression; to compare, write '=='\n"
     "    1 | v = w = 1\n"
     "      |       ^"},
    {"v = = 1",
     "reset:1:5: error: expected a value after '=', not '='\n"
     "    1 | v = = 1\n"
     "      |     ^"},
    {"v += = 1",
     "reset:1:6: error: expected a value after '+=', not '='\n"
     "    1 | v += = 1\n"
     "      |      ^"},
    {"v[0] = 1",
     "reset:1:1: error: only a name can be assigned to, not 'v[0]'\n"
     "    1 | v[0] = 1\n"
     "      | ^~~~"},
    {"G.v += 1",
     "reset:1:1: error: only a name can be assigned to, not 'G.v'\n"
     "    1 | G.v += 1\n"
     "      | ^~~"},
    {"1 = v",
     "reset:1:1: error: only a name can be assigned to, not '1'\n"
     "    1 | 1 = v\n"
     "      | ^"},
    {"a, b = 1, 2",
     "reset:1:1: error: only a name can be assigned to, not 'a, b'\n"
     "    1 | a, b = 1, 2\n"
     "      | ^~~~"},
    {"dv/dt = 1",
     "reset:1:1: error: only a name can be assigned to, not 'dv/dt'\n"
     "    1 | dv/dt = 1\n"
     "      | ^~~~~"},
    {"= 3",
     "reset:1:1: error: '= 3' is no assignment; write 'x = ...' or 'x += ...'\n"
     "    1 | = 3\n"
     "      | ^~~"},
    {"for = 1",
     "reset:1:1: error: 'for' is a keyword of Python: it cannot be a name\n"
     "    1 | for = 1\n"
     "      | ^~~"},
    {"True = 1",
     "reset:1:1: error: only a name can be assigned to, not 'True'\n"
     "    1 | True = 1\n"
     "      | ^~~~"},
    {"if v > 1: v = 0",
     "reset:1:1: error: 'if' is a keyword of Python: a statement is an assignment, 'x = ...' or 'x += ...'\n"
     "    1 | if v > 1: v = 0\n"
     "      | ^~"},
    {"return",
     "reset:1:1: error: 'return' is a keyword of Python: a statement is an assignment, 'x = ...' or 'x += ...'\n"
     "    1 | return\n"
     "      | ^~~~~~"},
    {"not v",
     "reset:1:1: error: 'not v' is no assignment; write 'v = ...' or 'v += ...'\n"
     "    1 | not v\n"
     "      | ^~~~~"},
    {"v = (1\n" "w = 2",
     "reset:1:5: error: '(' is never closed: a ')' is missing\n"
     "    1 | v = (1\n"
     "      |     ^"},
    {"v = a +\n" " b",
     "reset:1:7: error: expected a value after '+'\n"
     "    1 | v = a +\n"
     "      |       ^\n"
     "reset:2:2: error: 'b' is no assignment; write 'b = ...' or 'b += ...'\n"
     "    2 |  b\n"
     "      |  ^"},
    {"v = 'x'",
     "reset:1:5: error: strings are not part of the equation language\n"
     "    1 | v = 'x'\n"
     "      |     ^"},
    {"$",
     "reset:1:1: error: the character '$' has no meaning here\n"
     "    1 | $\n"
     "      | ^"},
    {"v = a : volt",
     "reset:1:7: error: ':' cannot stand in an expression\n"
     "    1 | v = a : volt\n"
     "      |       ^"},
};

constexpr Case kEquations[] = {
    {"dv/dt = -v/tau",
     "model:1:9: error: the equation for 'v' has no unit; add ': volt', or ': 1' if it has none\n"
     "    1 | dv/dt = -v/tau\n"
     "      |         ^~~~~~"},
    {"dv/dt = -v/tau\n" "dw/dt = -w/tau : 1",
     "model:1:9: error: the equation for 'v' has no unit; add ': volt', or ': 1' if it has none\n"
     "    1 | dv/dt = -v/tau\n"
     "      |         ^~~~~~"},
    {"x = a\n" "b : volt",
     "model:1:5: error: the equation for 'x' has no unit; add ': volt', or ': 1' if it has none\n"
     "    1 | x = a\n"
     "      |     ^"},
    {"x = a # : 1\n" "foo bar",
     "model:1:5: error: the equation for 'x' has no unit; add ': volt', or ': 1' if it has none\n"
     "    1 | x = a # : 1\n"
     "      |     ^"},
    {"x = a\n" " b : volt : 1",
     "model:1:5: error: the equation for 'x' has no unit; add ': volt', or ': 1' if it has none\n"
     "    1 | x = a\n"
     "      |     ^\n"
     "model:2:11: error: ':' cannot stand in an expression\n"
     "    2 |  b : volt : 1\n"
     "      |           ^"},
    {"x",
     "model:1:1: error: the declaration of 'x' has no unit; add ': volt', or ': 1' if it has none\n"
     "    1 | x\n"
     "      | ^"},
    {"x :",
     "model:1:3: error: the unit of 'x' is missing after ':'; write ': 1' if it has none\n"
     "    1 | x :\n"
     "      |   ^"},
    {"x = a :",
     "model:1:7: error: the unit of 'x' is missing after ':'; write ': 1' if it has none\n"
     "    1 | x = a :\n"
     "      |       ^"},
    {"x = : 1",
     "model:1:5: error: expected a value after '=', not ':'\n"
     "    1 | x = : 1\n"
     "      |     ^"},
    {"dv/dt = ",
     "model:1:7: error: expected a value after '='\n"
     "    1 | dv/dt = \n"
     "      |       ^"},
    {"dv/dt",
     "model:1:1: error: the equation 'dv/dt' has no right-hand side: expected '=' after it\n"
     "    1 | dv/dt\n"
     "      | ^~~~~"},
    {"dv/dt : volt",
     "model:1:1: error: the equation 'dv/dt' has no right-hand side: expected '=' after it\n"
     "    1 | dv/dt : volt\n"
     "      | ^~~~~"},
    {"dv/dx = 1 : 1",
     "model:1:4: error: only the derivative by 'dt' exists, not by 'dx'\n"
     "    1 | dv/dx = 1 : 1\n"
     "      |    ^~"},
    {"v/dt = 1 : 1",
     "model:1:1: error: expected 'dv/dt' for the derivative of 'v'\n"
     "    1 | v/dt = 1 : 1\n"
     "      | ^~~~"},
    {"d/dt = 1 : 1",
     "model:1:1: error: expected 'dd/dt' for the derivative of 'd'\n"
     "    1 | d/dt = 1 : 1\n"
     "      | ^~~~"},
    {"d2/dt = 1 : 1",
     "model:1:2: error: '2' cannot be a name\n"
     "    1 | d2/dt = 1 : 1\n"
     "      |  ^"},
    {"dfor/dt = 1 : 1",
     "model:1:2: error: 'for' is a keyword of Python and cannot be a name\n"
     "    1 | dfor/dt = 1 : 1\n"
     "      |  ^~~"},
    {"for : 1",
     "model:1:1: error: 'for' is a keyword of Python and cannot be a name\n"
     "    1 | for : 1\n"
     "      | ^~~"},
    {"x, y : volt",
     "model:1:2: error: one line declares one name; give the name after 'x' a line of its own\n"
     "    1 | x, y : volt\n"
     "      |  ^"},
    {"2x : 1",
     "model:1:1: error: expected an equation, 'dx/dt = f : unit', 'x = f : unit' or 'x : unit', not '2x'\n"
     "    1 | 2x : 1\n"
     "      | ^~"},
    {"v + 1",
     "model:1:3: error: expected '=' or ':' after 'v', not '+'\n"
     "    1 | v + 1\n"
     "      |   ^"},
    {"v' = 1 : 1",
     "model:1:2: error: write 'dv/dt' for the derivative of 'v'\n"
     "    1 | v' = 1 : 1\n"
     "      |  ^"},
    {"x == 1 : 1",
     "model:1:3: error: '==' compares; an equation is written with '='\n"
     "    1 | x == 1 : 1\n"
     "      |   ^~"},
    {"x += 1 : 1",
     "model:1:3: error: expected '=' or ':' after 'x', not '+'\n"
     "    1 | x += 1 : 1\n"
     "      |   ^"},
    {"dv/dt -v : 1",
     "model:1:7: error: expected '=' after 'dv/dt', not '-'\n"
     "    1 | dv/dt -v : 1\n"
     "      |       ^"},
    {"foo bar : 1",
     "model:1:5: error: expected '=' or ':' after 'foo', not 'bar'\n"
     "    1 | foo bar : 1\n"
     "      |     ^~~"},
    {"(x) : 1",
     "model:1:1: error: expected an equation, 'dx/dt = f : unit', 'x = f : unit' or 'x : unit', not '('\n"
     "    1 | (x) : 1\n"
     "      | ^"},
    {"τ : second",
     "model:1:1: error: the character 'τ' has no meaning here; names are made of the letters a to z and A to Z, digits and '_'\n"
     "    1 | τ : second\n"
     "      | ^"},
    {"x = a b : 1",
     "model:1:7: error: an operator is missing between 'a' and 'b'\n"
     "    1 | x = a b : 1\n"
     "      |       ^"},
    {"x = (a + b : 1\n" "y : 1",
     "model:1:5: error: '(' is never closed: a ')' is missing\n"
     "    1 | x = (a + b : 1\n"
     "      |     ^"},
    {"x = a + b) : 1",
     "model:1:10: error: ')' closes nothing: a '(' is missing\n"
     "    1 | x = a + b) : 1\n"
     "      |          ^"},
    {"x = a : 1 : 2",
     "model:1:11: error: ':' cannot stand in an expression\n"
     "    1 | x = a : 1 : 2\n"
     "      |           ^"},
    {"x : volt amp",
     "model:1:10: error: an operator is missing between 'volt' and 'amp'\n"
     "    1 | x : volt amp\n"
     "      |          ^~~"},
    {"x : volt (",
     "model:1:10: error: '(' is never closed: a ')' is missing\n"
     "    1 | x : volt (\n"
     "      |          ^"},
    {"x : volt ()",
     "model:1:11: error: the list of flags is empty\n"
     "    1 | x : volt ()\n"
     "      |           ^"},
    {"x : volt (a,)",
     "model:1:12: error: expected a flag such as 'constant' or 'unless refractory', then ',' or ')', not ','\n"
     "    1 | x : volt (a,)\n"
     "      |            ^"},
    {"x : volt (,a)",
     "model:1:11: error: expected a flag such as 'constant' or 'unless refractory', then ',' or ')', not ','\n"
     "    1 | x : volt (,a)\n"
     "      |           ^"},
    {"x : volt (2)",
     "model:1:11: error: expected a flag such as 'constant' or 'unless refractory', then ',' or ')', not '2'\n"
     "    1 | x : volt (2)\n"
     "      |           ^"},
    {"x : volt (a b; c)",
     "model:1:14: error: expected a flag such as 'constant' or 'unless refractory', then ',' or ')', not ';'\n"
     "    1 | x : volt (a b; c)\n"
     "      |              ^"},
    {"x : volt (a) b",
     "model:1:14: error: expected the end of the line after the flags, not 'b'\n"
     "    1 | x : volt (a) b\n"
     "      |              ^"},
    {"x : volt (a)\n" ")",
     "model:2:1: error: expected an equation, 'dx/dt = f : unit', 'x = f : unit' or 'x : unit', not ')'\n"
     "    2 | )\n"
     "      | ^"},
    {"x : +",
     "model:1:5: error: expected a value after '+'\n"
     "    1 | x : +\n"
     "      |     ^"},
    {"x : volt[0]",
     "model:1:9: error: indexing with '[' is not part of the equation language\n"
     "    1 | x : volt[0]\n"
     "      |         ^"},
    {"x : 'volt'",
     "model:1:5: error: strings are not part of the equation language\n"
     "    1 | x : 'volt'\n"
     "      |     ^"},
};

// clang-format on

} // namespace

TEST_CASE("errors of expressions") {
    for (const Case& c : kExpressions) {
        CAPTURE(c.text);
        const auto result = parser::parse_expression(make_source("expression", c.text));
        CHECK((result ? "" : render(result.problems())) == c.errors);
    }
}

TEST_CASE("errors of statements") {
    for (const Case& c : kStatements) {
        CAPTURE(c.text);
        const auto result = parser::parse_statements(make_source("reset", c.text));
        CHECK((result ? "" : render(result.problems())) == c.errors);
    }
}

TEST_CASE("errors of equations") {
    for (const Case& c : kEquations) {
        CAPTURE(c.text);
        const auto result = parser::parse_equations(make_source("model", c.text));
        CHECK((result ? "" : render(result.problems())) == c.errors);
    }
}

TEST_CASE("errors of the parser become SyntaxError") {
    for (const char* text : {"a +", "(a", "v[0]", "a < b < c"})
        CHECK_THROWS_AS(parser::parse_expression(make_source("expression", text)).or_throw(), SyntaxError);
}
