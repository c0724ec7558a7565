// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

/**
 * One limit, in bytes or requests a second.
 *
 * @param average what may go through in the long run; 0 for no limit
 * @param burst what may go through during a burst, at least the average; 0 for no bursts
 * @param burstSeconds how long a burst at its full rate may last
 */
record Rate(long average, long burst, long burstSeconds) {

    /** The highest value of any of the three, QEMU's. */
    static final long MAX = 1_000_000_000_000_000L;

    static final Rate NONE = new Rate(0, 0, 1);

    boolean limits() {
        return average > 0;
    }

    /** Says what is wrong with the three, by the names of their options; null where nothing is. */
    String flaw(String option) {
        if (average < 0 || burst < 0 || burstSeconds < 0) {
            return option + ", " + option + "-max and " + option + "-max-length can't be negative";
        }
        if (average > MAX || burst > MAX || burstSeconds > MAX) {
            return option + ", " + option + "-max and " + option + "-max-length can't be above " + MAX;
        }
        if (burst > 0 && average == 0) {
            return option + "-max needs " + option;
        }
        if (burst > 0 && burst < average) {
            return option + "-max can't be below " + option;
        }
        if (burst == 0 && burstSeconds != 1) {
            return option + "-max-length needs " + option + "-max";
        }
        if (burstSeconds == 0) {
            return option + "-max-length can't be 0";
        }
        if (burst > MAX / burstSeconds) {
            return option + "-max times " + option + "-max-length can't be above " + MAX;
        }
        return null;
    }
}
