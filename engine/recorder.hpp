// SPDX-License-Identifier: Apache-2.0
// Monitors at work. What they hold is in SI units and outlives the run.
#pragma once

#include "engine/recording.hpp"
#include "engine/synapse_set.hpp"

#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace hillock::internal::engine {

class Recorder : public Object {
  public:
    Recorder(ObjectName name, std::shared_ptr<VariableOwner> owner) : Object(std::move(name)), owner_(std::move(owner)) {
        recording_.add_column({"t", plan::Storage::float64, 1, false, kTimeDimension});
    }
    [[nodiscard]] bool is_monitor() const override { return true; }
    [[nodiscard]] std::vector<const Object*> dependencies() const override { return {owner_.get()}; }
    [[nodiscard]] double clock_dt_among(double usual) const override { return owner_->clock_dt_among(usual); }
    [[nodiscard]] std::span<const double> t() const { return recording_.read<double>(kTime); }
    [[nodiscard]] Footprint footprint() const override { return {0, recording_.bytes() + kept_bytes()}; }

    [[nodiscard]] const Recording& recording() const { return recording_; }
    /// What a file tells about it.
    [[nodiscard]] std::vector<files::Attribute> attributes() const {
        std::vector<files::Attribute> all{{"creator", "Hillock"}, {"monitor", name()}, {"source", owner_->name()}};
        all.insert(all.end(), about_.begin(), about_.end());
        return all;
    }
    /// Indices of the recorded elements, where they are chosen.
    [[nodiscard]] virtual std::span<const std::int64_t> elements() const { return {}; }
    /// Throws ValueError if it only counts.
    virtual void require_kept() const {}
    void end_run(const Step& /*next*/) override { recording_.flush(); }

    void meet(const Twins& twins) override;

  protected:
    /// One that streams goes on without a name: two cannot write one file.
    Recorder(const Recorder& other) = default;
    /// What its options say about file and memory, with what the file tells about the monitor. \pre it has its columns
    template <class Options>
    void stream_as(const Options& options, std::string kind, std::vector<files::Table> fixed = {}, std::vector<files::Attribute> more = {}) {
        about_ = std::move(more);
        about_.insert(about_.begin(), {"kind", std::move(kind)});
        recording_.stream_to({options.file, options.memory_limit, options.compression, options.sync, attributes()}, std::move(fixed));
    }
    /// Of what it keeps beside the recording.
    [[nodiscard]] virtual std::size_t kept_bytes() const { return 0; }
    /// After all others of its slot and order.
    template <class Action> [[nodiscard]] static Task task(Slot slot, int order, Action action) {
        return {slot, order, true, action, Rank::neurons, 0, "record"};
    }
    /// With a task before every step that ends the run if its file did not take what was recorded: there no step is left half done.
    [[nodiscard]] std::vector<Task> with_file(std::vector<Task> tasks) {
        if (!recording_.streams()) return tasks;
        const auto catch_up = [this](const Step&) { recording_.catch_up(); };
        tasks.push_back({Slot::before_start, std::numeric_limits<int>::min(), false, catch_up, Rank::neurons, 0, "write file", {}, {},
                         Tiling{.afterwards = catch_up}});
        return tasks;
    }
    /// "'M' does not record 'w'; it records 'v', 'I'". \param all  of named things
    template <class Named>
    [[noreturn]] void refuse_variable(const std::string& variable, const std::vector<Named>& all) const {
        std::vector<std::string> names;
        for (const Named& one : all) names.push_back(one.name());
        refuse_name(variable, names);
    }

    /// Shows what was recorded. \param own  fields of its first columns; the others are variables
    /// \return  as Recording::visit_state: false if the monitor begins anew
    [[nodiscard]] bool visit_recording(StateVisitor& visitor, std::initializer_list<Recording::OwnField> own) {
        return recording_.visit_state(visitor, name(), own);
    }
    /// Throws ValueError if its neurons have no threshold.
    void require_spikes(const Population& source) const;

    std::shared_ptr<VariableOwner> owner_; ///< of what it records
    static constexpr std::size_t kTime = 0; ///< the first column of every recording
    Recording recording_;

  private:
    [[noreturn]] void refuse_name(const std::string& variable, std::span<const std::string> names) const;
    std::vector<files::Attribute> about_;
};

} // namespace hillock::internal::engine
