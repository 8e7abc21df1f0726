// SPDX-License-Identifier: Apache-2.0
// The loops of the domains, made with their test at the end. Vectors are explicit: `lanes` elements an
// iteration. Iterations are not unrolled: the processor overlaps them by itself (one block of AVX2 lanes 0.37
// ns an element of a fused state update, two 0.38, four 0.39), and code generation takes half the time.
#include "jit/llvm/lowering.hpp"

#include <llvm/IR/Module.h>

#include "jit/llvm/emission.hpp"
#include "jit/llvm/operations.hpp"
#include "jit/llvm/width.hpp"
#include "jit/plan/opcode.hpp"
#include "jit/plan/walk_order.hpp"

#include <cstddef>
#include <functional>

namespace hillock::internal::jit {
namespace {

using model::Side;
using plan::Domain;
using plan::Opcode;

class KernelLowering {
  public:
    KernelLowering(const plan::Kernel& kernel, llvm::Function* function, const Target& target)
        : kernel_(kernel), function_(function), target_(target), builder_(entry_block(function)),
          memory_(builder_, kernel, function->getArg(0)),
          operations_(builder_, kernel, memory_, target), lanes_(lanes_for(kernel, target)) {}

    void run() {
        lower_uniform_part();
        llvm::Value* const emitted = lower_domain();
        builder_.CreateRet(emitted);
    }

  private:
    /// Body of a counted loop: from the index and what is carried to the next of that.
    using Body = std::function<Carried(llvm::Value* index, const Carried& carried)>;

    /// From an entry of a walk and its neuron to the sides of the synapse.
    using SynapseAt = std::function<Element(llvm::Value* entry, llvm::Value* neuron)>;

    static llvm::BasicBlock* entry_block(llvm::Function* function) {
        return llvm::BasicBlock::Create(function->getContext(), "entry", function);
    }

    [[nodiscard]] llvm::BasicBlock* new_block(const char* name) {
        return llvm::BasicBlock::Create(builder_.getContext(), name, function_);
    }

    [[nodiscard]] llvm::Value* integer(std::size_t offset) {
        return memory_.member(offset, builder_.getInt64Ty());
    }
    [[nodiscard]] llvm::Value* pointer(std::size_t offset) {
        return memory_.member(offset, builder_.getPtrTy());
    }

    void lower_uniform_part() {
        Element uniform;
        if (kernel_.domain == Domain::pairs)
            uniform.places[static_cast<std::size_t>(Side::pre)].at = integer(offsetof(KernelArguments, source));
        uniform_.resize(kernel_.operations.size(), nullptr);
        for (std::size_t k = 0; k < kernel_.first_in_loop; ++k)
            uniform_[k] = operations_.lower(kernel_.operations[k], uniform, uniform_);
        in_lanes_ = uniform_;
        if (lanes_ == 1)
            return;
        for (std::size_t k = 0; k < kernel_.first_in_loop; ++k)
            in_lanes_[k] = builder_.CreateVectorSplat(static_cast<unsigned>(lanes_), uniform_[k]);
    }

    /// Returns the number of emitted elements.
    [[nodiscard]] llvm::Value* lower_domain() {
        switch (kernel_.domain) {
        case Domain::elements:
            return lower_range(
                [](llvm::Value* index) { return Element{{Place{index}, {}, {}}, index, 1}; });
        case Domain::pairs:
            return lower_pairs();
        case Domain::list:
            lower_list();
            break;
        case Domain::rows:
        case Domain::sorted_rows:
        case Domain::columns:
            lower_walk();
            break;
        }
        return builder_.getInt64(0);
    }

    [[nodiscard]] llvm::Value* lower_pairs() {
        llvm::Value* const source = integer(offsetof(KernelArguments, source));
        llvm::Value* const offset = memory_.offset(Side::post);
        llvm::Value* const row = builder_.CreateMul(source, memory_.count(Side::post));
        return lower_range([=, this](llvm::Value* target) {
            llvm::Value* const own = builder_.CreateSub(target, offset);
            return Element{{Place{own}, Place{source, true}, Place{target}}, builder_.CreateAdd(row, own), 1};
        });
    }

