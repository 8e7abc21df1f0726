// SPDX-License-Identifier: Apache-2.0
// Subexpressions (constant over dt) as code: one assignment each, in the order of their dependence.
#include "parser/model/check.hpp"

#include <set>

namespace hillock::internal::model {

namespace {

class HeldOrder {
  public:
    explicit HeldOrder(Code& code) : code_(code) {}

    /// \pre the subexpressions have no cycle, and chains of them are no longer than parser::kMaxNesting
    void visit(const Variable& variable) {
        const bool held = variable.kind == VariableKind::held;
        if ((!held && variable.kind != VariableKind::subexpression) || !seen_.insert(&variable).second)
            return;
        for (const Reference& used : references(*variable.definition))
            visit(*used.variable);
        if (held)
            code_.statements.push_back(
                {{&variable}, ast::AssignOp::set, *variable.definition, variable.definition_place});
    }

  private:
    Code& code_;
    std::set<const Variable*> seen_;
};

} // namespace

Code held_definitions(const Model& model) {
    Code code;
    code.source = model.source;
    HeldOrder order(code);
    for (const auto& variable : model.variables)
        order.visit(*variable);
    return code;
}

} // namespace hillock::internal::model
