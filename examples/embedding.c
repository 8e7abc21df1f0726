/* SPDX-License-Identifier: Apache-2.0 */
/* A host program in C that owns its own loop: it writes the drive of motor neurons into their memory, runs the network for 10 ms a frame,
 * and reads how often they spiked. Prints the spikes with and without a drive, and what the library says about a mistake. */
#include <hillock/hillock.h>

#include <stdio.h>
#include <stdlib.h>

/* Errors come as a status, and the last one of the thread as a text. */
static void check(hillock_status status) {
    if (status == HILLOCK_OK) return;
    fprintf(stderr, "%s: %s\n", hillock_status_name(status), hillock_error_text());
    exit(EXIT_FAILURE);
}

int main(void) {
    hillock_network* net = NULL;
    hillock_options* options = NULL;
    hillock_object *motor = NULL, *spikes = NULL;
    hillock_type type;
    void* data = NULL;
    double* drive;
    size_t neurons = 0, driven = 0, all = 0, k;
    int frame;

    if (hillock_abi_version() != HILLOCK_ABI_VERSION) return EXIT_FAILURE;
    check(hillock_network_create(&net));
    check(hillock_options_create(&options));
    check(hillock_seed(net, 3));

    check(hillock_options_set_text(options, "threshold", "v > 1"));
    check(hillock_options_set_text(options, "reset", "v = 0"));
    check(hillock_options_set_text(options, "method", "euler"));
    check(hillock_options_add_constant(options, "tau", 5e-3, "second"));
    check(hillock_add_neurons(net, 64, "dv/dt = (drive - v)/tau + 0.1*xi*tau**-0.5 : 1\ndrive : 1", options, &motor));
    check(hillock_add_spike_monitor(net, motor, NULL, &spikes));

    /* The live array: no copy in, none out. */
    check(hillock_data(motor, "drive", &type, &data, &neurons));
    if (type != HILLOCK_FLOAT64) return EXIT_FAILURE;
    drive = data;
    for (frame = 0; frame < 100; ++frame) {
        for (k = 0; k < neurons; ++k) drive[k] = frame < 50 ? 1.5 : 0.0;
        check(hillock_run(net, 10e-3, NULL));
        if (frame == 49) check(hillock_num_recorded(spikes, &driven));
    }
    check(hillock_num_recorded(spikes, &all));
    printf("spikes with a drive     %zu\nspikes without a drive  %zu\n", driven, all - driven);

    /* A mistake says where it is, and the host lives on. */
    if (hillock_add_neurons(net, 1, "dv/dt = (1 - v)/tua : 1", options, NULL) != HILLOCK_NAME_ERROR) return EXIT_FAILURE;
    printf("%s\n", hillock_error_text());

    hillock_options_free(options);
    hillock_network_free(net);
    return driven > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