    /// elements, pairs: [begin, end), the last vector may reach into the padding.
    [[nodiscard]] llvm::Value* lower_range(const std::function<Element(llvm::Value*)>& element_at) {
        llvm::Value* const begin = integer(offsetof(KernelArguments, begin));
        llvm::Value* const end = integer(offsetof(KernelArguments, end));
        const auto body_at = [&](llvm::Value* index) {
            Element element = element_at(index);
            element.lanes = lanes_;
            return lower_body(element);
        };
        if (!kernel_.emits) {
            (void)counted_loop(begin, end, lanes_, {}, [&](llvm::Value* index, const Carried&) {
                (void)body_at(index);
                return Carried{};
            });
            return builder_.getInt64(0);
        }
        const Emission emission(builder_, memory_, pointer(offsetof(KernelArguments, emitted)), begin, end, lanes_, target_.avx512);
        return emission.finish(counted_loop(begin, end, lanes_, emission.start(), [&](llvm::Value* index, const Carried& carried) {
            llvm::Value* const mask = body_at(index);
            return emission.next(index, mask, carried);
        }));
    }

    /// All operations of the loop; the mask of what they emit, if they do.
    llvm::Value* lower_body(const Element& element) {
        Values values = element.lanes == 1 ? uniform_ : in_lanes_;
        llvm::Value* emitted = nullptr;
        for (std::size_t k = kernel_.first_in_loop; k < kernel_.operations.size(); ++k) {
            const plan::Operation& operation = kernel_.operations[k];
            if (operation.code == Opcode::emit)
                emitted = values[operation.operands[0]];
            else if (operation.code == Opcode::repeat)
                k = lower_loop(k, element, values);
            else
                values[k] = operations_.lower(operation, element, values);
        }
        return emitted;
    }

    /// A `repeat` with its body; where it ends. With several lanes it runs until all have ended, and a lane
    /// that has keeps its values:
    ///     active = true; left = integer;
    ///     do { body; go = active && while; carried = active ? next : carried; active = go; } while
    ///     (any(active) && --left);
    std::size_t lower_loop(std::size_t begin, const Element& element, Values& values) {
        llvm::BasicBlock* const before = builder_.GetInsertBlock();
        llvm::BasicBlock* const loop = new_block("repeat");
        llvm::BasicBlock* const after = new_block("repeated");
        builder_.CreateBr(loop);
        builder_.SetInsertPoint(loop);
        const auto phi = [&](llvm::Value* initial, const char* name) {
            llvm::PHINode* const node = builder_.CreatePHI(initial->getType(), 2, name);
            node->addIncoming(initial, before);
            return node;
        };
        llvm::Type* const mask =
            element.lanes == 1
                ? static_cast<llvm::Type*>(builder_.getInt1Ty())
                : llvm::FixedVectorType::get(builder_.getInt1Ty(), static_cast<unsigned>(element.lanes));
        llvm::PHINode* const left =
            phi(builder_.getInt64(static_cast<std::uint64_t>(kernel_.operations[begin].integer)), "left");
        llvm::PHINode* const active = phi(llvm::ConstantInt::getTrue(mask), "active");
        std::vector<llvm::PHINode*> carried;
        std::size_t k = begin + 1;
        for (; kernel_.operations[k].code == Opcode::carried; ++k) {
            carried.push_back(phi(values[kernel_.operations[k].operands[0]], "carried"));
            values[k] = carried.back();
        }
        for (; kernel_.operations[k].code != Opcode::repeat_while; ++k)
            values[k] = operations_.lower(kernel_.operations[k], element, values);

        llvm::Value* const go_on = builder_.CreateAnd(active, values[kernel_.operations[k].operands[0]]);
        llvm::Value* const fewer = builder_.CreateSub(left, builder_.getInt64(1));
        std::vector<llvm::Value*> last;
        for (std::size_t c = 0; c < carried.size(); ++c)
            last.push_back(builder_.CreateSelect(
                active, values[kernel_.operations[begin + 1 + c].operands[1]], carried[c]));
        llvm::Value* const any = element.lanes == 1 ? go_on : builder_.CreateOrReduce(go_on);
        llvm::BasicBlock* const latch = builder_.GetInsertBlock();
        builder_.CreateCondBr(builder_.CreateAnd(any, builder_.CreateIsNotNull(fewer)), loop, after);
        left->addIncoming(fewer, latch);
        active->addIncoming(go_on, latch);
        for (std::size_t c = 0; c < carried.size(); ++c) {
            carried[c]->addIncoming(last[c], latch);
            values[begin + 1 + c] = last[c];
        }
        builder_.SetInsertPoint(after);
        return k;
    }

