/* SPDX-License-Identifier: Apache-2.0 */
/* Hillock for programs in C, and for whatever calls C: networks from strings, state by pointer, errors as codes with a text.
 *
 *     hillock_network* net = NULL;
 *     hillock_object* cells = NULL;
 *     hillock_options* options = NULL;
 *     hillock_network_create(&net);
 *     hillock_options_create(&options);
 *     hillock_options_set_text(options, "threshold", "v > 1");
 *     hillock_options_set_text(options, "reset", "v = 0");
 *     hillock_options_add_constant(options, "tau", 10e-3, "second");
 *     if (hillock_add_neurons(net, 100, "dv/dt = (1.2 - v)/tau : 1", options, &cells) != HILLOCK_OK)
 *         puts(hillock_error_text());
 *     hillock_run(net, 0.1, NULL);
 *     hillock_network_free(net);
 *
 * Every function that can fail returns a hillock_status, and has changed nothing then, as the functions of C++ that it stands for document
 * (<hillock/network.hpp> and its neighbours). No exception leaves a function; nothing is printed; no handler of signals is installed.
 *
 * Numbers are in SI units without a prefix: seconds, volts. Texts are UTF-8, end with a zero and are copied. A pointer that is NULL where
 * none is allowed is a HILLOCK_VALUE_ERROR. An object belongs to its network and is valid as long as that; so are texts that are handed
 * out, unless something else is said.
 *
 * Networks share nothing. Each may be used by any thread, by one at a time; hillock_stop() alone may be called while another thread is
 * in hillock_run() of the same network. Time step and random numbers belong to the network, not to the thread. */
#ifndef HILLOCK_HILLOCK_H
#define HILLOCK_HILLOCK_H

#include <stddef.h>
#include <stdint.h>

#define HILLOCK_C_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* ---- version ---------------------------------------------------------------------------------------------------- */

/* Grows when a function, a value or a member of a struct changes its meaning or goes away; additions leave it as it is. A program asks
 * before all else whether hillock_abi_version() == HILLOCK_ABI_VERSION. */
#define HILLOCK_ABI_VERSION 1
HILLOCK_C_API uint32_t hillock_abi_version(void);
/* Of the library: "0.1.0". */
HILLOCK_C_API const char* hillock_version(void);

/* ---- errors ----------------------------------------------------------------------------------------------------- */

/* The exceptions of <hillock/error.hpp>. There may be more one day: whatever is not HILLOCK_OK is an error. */
typedef enum hillock_status {
    HILLOCK_OK = 0,
    HILLOCK_SYNTAX_ERROR = 1,
    HILLOCK_NAME_ERROR = 2,
    HILLOCK_DIMENSION_MISMATCH_ERROR = 3,
    HILLOCK_TYPE_ERROR = 4,
    HILLOCK_EQUATION_ERROR = 5,
    HILLOCK_UNSUPPORTED_EQUATIONS_ERROR = 6,
    HILLOCK_VALUE_ERROR = 7,
    HILLOCK_INDEX_ERROR = 8,
    HILLOCK_MEMORY_ERROR = 9,
    HILLOCK_SYSTEM_ERROR = 10,
    HILLOCK_NUMERICAL_ERROR = 11,
    HILLOCK_RUNAWAY_ERROR = 12,
    HILLOCK_CALLBACK_ERROR = 13, /* a function of the host said that it failed */
    HILLOCK_INTERNAL_ERROR = 14  /* a fault of Hillock itself; please report it with the text */
} hillock_status;

/* What went wrong in the last call of this thread that failed, with the line and a caret where there is text; "" if none did. Valid
 * until the next call of this thread that fails. */
HILLOCK_C_API const char* hillock_error_text(void);
/* "HILLOCK_NAME_ERROR"; "unknown status" for a number that is none. */
HILLOCK_C_API const char* hillock_status_name(hillock_status status);

/* ---- handles ---------------------------------------------------------------------------------------------------- */

typedef struct hillock_network hillock_network;
typedef struct hillock_object hillock_object;
typedef struct hillock_options hillock_options;

