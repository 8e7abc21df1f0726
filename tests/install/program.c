/* SPDX-License-Identifier: Apache-2.0 */
/* What a user of the installed library writes in C: one neuron driven to 20 mV. Prints "20 mV". */
#include <hillock/hillock.h>

#include <math.h>
#include <stdio.h>

int main(void) {
    hillock_network* net = NULL;
    hillock_object* neuron = NULL;
    double v = 0;
    if (hillock_network_create(&net) != HILLOCK_OK) return 1;
    if (hillock_add_neurons(net, 1, "dv/dt = (20*mV - v)/ms : volt", NULL, &neuron) != HILLOCK_OK) return 2;
    if (hillock_run(net, 0.1, NULL) != HILLOCK_OK) return 3;
    if (hillock_read(neuron, "v", &v, 1) != HILLOCK_OK) return 4;
    hillock_network_free(net);
    /* 100 time constants: what remains of the exponential is below the last bit. */
    printf("%g mV\n", fabs(v - 20e-3) < 1e-15 ? 20. : v * 1e3);
    return 0;
}