    void lower_list() {
        llvm::Value* const list = pointer(offsetof(KernelArguments, list));
        over_list(list, [&](llvm::Value* index, llvm::Value*) { lower_body({{Place{index}, {}, {}}, index, 1}); });
    }

    void lower_walk() {
        const bool columns = kernel_.domain == Domain::columns;
        llvm::Value* const list = pointer(offsetof(KernelArguments, list));
        llvm::Value* const row_begin = pointer(offsetof(KernelArguments, row_begin));
        llvm::Value* const row_end = pointer(offsetof(KernelArguments, row_end));
        llvm::Value* const offset = memory_.offset(columns ? Side::post : Side::pre);
        llvm::Value* const by_number = builder_.CreateIsNotNull(integer(offsetof(KernelArguments, rows_by_number)));
        const SynapseAt synapse_at = synapses();
        llvm::Type* const word = builder_.getInt64Ty();
        const auto row_of = [=, this](llvm::Value* neuron, llvm::Value* k) {
            return builder_.CreateSelect(by_number, k, builder_.CreateSub(neuron, offset));
        };
        const auto entries = arrays_by_entry();
        llvm::Value* const last = builder_.CreateSub(integer(offsetof(KernelArguments, list_size)), builder_.getInt64(1));
        const auto prefetch_row = [&](llvm::Value* k) {
            llvm::Value* const later = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, k, last);
            llvm::Value* const neuron = builder_.CreateSExt(memory_.load_constant(builder_.getInt32Ty(), list, later), word);
            llvm::Value* const row = row_of(neuron, later);
            llvm::Value* const begin = memory_.load_constant(word, row_begin, row);
            llvm::Value* const length = builder_.CreateSub(memory_.load_constant(word, row_end, row), begin);
            const auto prefetch = [&](int lines) {
                for (llvm::Value* const array : entries)
                    memory_.prefetch_lines(builder_.CreateInBoundsGEP(builder_.getInt32Ty(), array, begin), lines);
                if (kernel_.domain == Domain::rows)
                    memory_.prefetch(Element{{Place{begin}, {}, {}}, begin, 1}, lines);
            };
            either(builder_.CreateICmpUGE(length, builder_.getInt64(kLongRow)), [&] { prefetch(kLinesOfRow); }, [&] { prefetch(1); });
        };
        // Most lists are short: their first rows are asked for together.
        const auto first_rows = [&] {
            for (std::uint64_t k = 0; k < kRowsAhead; ++k)
                prefetch_row(builder_.getInt64(k));
        };
        either(builder_.CreateICmpSGE(last, builder_.getInt64(0)), first_rows, [] {});
        over_list(list, [&](llvm::Value* neuron, llvm::Value* k) {
            prefetch_row(builder_.CreateAdd(k, builder_.getInt64(kRowsAhead)));
            llvm::Value* const row = row_of(neuron, k);
            llvm::Value* const begin = memory_.load_constant(word, row_begin, row);
            llvm::Value* const end = memory_.load_constant(word, row_end, row);
            llvm::Value* const rest = lanes_ > 1 ? lower_whole_lanes(begin, end, neuron, synapse_at) : begin;
            const auto body = [&](llvm::Value* entry, const Carried&) {
                if (kernel_.domain != Domain::rows)
                    memory_.prefetch(synapse_at(ahead_of(entry, end), neuron));
                lower_body(synapse_at(entry, neuron));
                return Carried{};
            };
            (void)counted_loop(rest, end, 1, {}, body, lanes_ > 1 ? 1 : kRowUnroll);
        });
    }

