// SPDX-License-Identifier: Apache-2.0
// The grammar of expressions. It is flat: values with operators between them, and knows brackets alone as
// structure; precedence is in the operator table and applied by the builder. Every choice is made by the next
// token, so nothing is ever read twice and an action never has to be taken back.
#include "parser/explain.hpp"
#include "parser/expression_builder.hpp"
#include "parser/grammar_tokens.hpp"
#include "parser/lines.hpp"

#include <algorithm>

namespace hillock::internal::parser {

namespace {

struct BuilderTag;

ExpressionBuilder& builder(auto& context) {
    return x3::get<BuilderTag>(context);
}

/// An action that hands the text of its token to a member function of the builder.
template <auto Member> struct Tell {
    void operator()(auto& context) const {
        const auto& range = x3::_attr(context);
        (builder(context).*Member)(range.begin(), range.end());
    }
};
template <auto Member> inline constexpr Tell<Member> tell{};

constexpr auto begin_expression = [](auto& context) { builder(context).begin_expression(); };
constexpr auto end_expression = [](auto& context) { builder(context).end_expression(); };
constexpr auto word_or_fail = [](auto& context) {
    const auto& range = x3::_attr(context);
    x3::_pass(context) = builder(context).word(range.begin(), range.end());
};
constexpr auto only_at_call = [](auto& context) { x3::_pass(context) = builder(context).at_call(); };
constexpr auto end_call = [](auto& context) { builder(context).end_call(x3::_attr(context).end()); };

/// The binary operators of the table that are made of signs, and those that are words.
struct Spellings : x3::symbols<x3::unused_type> {
    explicit Spellings(bool words) {
        for (const ast::BinaryOperator& row : ast::binary_operators())
            if (starts_name(*row.text) == words)
                add(row.text);
    }
};
const Spellings signs(false);
const Spellings words(true);

/// As in Python, '_' may stand between two digits.
template <class Digit> auto digits(const Digit& digit) {
    return digit >> *(-x3::char_('_') >> digit);
}

const auto decimal = digits(x3::char_("0-9"));
const auto mantissa = (decimal >> -(x3::char_('.') >> -decimal)) | (x3::char_('.') >> decimal);
const auto exponent = x3::char_("eE") >> -x3::char_("+-") >> decimal;
template <class Letter, class Digit> auto with_base(const Letter& letter, const Digit& digit) {
    return x3::char_('0') >> letter >> -x3::char_('_') >> digits(digit);
}
const auto based = with_base(x3::char_("xX"), x3::char_("0-9a-fA-F")) |
                   with_base(x3::char_("oO"), x3::char_("0-7")) | with_base(x3::char_("bB"), x3::char_("01"));
const auto number = x3::raw[x3::lexeme[based | (mantissa >> -exponent)]][tell<&ExpressionBuilder::number>];

const auto binary = x3::raw[x3::lexeme[signs | (words >> !in_word)]][tell<&ExpressionBuilder::binary>];
const auto prefix =
    x3::raw[x3::lexeme[x3::char_("+-") | (x3::lit("not") >> !in_word)]][tell<&ExpressionBuilder::prefix>];

auto mark(char c) {
    return x3::raw[x3::lit(c)][tell<&ExpressionBuilder::punctuation>];
}

const x3::rule<struct ExpressionId> expression = "expression";

const auto arguments =
    mark(')') | (expression >> *(mark(',') >> x3::expect[expression]) >> x3::expect[mark(')')]);
const auto call =
    x3::eps[only_at_call] >>
    x3::raw[x3::raw[x3::lit('(')][tell<&ExpressionBuilder::begin_call>] >> x3::expect[arguments]][end_call];
const auto group =
    x3::raw[mark('(') >> x3::expect[expression] >> x3::expect[mark(')')]][tell<&ExpressionBuilder::group>];
const auto value = number | (name[word_or_fail] >> -call) | group;
const auto term = *prefix >> value;

const auto expression_def = x3::eps[begin_expression] >> x3::expect[term] >>
                            *(binary >> x3::expect[term]) >> x3::eps[end_expression];
BOOST_SPIRIT_DEFINE(expression)

} // namespace

ast::Expr read_expression(Cursor& cursor, Calls calls, Span before) {
    ExpressionBuilder state(cursor, calls, before);
    try {
        x3::phrase_parse(cursor.first, cursor.last, x3::with<BuilderTag>(state)[expression], blank);
    } catch (const x3::expectation_failure<const char*>& failure) {
        // Spirit names the begin of the term that failed; signs in front of its value have been read already.
        const std::uint32_t at =
            std::max(cursor.span(failure.where(), failure.where()).begin, state.previous().end);
        const Span unread{0, cursor.span(cursor.last, cursor.last).end};
        const char* const token = cursor.source->text.data() + skip_blank(cursor.text(unread), at);
        if (state.expects_value())
            refuse_value(cursor, token, state.previous());
        refuse_continuation(cursor, token, state.previous());
    }
    return state.take();
}

} // namespace hillock::internal::parser
