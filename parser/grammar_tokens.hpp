// SPDX-License-Identifier: Apache-2.0
// Space, comments and names, as the grammars share them. Character sets are spelled out: the classes of the C
// library depend on the locale and are undefined for bytes of UTF-8. For the grammar files alone.
#pragma once

#include <boost/spirit/home/x3.hpp>

namespace hillock::internal::parser {

namespace x3 = boost::spirit::x3;

const auto blank = x3::char_(" \t\n\r\f\v") | (x3::char_('#') >> *(x3::char_ - '\n'));
const auto in_word = x3::char_("A-Za-z0-9_");
const auto name = x3::raw[x3::lexeme[x3::char_("A-Za-z_") >> *in_word]];

} // namespace hillock::internal::parser