    /// The entries from `begin` on as long as they fill all lanes; the first that is left.
    [[nodiscard]] llvm::Value* lower_whole_lanes(llvm::Value* begin, llvm::Value* end, llvm::Value* neuron,
                                                 const SynapseAt& synapse_at) {
        const auto number = static_cast<std::size_t>(lanes_);
        llvm::Value* const whole = builder_.CreateAnd(builder_.CreateSub(end, begin), builder_.getInt64(~(number - 1)));
        llvm::Value* const rest = builder_.CreateAdd(begin, whole);
        (void)counted_loop(begin, rest, lanes_, {}, [&](llvm::Value* entry, const Carried&) {
            std::vector<Element> lanes;
            for (std::size_t k = 0; k < number; ++k) {
                llvm::Value* const at = builder_.CreateAdd(entry, builder_.getInt64(k));
                if (kernel_.domain != Domain::rows)
                    memory_.prefetch(synapse_at(ahead_of(at, end), neuron));
                lanes.push_back(synapse_at(at, neuron));
            }
            lower_lanes(side_by_side(lanes), lanes);
            return Carried{};
        });
        return rest;
    }

    /// Several synapses of a walk as one element: its neuron is the same for all.
    [[nodiscard]] Element side_by_side(const std::vector<Element>& lanes) const {
        Element all = lanes.front();
        all.lanes = lanes_;
        for (const Side side : {Side::own, Side::pre, Side::post}) {
            Place& place = all.places[static_cast<std::size_t>(side)];
            place.same = side == (kernel_.domain == Domain::columns ? Side::post : Side::pre);
            if (!place.at || place.same || (side == Side::own && kernel_.domain == Domain::rows))
                continue;
            for (const Element& lane : lanes)
                place.scattered.push_back(lane.side(side).at);
        }
        return all;
    }

    /// What the order of the synapses leaves free for all lanes, then the rest for one after the other.
    void lower_lanes(const Element& all, const std::vector<Element>& lanes) {
        const std::vector<bool> in_order = plan::operations_in_order(kernel_).value();
        Values values = in_lanes_;
        memory_.open_records(all);
        for (std::size_t k = kernel_.first_in_loop; k < in_order.size(); ++k)
            if (!in_order[k])
                values[k] = operations_.lower(kernel_.operations[k], all, values);
        memory_.close_records();
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
            Values own = uniform_;
            for (std::size_t k = kernel_.first_in_loop; k < in_order.size(); ++k) {
                if (!in_order[k])
                    continue;
                for (const plan::Value operand : kernel_.operations[k].operands)
                    if (operand != plan::kNoValue && !own[operand])
                        own[operand] = builder_.CreateExtractElement(values[operand], lane);
                own[k] = operations_.lower(kernel_.operations[k], lanes[lane], own);
            }
        }
    }

    /// What a walk reads entry by entry.
    [[nodiscard]] std::vector<llvm::Value*> arrays_by_entry() {
        if (kernel_.domain == Domain::rows)
            return {pointer(offsetof(KernelArguments, row_target))};
        std::vector<llvm::Value*> arrays{pointer(offsetof(KernelArguments, row_synapse))};
        if (kernel_.domain == Domain::columns && plan::uses_side(kernel_, Side::pre))
            arrays.push_back(pointer(offsetof(KernelArguments, row_source)));
        return arrays;
    }

