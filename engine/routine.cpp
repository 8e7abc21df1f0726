// SPDX-License-Identifier: Apache-2.0
#include "engine/routine.hpp"

#include "engine/random.hpp"
#include "parser/parse.hpp"

#include <algorithm>

namespace hillock::internal::engine {

void Routine::read(const std::string& text, const std::string& when, int when_order, const model::Scope& scope,
                   model::SharedWrites shared) {
    slot = slot_named(when);
    order = when_order;
    const SourcePtr source = make_source(name, text);
    const auto parsed = parser::parse_statements(source).or_throw();
    statements = model::check_statements(source, parsed, scope, shared).or_throw();
}

void Routine::set_clock(const std::string& who, const RunRegularlyOptions& options) {
    dt = period_given(who, options.dt);
    clock = event_times_given(who, options.clock, dt);
}

void Routine::plan(plan::Domain domain, plan::WriteLock lock, const plan::Surroundings& surroundings) {
    pace = pace_of(dt, surroundings.dt_seconds);
    const auto& all = statements.statements;
    if (std::any_of(all.begin(), all.end(), [](const auto& statement) { return statement.target.variable->shared; }))
        shared_code.plan(plan::plan_code(name + ".shared", plan::Domain::elements, statements, lock, surroundings, plan::CodePart::shared));
    code.plan(plan::plan_code(name, domain, statements, lock, surroundings, plan::CodePart::elements));
}

void Routine::add_codes(std::vector<Code*>& codes) {
    for (Code* part : {&shared_code, &code})
        if (part->planned()) codes.push_back(part);
}

void Routine::bind(const ArrayLookup& array_of) {
    code.bind(array_of);
    if (shared_code.planned()) shared_code.bind(array_of);
}

void Routine::operator()(KernelArguments call) const {
    call.random_key = key;
    if (shared_code.planned()) {
        KernelArguments once = call;
        once.begin = 0;
        once.end = 1;
        once.random_key = mix_keys(key, 0); // its draws are numbered from 0 too, and made for element 0
        shared_code(once);
    }
    code(call);
}

} // namespace hillock::internal::engine