/* How a value is kept in memory; HILLOCK_BOOLEAN is one byte, 0 or 1. */
typedef enum hillock_type {
    HILLOCK_FLOAT64 = 0,
    HILLOCK_FLOAT32 = 1,
    HILLOCK_INT32 = 2,
    HILLOCK_INT64 = 3,
    HILLOCK_BOOLEAN = 4
} hillock_type;

/* ---- options ---------------------------------------------------------------------------------------------------- */

/* Values by key, for the functions that take options; NULL there means none. Each function names its keys; another key is a
 * HILLOCK_NAME_ERROR of that function, a text where it wants a number a HILLOCK_TYPE_ERROR. Options are read in the call, and may be used
 * for many. A second value of a key replaces the first. */
HILLOCK_C_API hillock_status hillock_options_create(hillock_options** options);
/* NULL is allowed. */
HILLOCK_C_API void hillock_options_free(hillock_options* options);
/* As just created. */
HILLOCK_C_API hillock_status hillock_options_clear(hillock_options* options);

HILLOCK_C_API hillock_status hillock_options_set_text(hillock_options* options, const char* key, const char* text);
/* Also for what is whole or yes (1) or no (0). */
HILLOCK_C_API hillock_status hillock_options_set_number(hillock_options* options, const char* key, double number);
HILLOCK_C_API hillock_status hillock_options_set_indices(hillock_options* options, const char* key, const int64_t* indices, size_t count);

/* A name that the texts may use: `value` in SI units, of the dimension of `unit` ("second", "mV", "nS/cm**2", "1"). A prefix does not scale
 * the value: it stays SI. HILLOCK_NAME_ERROR for an unknown unit. */
HILLOCK_C_API hillock_status hillock_options_add_constant(hillock_options* options, const char* name, double value, const char* unit);

/* A function of the host that the texts may call by `name`, for one element after the other: writes its value in SI units and returns 0;
 * another return value ends the run after its step with HILLOCK_CALLBACK_ERROR.
 * `parameters` are names with units, "v : volt, n : 1", at most 16; `unit` is that of the value. `pure`, not 0: equal arguments always
 * give equal values, so that it may be called less often. */
typedef int32_t (*hillock_function)(void* context, const double* arguments, double* value);
HILLOCK_C_API hillock_status hillock_options_add_function(hillock_options* options, const char* name, const char* parameters,
                                                          const char* unit, hillock_function function, void* context, int32_t pure);
/* A function as text: "x, y" and "x/(1 + y)". */
HILLOCK_C_API hillock_status hillock_options_add_text_function(hillock_options* options, const char* name, const char* parameters,
                                                               const char* expression);
/* A stimulus by its values: `rows` values `dt` seconds apart, name(t); with `columns` above 0 rows of so many, row by row, name(t, i). */
HILLOCK_C_API hillock_status hillock_options_add_timed_array(hillock_options* options, const char* name, const double* values,
                                                             size_t rows, size_t columns, double dt, const char* unit);

/* ---- networks --------------------------------------------------------------------------------------------------- */

HILLOCK_C_API hillock_status hillock_network_create(hillock_network** network);
/* With all of its objects; NULL is allowed. Not from a callback of the network. */
HILLOCK_C_API void hillock_network_free(hillock_network* network);

/* A network of equal objects with the same names, values, records, time, stored states and random numbers: both go on alike, and what is
 * done to one does not concern the other. hillock_find() finds its objects by name; slices stay behind. Nothing is compiled for it.
 * Functions of the host that equations call are shared. HILLOCK_VALUE_ERROR for a network that runs or has an operation. */
HILLOCK_C_API hillock_status hillock_network_clone(hillock_network* network, hillock_network** clone);

/* Calls run(context, k, variant) for each k below `count`, where `variant` is a clone of the network: it sets what is to vary, runs the
 * variant and keeps what comes of it. The variant is gone when `run` returns. The network stays as it is and is not used meanwhile.
 *
 * `run` is called from several threads at the same time. The random numbers of a variant follow from the seed of the network and from k,
 * whichever thread runs it. If `run` does not return 0, no further variant begins and the sweep is a HILLOCK_CALLBACK_ERROR whose text
 * names the variant. Keys: threads N (0: one for each core), same_seed N (1: all variants draw the same numbers). */