    /// The entry some cache misses later, the last one at most.
    [[nodiscard]] llvm::Value* ahead_of(llvm::Value* entry, llvm::Value* end) {
        constexpr std::uint64_t kDistance = 12;
        llvm::Value* const later = builder_.CreateAdd(entry, builder_.getInt64(kDistance));
        return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, later, builder_.CreateSub(end, builder_.getInt64(1)));
    }

    /// Loads what all entries need.
    [[nodiscard]] SynapseAt synapses() {
        const auto number_at = [this](llvm::Value* array, llvm::Value* at) {
            llvm::Value* const loaded = memory_.load_constant(builder_.getInt32Ty(), array, at);
            return builder_.CreateZExt(loaded, builder_.getInt64Ty());
        };
        llvm::Value* const target = pointer(offsetof(KernelArguments, row_target));
        if (kernel_.domain == Domain::rows)
            return [=](llvm::Value* entry, llvm::Value* neuron) {
                return Element{{Place{entry}, Place{neuron}, Place{number_at(target, entry)}}, entry, 1};
            };
        llvm::Value* const synapse = pointer(offsetof(KernelArguments, row_synapse));
        if (kernel_.domain == Domain::sorted_rows)
            return [=](llvm::Value* entry, llvm::Value* neuron) {
                llvm::Value* const own = number_at(synapse, entry);
                return Element{{Place{own}, Place{neuron}, Place{number_at(target, own)}}, own, 1};
            };
        llvm::Value* const source = pointer(offsetof(KernelArguments, row_source));
        const bool asks_for_source = plan::uses_side(kernel_, Side::pre);
        return [=](llvm::Value* entry, llvm::Value* neuron) {
            llvm::Value* const own = number_at(synapse, entry);
            return Element{{Place{own}, Place{asks_for_source ? number_at(source, entry) : nullptr}, Place{neuron}}, own, 1};
        };
    }

    /// One of both, which make nothing that is used afterwards.
    void either(llvm::Value* condition, const std::function<void()>& if_so, const std::function<void()>& if_not) {
        llvm::BasicBlock *const yes = new_block("yes"), *const no = new_block("no"), *const after = new_block("either");
        builder_.CreateCondBr(condition, yes, no);
        for (const auto& [block, body] : {std::pair(yes, &if_so), {no, &if_not}}) {
            builder_.SetInsertPoint(block);
            (*body)();
            builder_.CreateBr(after);
        }
        builder_.SetInsertPoint(after);
    }

    /// body(list[k], k) for all of the list.
    void over_list(llvm::Value* list, const std::function<void(llvm::Value*, llvm::Value*)>& body) {
        llvm::Value* const size = integer(offsetof(KernelArguments, list_size));
        (void)counted_loop(builder_.getInt64(0), size, 1, {}, [&](llvm::Value* k, const Carried&) {
            llvm::Value* const index = memory_.load_constant(builder_.getInt32Ty(), list, k);
            body(builder_.CreateSExt(index, builder_.getInt64Ty()), k);
            return Carried{};
        });
    }

    /// for (index = first; index < last; index += step) carried = body(index, carried); the last `carried`.
    Carried counted_loop(llvm::Value* first, llvm::Value* last, std::int64_t step, const Carried& initial, const Body& body,
                         unsigned unroll = 1) {
        llvm::BasicBlock* const before = builder_.GetInsertBlock();
        llvm::BasicBlock* const preheader = new_block("preheader");
        llvm::BasicBlock* const loop = new_block("loop");
        llvm::BasicBlock* const after = new_block("after");
        builder_.CreateCondBr(builder_.CreateICmpSLT(first, last), preheader, after);
        builder_.SetInsertPoint(preheader);
        builder_.CreateBr(loop);

        builder_.SetInsertPoint(loop);
        llvm::PHINode* const index = builder_.CreatePHI(builder_.getInt64Ty(), 2, "index");
        index->addIncoming(first, preheader);
        const Carried carried = phis(initial, "carried");
        merge(carried, initial, preheader);
        const Carried next_carried = body(index, carried);
        llvm::Value* const next =
            builder_.CreateNSWAdd(index, builder_.getInt64(static_cast<std::uint64_t>(step)));
        llvm::BasicBlock* const latch = builder_.GetInsertBlock();
        llvm::BranchInst* const back = builder_.CreateCondBr(builder_.CreateICmpSLT(next, last), loop, after);
        back->setMetadata(llvm::LLVMContext::MD_loop, unroll_metadata(unroll));
        index->addIncoming(next, latch);
        merge(carried, next_carried, latch);

        builder_.SetInsertPoint(after);
        const Carried result = phis(initial, "result");
        merge(result, initial, before);
        merge(result, next_carried, latch);
        return result;
    }

    /// For each value one of its type that comes from several blocks.
    [[nodiscard]] Carried phis(const Carried& values, const char* name) {
        Carried made;
        for (const llvm::Value* const value : values)
            made.push_back(builder_.CreatePHI(value->getType(), 2, name));
        return made;
    }

    static void merge(const Carried& phis, const Carried& values, llvm::BasicBlock* from) {
        for (std::size_t k = 0; k < phis.size(); ++k)
            llvm::cast<llvm::PHINode>(phis[k])->addIncoming(values[k], from);
    }

    [[nodiscard]] llvm::MDNode* unroll_metadata(unsigned times) {
        llvm::LLVMContext& context = builder_.getContext();
        std::vector<llvm::Metadata*> wish;
        wish.push_back(
            llvm::MDString::get(context, times > 1 ? "llvm.loop.unroll.count" : "llvm.loop.unroll.disable"));
        if (times > 1)
            wish.push_back(llvm::ConstantAsMetadata::get(builder_.getInt32(times)));
        llvm::MDNode* const loop =
            llvm::MDNode::getDistinct(context, {nullptr, llvm::MDNode::get(context, wish)});
        loop->replaceOperandWith(0, loop); // by convention a loop's first operand is itself
        return loop;
    }

    static constexpr unsigned kRowUnroll = 4;
    /// Rows of neurons that spike together lie anywhere: the beginning of one is asked for two rows before it is walked through. The
    /// processor sees for itself how it goes on.
    static constexpr std::uint64_t kRowsAhead = 2;
    static constexpr int kLinesOfRow = 6;
    static constexpr std::uint64_t kLongRow = 16; ///< entries; shorter ones are asked for a line

    const plan::Kernel& kernel_;
    llvm::Function* function_;
    const Target& target_;
    llvm::IRBuilder<> builder_;
    Memory memory_;
    OperationLowering operations_;
    int lanes_;
    Values uniform_;  ///< of the operations before the loop
    Values in_lanes_; ///< the same in all lanes
};

} // namespace

