/* SPDX-License-Identifier: Apache-2.0 */
/* A host in plain C99: the C interface as such a program uses it, from creation to the end, with nothing left behind. Prints what does not
 * hold, and returns how much of it there is. */
#include <hillock/hillock.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static int failures = 0;

static void expect(int holds, const char* what, int line) {
    if (holds) return;
    ++failures;
    fprintf(stderr, "c_host.c:%d: does not hold: %s\n  last error: %s\n", line, what, hillock_error_text());
}
#define EXPECT(condition) expect((condition) != 0, #condition, __LINE__)
#define OK(call) EXPECT((call) == HILLOCK_OK)

struct Counter {
    hillock_object* input;
    int calls;
    double last_t;
};

/* Fires neuron 0 in every call. */
static int32_t fire_first(void* context, double t) {
    struct Counter* counter = context;
    const int32_t first = 0;
    ++counter->calls;
    counter->last_t = t;
    return hillock_fire(counter->input, &first, 1) == HILLOCK_OK ? 0 : 1;
}

static int32_t scaled(void* context, const double* arguments, double* value) {
    *value = *(const double*)context * arguments[0];
    return 0;
}

/* Input neurons -> a pair of synapses -> two leaky neurons; an operation that fires; three monitors. */
static void run_a_network(void) {
    hillock_network* net = NULL;
    hillock_options* options = NULL;
    hillock_object *input = NULL, *cells = NULL, *synapses = NULL, *spikes = NULL, *states = NULL, *rate = NULL, *found = NULL;
    struct Counter counter = {NULL, 0, -1};
    double gain = 2, weight[2] = {0.6, 0.3}, v[2] = {0, 0}, t = 0;
    const int64_t pre[2] = {0, 0}, post[2] = {0, 1};
    const void* data = NULL;
    const char* text = NULL;
    hillock_type type = HILLOCK_BOOLEAN;
    size_t count = 0;

    OK(hillock_network_create(&net));
    OK(hillock_options_create(&options));
    OK(hillock_set_dt(net, 1e-3));
    OK(hillock_add_input(net, 3, NULL, &input));
    counter.input = input;

    OK(hillock_options_set_text(options, "name", "cells"));
    OK(hillock_options_set_text(options, "threshold", "v > threshold"));
    OK(hillock_options_set_text(options, "reset", "v = 0"));
    OK(hillock_options_set_text(options, "method", "exact"));
    OK(hillock_options_add_constant(options, "threshold", 1, "1"));
    OK(hillock_options_add_constant(options, "tau", 1e6, "second"));
    OK(hillock_add_neurons(net, 2, "dv/dt = -v/tau : 1", options, &cells));

    OK(hillock_options_clear(options));
    OK(hillock_options_set_text(options, "model", "w : 1"));
    OK(hillock_options_set_text(options, "on_pre", "v_post += scaled(w)"));
    OK(hillock_options_add_function(options, "scaled", "w : 1", "1", scaled, &gain, 0));
    OK(hillock_add_synapses(net, input, cells, options, &synapses));
    OK(hillock_connect_pairs(synapses, pre, post, 2));
    OK(hillock_write(synapses, "w", weight, 2));

    OK(hillock_options_clear(options));
    OK(hillock_options_set_number(options, "dt", 2e-3));
    OK(hillock_add_operation(net, fire_first, &counter, options, NULL));
    OK(hillock_add_spike_monitor(net, cells, NULL, &spikes));
    OK(hillock_add_state_monitor(net, cells, "v", NULL, &states));
    OK(hillock_add_rate_monitor(net, cells, NULL, &rate));

    /* Fired at 0, 2, 4, 6 and 8 ms. Neuron 0 gets 1.2 each time and spikes a step later; neuron 1 gets 0.6 and spikes after each second. */
    OK(hillock_run(net, 10e-3, NULL));
    EXPECT(counter.calls == 5 && fabs(counter.last_t - 8e-3) < 1e-9);
    OK(hillock_time(net, &t));
    EXPECT(fabs(t - 10e-3) < 1e-12);
    OK(hillock_num_recorded(spikes, &count));
    EXPECT(count == 7);
    OK(hillock_recorded(spikes, "count", 0, &type, &data, &count));
    EXPECT(type == HILLOCK_INT64 && count == 2 && ((const int64_t*)data)[0] == 5 && ((const int64_t*)data)[1] == 2);
    OK(hillock_recorded(spikes, "i", 0, &type, &data, &count));
    EXPECT(type == HILLOCK_INT32 && count == 7 && ((const int32_t*)data)[0] == 0);
    OK(hillock_recorded(spikes, "t", 0, &type, &data, &count));
    EXPECT(type == HILLOCK_FLOAT64 && fabs(((const double*)data)[0] - 1e-3) < 1e-9);
    OK(hillock_recorded(states, "v", 1, &type, &data, &count));
    EXPECT(count == 10 && fabs(((const double*)data)[2] - 0.6) < 1e-6); /* 3 ms of 1e6 s of decay */
    OK(hillock_recorded(rate, "rate", 0, NULL, &data, &count));
    EXPECT(count == 10 && ((const double*)data)[1] == 500); /* one of two neurons in 1 ms */

    OK(hillock_read(cells, "v", v, 2));
    EXPECT(v[0] == 0 && fabs(v[1] - 0.6) < 1e-6);
    OK(hillock_unit(cells, "v", &text));
    EXPECT(strcmp(text, "1") == 0);
    OK(hillock_find(net, "cells", &found));
    EXPECT(found == cells);
    OK(hillock_size(synapses, &count));
    EXPECT(count == 2);

    hillock_options_free(options);
    hillock_network_free(net);
}