typedef int32_t (*hillock_variant)(void* context, size_t k, hillock_network* variant);
HILLOCK_C_API hillock_status hillock_sweep(hillock_network* network, size_t count, hillock_variant run, void* context,
                                           const hillock_options* options);

/* All random numbers from now on follow from this: those of runs, of connections and of values that are assigned by text. Without a seed
 * they are others in each network. */
HILLOCK_C_API hillock_status hillock_seed(hillock_network* network, uint64_t number);
/* Seconds of a step of what has no `dt` of its own; 1e-4 at first. */
HILLOCK_C_API hillock_status hillock_set_dt(hillock_network* network, double dt);
/* Seconds up to which it was run. */
HILLOCK_C_API hillock_status hillock_time(const hillock_network* network, double* t);

/* ---- objects ---------------------------------------------------------------------------------------------------- */

/* Each adds an object to the network. `object` may be NULL: hillock_find() finds it by the name that the key "name" gave.
 *
 * In what follows, keys are given with what they take: T text, N number, I indices. "dt" is in seconds, "when" a slot of the step, "order" a
 * number within it, as the options of the classes of C++ document, which have the same names. A key with a dot is one of several:
 * "dtype.v" is the dtype of the variable v. Constants and functions of the options are those that the texts may use; "late_constants.NAME"
 * T is the unit of one whose value comes with the options of hillock_run(). */

/* Neurons, from equations one a line. Keys: threshold T, reset T, refractory T N, method T, events.NAME T (a condition), dtype T, dtype.VARIABLE T
 * ("float64", "float32", "int32", "int64"), late_constants.NAME T, dt N, name T. */
HILLOCK_C_API hillock_status hillock_add_neurons(hillock_network* network, int64_t size, const char* equations,
                                                 const hillock_options* options, hillock_object** object);
/* Neurons that spike at random. Keys: rates T N (hertz; needed), several_spikes N, late_constants.NAME T, when T, order N,
 * dt N, name T. */
HILLOCK_C_API hillock_status hillock_add_poisson_group(hillock_network* network, int64_t size, const hillock_options* options,
                                                       hillock_object** object);
/* Neurons that spike at times[k] (seconds), neuron neurons[k]. Keys: period N, when T, order N, dt N, name T. */
HILLOCK_C_API hillock_status hillock_add_spike_generator(hillock_network* network, int64_t size, const int64_t* neurons,
                                                         const double* times, size_t count, const hillock_options* options,
                                                         hillock_object** object);
/* Other spikes instead of those, from the next run on; period 0: once. */
HILLOCK_C_API hillock_status hillock_set_spikes(hillock_object* generator, const int64_t* neurons, const double* times, size_t count,
                                                double period);
/* Neurons that spike when hillock_fire() says so. Keys: when T, order N, dt N, name T. */
HILLOCK_C_API hillock_status hillock_add_input(hillock_network* network, int64_t size, const hillock_options* options,
                                               hillock_object** object);
/* These neurons spike once in the next step. */
HILLOCK_C_API hillock_status hillock_fire(hillock_object* input, const int32_t* neurons, size_t count);
/* The sum of `sources` Poisson neurons, added to a variable of each neuron. Keys: rate T N (hertz; needed), weight T N (in the unit of the
 * variable; needed), when T, order N, dt N, name T. */
HILLOCK_C_API hillock_status hillock_add_poisson_input(hillock_network* network, hillock_object* target, const char* variable,
                                                       int64_t sources, const hillock_options* options, hillock_object** object);
/* Neurons [begin, end) of a group, to be used wherever neurons are. */
HILLOCK_C_API hillock_status hillock_slice(hillock_object* neurons, int64_t begin, int64_t end, hillock_object** slice);

/* Synapses, none yet. Keys: model T, on_pre T, on_post T, on_pre.NAME T, on_post.NAME T (several pathways), delay N, delay.PATHWAY N,
 * on_event T, on_event.PATHWAY T, multisynaptic_index T, method T, dtype T, dtype.VARIABLE T, late_constants.NAME T, dt N, name T. */
HILLOCK_C_API hillock_status hillock_add_synapses(hillock_network* network, hillock_object* source, hillock_object* target,
                                                  const hillock_options* options, hillock_object** object);
