// SPDX-License-Identifier: Apache-2.0
// Kahn's algorithm on the graph "uses": subexpressions leave as soon as all that they use have left. What
// stays is on a cycle or leads to one; walking along the edges among those that stayed closes a cycle.
// Nothing here recurses over the graph, whose depth the user chooses.
#include "parser/model/subexpression_order.hpp"

#include "parser/model/messages.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <map>

namespace hillock::internal::model {

namespace {

struct Node {
    const ast::Equation* equation = nullptr;
    std::vector<std::size_t> uses;
    std::vector<std::size_t> users;
    std::size_t waiting_for = 0; ///< how many of `uses` have not left
    std::size_t depth = 0;       ///< longest chain below
};

std::vector<Node> build_graph(const std::vector<ast::Equation>& equations) {
    std::vector<Node> nodes;
    std::map<std::string, std::size_t, std::less<>> index;
    for (const ast::Equation& equation : equations)
        if (equation.kind == ast::EquationKind::subexpression && equation.expression &&
            index.emplace(equation.name, nodes.size()).second)
            nodes.push_back({&equation, {}, {}});
    for (std::size_t k = 0; k < nodes.size(); ++k)
        for_each_name(*nodes[k].equation->expression, [&](const std::string& name, Span) {
            const auto used = index.find(name);
            if (used != index.end())
                nodes[k].uses.push_back(used->second);
        });
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        std::vector<std::size_t>& uses = nodes[k].uses;
        std::ranges::sort(uses);
        uses.erase(std::ranges::unique(uses).begin(), uses.end());
        nodes[k].waiting_for = uses.size();
        for (const std::size_t used : uses)
            nodes[used].users.push_back(k);
    }
    return nodes;
}

/// Let all leave that can, and note how deep each stands.
void resolve(std::vector<Node>& nodes) {
    std::vector<std::size_t> ready;
    for (std::size_t k = 0; k < nodes.size(); ++k)
        if (nodes[k].waiting_for == 0)
            ready.push_back(k);
    while (!ready.empty()) {
        const std::size_t k = ready.back();
        ready.pop_back();
        for (const std::size_t user : nodes[k].users) {
            nodes[user].depth = std::max(nodes[user].depth, nodes[k].depth + 1);
            if (--nodes[user].waiting_for == 0)
                ready.push_back(user);
        }
    }
}

/// The cycle that is reached from a node that stayed, from its first member in order of declaration.
std::vector<std::size_t> find_cycle(const std::vector<Node>& nodes, std::size_t start) {
    std::vector<std::size_t> path;
    std::vector<bool> on_path(nodes.size(), false);
    std::size_t k = start;
    while (!on_path[k]) {
        on_path[k] = true;
        path.push_back(k);
        k = *std::ranges::find_if(nodes[k].uses,
                                  [&](std::size_t used) { return nodes[used].waiting_for > 0; });
    }
    path.erase(path.begin(), std::ranges::find(path, k));
    std::ranges::rotate(path, std::ranges::min_element(path));
    return path;
}

Diagnostic cycle_problem(const SourcePtr& source, const std::vector<Node>& nodes,
                         const std::vector<std::size_t>& cycle) {
    std::string chain;
    for (const std::size_t k : cycle)
        chain += nodes[k].equation->name + " -> ";
    const ast::Equation& first = *nodes[cycle.front()].equation;
    return {Problem::equation,
            "the subexpressions form a cycle: " + chain + first.name,
            {source, first.name_span}};
}

} // namespace

void for_each_name(const ast::Expr& expr, const std::function<void(const std::string&, Span)>& visit) {
    if (const auto* name = std::get_if<ast::Name>(&expr.node))
        visit(name->text, expr.span);
    else if (const auto* unary = std::get_if<ast::Unary>(&expr.node))
        for_each_name(*unary->operand, visit);
    else if (const auto* binary = std::get_if<ast::Binary>(&expr.node)) {
        for_each_name(*binary->left, visit);
        for_each_name(*binary->right, visit);
    } else if (const auto* call = std::get_if<ast::Call>(&expr.node))
        for (const ast::Expr& argument : call->arguments)
            for_each_name(argument, visit);
}

void check_subexpression_order(const SourcePtr& source, const std::vector<ast::Equation>& equations,
                               Diagnostics& problems) {
    std::vector<Node> nodes = build_graph(equations);
    resolve(nodes);
    const auto stuck = std::ranges::find_if(nodes, [](const Node& node) { return node.waiting_for > 0; });
    if (stuck != nodes.end()) {
        const auto start = static_cast<std::size_t>(stuck - nodes.begin());
        problems.push_back(cycle_problem(source, nodes, find_cycle(nodes, start)));
        return;
    }
    const auto deepest = std::ranges::max_element(nodes, {}, &Node::depth);
    if (deepest != nodes.end() && deepest->depth > static_cast<std::size_t>(parser::kMaxNesting))
        problems.push_back({Problem::equation,
                            quoted(deepest->equation->name) + " is the end of a chain of " +
                                std::to_string(deepest->depth) + " subexpressions; at most " +
                                std::to_string(parser::kMaxNesting) + " can build on each other",
                            {source, deepest->equation->name_span}});
}

} // namespace hillock::internal::model