/* The state goes back, and time with it. */
static void store_and_restore(void) {
    hillock_network* net = NULL;
    hillock_object* cells = NULL;
    hillock_type type;
    void* data = NULL;
    size_t count = 0;
    double t = -1;
    OK(hillock_network_create(&net));
    OK(hillock_add_neurons(net, 1, "dx/dt = 1*Hz : 1", NULL, &cells));
    OK(hillock_data(cells, "x", &type, &data, &count));
    EXPECT(type == HILLOCK_FLOAT64 && count == 1);
    *(double*)data = 3;
    OK(hillock_store(net, "three"));
    OK(hillock_run(net, 0.5, NULL));
    EXPECT(fabs(*(double*)data - 3.5) < 1e-9);
    OK(hillock_restore(net, "three"));
    EXPECT(*(double*)data == 3);
    OK(hillock_step(net));
    OK(hillock_time(net, &t));
    EXPECT(fabs(t - 1e-4) < 1e-12);
    hillock_network_free(net);
}

/* Each variant is driven by its number. */
static int32_t drive_variant(void* context, size_t k, hillock_network* variant) {
    hillock_object* cells = NULL;
    const double drive = (double)k;
    if (hillock_find(variant, "cells", &cells) != HILLOCK_OK || hillock_write(cells, "drive", &drive, 1) != HILLOCK_OK) return 1;
    if (hillock_run(variant, 0.1, NULL) != HILLOCK_OK) return 1;
    return hillock_read(cells, "x", (double*)context + k, 1) == HILLOCK_OK ? 0 : 1;
}

static void copy_a_network(void) {
    hillock_network* net = NULL;
    hillock_network* clone = NULL;
    hillock_options* options = NULL;
    hillock_object* cells = NULL;
    double x[4] = {0, 0, 0, 0}, t = 0;
    size_t k = 0;
    OK(hillock_network_create(&net));
    OK(hillock_options_create(&options));
    OK(hillock_options_set_text(options, "name", "cells"));
    OK(hillock_add_neurons(net, 1, "dx/dt = drive*Hz : 1\ndrive : 1", options, &cells));
    OK(hillock_sweep(net, 4, drive_variant, x, NULL));
    for (k = 0; k < 4; ++k) EXPECT(fabs(x[k] - 0.1 * (double)k) < 1e-12); /* 1000 steps of a number that is rounded */
    OK(hillock_network_clone(net, &clone));
    OK(hillock_run(clone, 0.1, NULL));
    OK(hillock_time(net, &t));
    EXPECT(t == 0);
    hillock_network_free(net);
    OK(hillock_run(clone, 0.1, NULL)); /* it needs nothing of the other one */
    hillock_network_free(clone);
    hillock_options_free(options);
}

/* Errors leave a code and a text, and the network as it was. */
static void fail_well(void) {
    hillock_network* net = NULL;
    hillock_object* cells = NULL;
    OK(hillock_network_create(&net));
    EXPECT(hillock_add_neurons(net, 1, "dv/dt = (1 - v)/(tau*volt : 1", NULL, &cells) == HILLOCK_SYNTAX_ERROR);
    EXPECT(strchr(hillock_error_text(), '^') != NULL);
    EXPECT(cells == NULL);
    EXPECT(hillock_add_neurons(net, 0, "x : 1", NULL, &cells) == HILLOCK_VALUE_ERROR);
    EXPECT(hillock_run(NULL, 1, NULL) == HILLOCK_VALUE_ERROR);
    EXPECT(strcmp(hillock_error_text(), "network is NULL") == 0);
    OK(hillock_add_neurons(net, 1, "x : 1", NULL, &cells));
    OK(hillock_run(net, 1e-3, NULL));
    hillock_network_free(net);
    hillock_network_free(NULL);
    hillock_options_free(NULL);
}

int main(void) {
    EXPECT(hillock_abi_version() == HILLOCK_ABI_VERSION);
    EXPECT(strcmp(hillock_error_text(), "") == 0);
    run_a_network();
    store_and_restore();
    copy_a_network();
    fail_well();
    if (failures == 0) puts("the C interface holds");
    return failures;
}