/* Makes synapses: all pairs, unless told otherwise. Keys: p T N, condition T, i T I, j T I, n T N, skip_if_invalid N, indegree N, outdegree N,
 * total N, allow_autapses N, allow_multapses N. */
HILLOCK_C_API hillock_status hillock_connect(hillock_object* synapses, const hillock_options* options);
/* Makes the synapses pre[k] -> post[k]. */
HILLOCK_C_API hillock_status hillock_connect_pairs(hillock_object* synapses, const int64_t* pre, const int64_t* post, size_t count);

/* Keys of monitors: file T, memory_limit N (bytes), compression N, name T, and those named here. */
/* Keys: record N, variables T ("v, w": their values at each spike), when T, order N (needs when). */
HILLOCK_C_API hillock_status hillock_add_spike_monitor(hillock_network* network, hillock_object* source, const hillock_options* options,
                                                       hillock_object** object);
/* The same for a custom event of neurons. */
HILLOCK_C_API hillock_status hillock_add_event_monitor(hillock_network* network, hillock_object* source, const char* event,
                                                       const hillock_options* options, hillock_object** object);
/* Of neurons or synapses; `variables` are names with commas. Keys: record N I, dt N, when T, order N, record_final N. */
HILLOCK_C_API hillock_status hillock_add_state_monitor(hillock_network* network, hillock_object* source, const char* variables,
                                                       const hillock_options* options, hillock_object** object);
HILLOCK_C_API hillock_status hillock_add_rate_monitor(hillock_network* network, hillock_object* source, const hillock_options* options,
                                                      hillock_object** object);
/* A run ends with HILLOCK_RUNAWAY_ERROR when the neurons of `source` fire more than `maximum_rate` spikes a second each, in the mean over a
 * window: keys window N (seconds, 0.01), name T. */
HILLOCK_C_API hillock_status hillock_add_rate_guard(hillock_network* network, hillock_object* source, double maximum_rate,
                                                    const hillock_options* options, hillock_object** object);
/* Calls the host at t = 0, dt, 2 dt, ...: it may read and write variables of this network, hillock_fire() and hillock_stop(). A return
 * value other than 0 ends the run after this step with HILLOCK_CALLBACK_ERROR. Keys: dt N, when T, order N, name T. */
typedef int32_t (*hillock_operation)(void* context, double t);
HILLOCK_C_API hillock_status hillock_add_operation(hillock_network* network, hillock_operation operation, void* context,
                                                   const hillock_options* options, hillock_object** object);
/* Statements that run for all of these neurons or synapses. Keys: dt N, when T, order N. */
HILLOCK_C_API hillock_status hillock_run_regularly(hillock_object* object, const char* code, const hillock_options* options);

HILLOCK_C_API hillock_status hillock_find(hillock_network* network, const char* name, hillock_object** object);
HILLOCK_C_API hillock_status hillock_name(const hillock_object* object, const char** name);
/* Neurons or synapses. */
HILLOCK_C_API hillock_status hillock_size(const hillock_object* object, size_t* size);
/* 0: it does nothing in a step from now on. */
HILLOCK_C_API hillock_status hillock_set_active(hillock_object* object, int32_t active);
/* The object leaves its network with the values that it has; its name is free. The handle stays valid, and hillock_put_back() adds it again.
 * What needs the object needs it still: until it is back or they are gone too, a run is a HILLOCK_VALUE_ERROR. So is hillock_remove() of
 * what has left, or while the network runs. */
HILLOCK_C_API hillock_status hillock_remove(hillock_object* object);
/* HILLOCK_VALUE_ERROR if its name is taken by now. Nothing happens to what has not left. */
HILLOCK_C_API hillock_status hillock_put_back(hillock_object* object);

/* ---- running ---------------------------------------------------------------------------------------------------- */

/* Tells the host how far a run has come, 0 .. 1; a return value other than 0 ends the run there, which is no error. */
typedef int32_t (*hillock_progress)(void* context, double completed);

