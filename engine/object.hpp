// SPDX-License-Identifier: Apache-2.0
// What a network is made of.
#pragma once

#include "engine/code.hpp"
#include "engine/schedule.hpp"
#include "hillock/options.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

namespace hillock::internal::engine {

class Simulation;
class StateVisitor;
class Twins;

/// What an object learns when a run is prepared.
struct Preparation {
    double dt = 1e-4;             ///< seconds, of the object's clock
    double usual_dt = 1e-4;       ///< seconds, of those that have no clock of their own
    std::uint64_t random_key = 0; ///< of this object in this network
    const Schedule* schedule;     ///< of the network
    bool is_touched = false;      ///< code of other objects, or of the host, may read and write its variables; monitors only read
};

/// Letters, digits and '_', no digit first.
[[nodiscard]] bool is_identifier(const std::string& name);

struct ObjectName {
    std::string text;
    bool automatic = false; ///< may be changed where it meets an equal one
};
/// The name that was given, or if it is "" one made of the kind: "neurongroup", "neurongroup_1", ... Throws ValueError for a name that
/// is no identifier.
[[nodiscard]] ObjectName object_name(const std::string& given, const char* kind);

/// dt of the thread's clock in seconds. Throws DimensionMismatchError or ValueError if it is no positive time.
[[nodiscard]] double clock_dt();
/// Names that are made from now on in this thread begin anew.
void restart_automatic_names();

class Object {
  public:
    explicit Object(ObjectName name) : name_(std::move(name)) {}
    /// Tells in the log of an object that was made in vain.
    virtual ~Object();
    Object& operator=(const Object&) = delete;

    [[nodiscard]] const std::string& name() const { return name_.text; }
    /// The public class that stands for it.
    [[nodiscard]] virtual const char* class_name() const = 0;
    /// It is complete and the user's from now on. \param made_at  in the user's program
    void hand_out(const std::source_location& made_at);
    /// "'G' was made at model.cpp:12", for messages; "" if there is no such place, as at a prompt.
    [[nodiscard]] std::string origin() const;

    /// One that is not active has no part in a step.
    [[nodiscard]] bool active() const { return active_; }
    virtual void set_active(bool active) { active_ = active; }

    /// Objects that must be in the same network.
    [[nodiscard]] virtual std::vector<const Object*> dependencies() const { return {}; }
    /// What its tasks throw is the host's.
    [[nodiscard]] virtual bool is_host_code() const { return false; }
    /// A monitor may join a network that has run.
    [[nodiscard]] virtual bool is_monitor() const { return false; }

    /// Seconds of a step of its clock, where those without a clock of their own have one of `usual` seconds.
    [[nodiscard]] virtual double clock_dt_among(double usual) const { return own_dt_.value_or(usual); }
    /// The same for the usual dt of this thread.
    [[nodiscard]] double dt() const { return clock_dt_among(clock_dt()); }
    /// dt of all clocks that run its tasks.
    [[nodiscard]] virtual std::vector<double> clocks(double usual) const { return {clock_dt_among(usual)}; }
    /// Clocks without a dt that run its tasks too.
    [[nodiscard]] virtual std::vector<EventTimes> event_clocks() const { return {}; }

    /// Values of the constants that were left for a run to give, from those that the run and its network have. Throws NameError
    /// if one is missing and DimensionMismatchError if one does not fit.
    virtual void require_constants(const Constants&) const {}
    /// \pre require_constants has not thrown
    virtual void take_constants(const Constants&) {}
    [[nodiscard]] virtual bool takes_constant(const std::string&) const { return false; }
    /// Whether it is code of the host that runs after the equations and before the threshold, or a monitor that would see there who
    /// will spike.
    [[nodiscard]] virtual bool calls_host_before_threshold(const Schedule&) const { return false; }
    /// From now on code of others runs between the two.
    virtual void keep_threshold_apart() {}
    /// Says the same to those between whose equations and threshold its own code runs.
    virtual void part_thresholds(const Schedule&) {}
    /// Throws what keeps a run from beginning, prepared or not.
    virtual void require_ready() {}
    /// Plan the kernels. May throw; then the object is as before.
    virtual void prepare(const Preparation&) {}
    /// Comes when all objects are prepared. \param is_private  in a run nothing touches its variables but its own kernels: they may be kept
    /// in another order
    virtual void arrange(bool /*is_private*/) {}
    /// The kernels to compile, once prepared.
    [[nodiscard]] virtual std::vector<Code*> codes() { return {}; }
    /// Bind compiled kernels to arrays and say what there is to do in a step.
    [[nodiscard]] virtual std::vector<Task> tasks() = 0;
    /// Memory that a monitor will ask for in so many seconds of a run, as far as it pays to have it ready. \pre prepared
    [[nodiscard]] virtual double bytes_recorded_in(double /*seconds*/) const { return 0; }
    /// A run is over; `next` is the step that has not begun.
    virtual void end_run(const Step& /*next*/) {}
    /// The network ends at this time in seconds; times from now on are counted from 0 again.
    virtual void leave(double /*t*/) {}
    /// A variable that is no number any more, in words; nothing if all are well.
    [[nodiscard]] virtual std::optional<std::string> invalid_state() const { return std::nullopt; }
    /// Whether a share of the variables is well. Any thread may ask, at the end of a step.
    [[nodiscard]] virtual bool is_valid(Share /*share*/) const { return true; }
    /// Shows everything that a run changes, or that a user changes between runs, and that is no text of the model: what a run that
    /// goes on from here depends on. What is left out follows from this and from the texts. See snapshot.hpp.
    virtual void visit_state(StateVisitor&) = 0;
    /// An equal object that is part of no network; it still refers to the objects that this one refers to. It shares the machine code
    /// and what is never changed, and nothing else. Throws ValueError if there cannot be one.
    [[nodiscard]] virtual std::shared_ptr<Object> clone() const = 0;
    /// From now on it refers to the twins of these objects. \pre it is a clone, and so are they
    virtual void meet(const Twins&) = 0;
    /// Of arrays that grow with the number of elements or with time.
    struct Footprint {
        std::size_t elements = 0;
        std::size_t bytes = 0;
    };
    [[nodiscard]] virtual Footprint footprint() const { return {}; }
    /// Grows with every change that makes a new preparation necessary.
    [[nodiscard]] std::uint64_t revision() const { return revision_; }

    /// The network that it is part of, nullptr if none.
    [[nodiscard]] const Simulation* network() const { return network_; }

  protected:
    Object(const Object& other)
        : name_(other.name_), made_at_(other.made_at_), revision_(other.revision_), active_(other.active_), own_dt_(other.own_dt_) {}
    void changed() { ++revision_; }
    /// \param dt  as period_given gives it
    void set_own_dt(std::optional<double> dt) { own_dt_ = dt; }
    [[nodiscard]] const std::optional<double>& own_dt() const { return own_dt_; }

  private:
    friend class Simulation;
    ObjectName name_;
    std::string made_at_; ///< file:line
    std::uint64_t revision_ = 0;
    bool active_ = true;
    std::optional<double> own_dt_; ///< seconds
    const Simulation* network_ = nullptr;
    bool handed_out_ = false;
    bool was_member_ = false; ///< of a network, at any time
};

} // namespace hillock::internal::engine