std::unique_ptr<llvm::Module> lower(const plan::Kernel& kernel, const std::string& symbol,
                                    const Target& target, llvm::LLVMContext& context) {
    auto module = std::make_unique<llvm::Module>(symbol, context);
    auto* const type = llvm::FunctionType::get(llvm::Type::getInt64Ty(context),
                                               {llvm::PointerType::getUnqual(context)}, false);
    auto* const function =
        llvm::Function::Create(type, llvm::Function::ExternalLinkage, symbol, module.get());
    function->setDoesNotThrow();
    // Without these, tuning for a processor with AVX-512 may still cut vectors into halves.
    const std::string bits = std::to_string(target.vector_bytes > 8 ? 8 * target.vector_bytes : 128);
    function->addFnAttr("min-legal-vector-width", bits);
    function->addFnAttr("prefer-vector-width", bits);
    // Values that do not fit into registers wait on the stack. Without this they stand at any multiple of 16 bytes, where most of them
    // cross a line of the cache: a quarter of the time of Hodgkin-Huxley neurons, in three runs of four. It takes a register of the
    // sixteen for addresses, of which walks need more.
    const auto alignment = static_cast<std::uint64_t>(target.vector_bytes);
    if (!plan::is_walk(kernel.domain) && lanes_for(kernel, target) > 1)
        function->addFnAttr(llvm::Attribute::getWithStackAlignment(context, llvm::Align(alignment)));
    KernelLowering(kernel, function, target).run();
    return module;
}

} // namespace hillock::internal::jit