/* Advance by seconds; 0 only prepares. The constants of the options are those that objects left for a run to give. Keys: nan_guard N, temporal_blocking N, real_time N (pace: simulated seconds in one of wall time), tolerance
 * N, catch_up N, spin N (of real_time; see <hillock/real_time.hpp>), report_period N (seconds of wall time from one call of `progress` to the next). */
HILLOCK_C_API hillock_status hillock_run(hillock_network* network, double duration, const hillock_options* options);
/* For hillock_run(). */
HILLOCK_C_API hillock_status hillock_options_set_progress(hillock_options* options, hillock_progress progress, void* context);
/* Advance by one step. */
HILLOCK_C_API hillock_status hillock_step(hillock_network* network);
/* End the run that lasts, after its current step. From any thread, and from callbacks. */
HILLOCK_C_API hillock_status hillock_stop(hillock_network* network);
/* Whether the last run was ended before its time. */
HILLOCK_C_API hillock_status hillock_stopped(const hillock_network* network, int32_t* stopped);

/* How the last run with real_time kept its pace; times are wall time in seconds. The caller sets struct_size to sizeof of the struct that
 * it was compiled with; as many bytes are written. */
typedef struct hillock_real_time_report {
    size_t struct_size;
    int64_t steps;
    int64_t missed; /* deadlines */
    double worst_lateness;
    double wall_time;
    double load;
    double median_jitter;
    double jitter_95;
    double jitter_99;
    double worst_jitter;
} hillock_real_time_report;
HILLOCK_C_API hillock_status hillock_read_real_time_report(const hillock_network* network, hillock_real_time_report* report);

/* Keep the state under a name, and go back to it; the same in a file. */
HILLOCK_C_API hillock_status hillock_store(hillock_network* network, const char* name);
HILLOCK_C_API hillock_status hillock_restore(hillock_network* network, const char* name);
HILLOCK_C_API hillock_status hillock_store_to_file(hillock_network* network, const char* path);
HILLOCK_C_API hillock_status hillock_restore_from_file(hillock_network* network, const char* path);

/* ---- variables of neurons and synapses -------------------------------------------------------------------------- */

/* Those of the equations and those that every group has: "i", "lastspike", of synapses "i", "j", "delay" and, with several pathways,
 * "delay.PATHWAY". */

/* How many values it has: one each, or one for a shared variable. */
HILLOCK_C_API hillock_status hillock_variable_size(const hillock_object* object, const char* variable, size_t* count);
/* Its unit in words: "volt", "1". */
HILLOCK_C_API hillock_status hillock_unit(const hillock_object* object, const char* variable, const char** unit);
/* The live array of a stored variable: the network reads and writes the same memory. Valid as long as the network, of synapses until they
 * are connected again. HILLOCK_TYPE_ERROR for what is computed or a boolean. */
HILLOCK_C_API hillock_status hillock_data(hillock_object* object, const char* variable, hillock_type* type, void** data, size_t* count);
/* Copies all values as numbers; `count` must be that of hillock_variable_size(). */
HILLOCK_C_API hillock_status hillock_read(const hillock_object* object, const char* variable, double* values, size_t count);
/* Assigns one value to all (count 1) or one each. */
HILLOCK_C_API hillock_status hillock_write(hillock_object* object, const char* variable, const double* values, size_t count);
/* Assigns an expression: "-60*mV + 10*mV*rand()". */
HILLOCK_C_API hillock_status hillock_write_text(hillock_object* object, const char* variable, const char* expression);

/* ---- what monitors recorded ------------------------------------------------------------------------------------- */

/* No copy: valid until the network runs again. `row` is 0 but for variables of a state monitor, which have a row for each recorded element
 * in the order of `record`.
 *   spikes and events  "t" (float64, seconds), "i" (int32), "count" (int64, one a neuron), a recorded variable (float64)
 *   states             "t" (float64), a recorded variable (float64)
 *   rate               "t" (float64), "rate" (float64, hertz) */
HILLOCK_C_API hillock_status hillock_recorded(const hillock_object* monitor, const char* what, size_t row, hillock_type* type,
                                              const void** data, size_t* count);
/* Spikes or events, also of a monitor that only counts; samples of the others. */
HILLOCK_C_API hillock_status hillock_num_recorded(const hillock_object* monitor, size_t* count);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* HILLOCK_HILLOCK_H */
